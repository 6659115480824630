"""What a person at a terminal sees of a long run, and what Ctrl-C does there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .common import digests, led, small_photos, wait_for

PHOTOS = 40
ROWS, COLUMNS = 30, 100
CTRL_C = b"\x03"

OBEYED = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
"""What a terminal obeys: colours, and the steps back by which a line is drawn again."""


class Terminal:
    """A command with a terminal of its own. seen: what was shown until now."""

    def __init__(self, command: list[str]) -> None:
        self._here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, 0, 0))
        self._running = subprocess.Popen(
            command,
            stdin=there,
            stdout=there,
            stderr=there,
            env=os.environ | {"TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no thread here
        )
        os.close(there)
        self.seen = b""

    def until(self, words: bytes, seconds: float = 120) -> None:
        """Read until something is shown, or the command ends."""
        end = time.monotonic() + seconds
        while words not in self.seen and time.monotonic() < end:
            if not select.select([self._here], [], [], 1)[0]:
                continue
            try:
                self.seen += os.read(self._here, 65_536)
            except OSError:  # the other side is closed
                return

    def press(self, key: bytes) -> None:
        os.write(self._here, key)

    def end(self) -> int:
        """Wait for the end; give the exit code."""
        self.until(b"nothing is ever named so")
        return self._running.wait(timeout=60)

    def close(self) -> None:
        self._running.kill()
        self._running.wait()
        os.close(self._here)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = small_photos(tmp_path / "in", PHOTOS, side=120)
    (folder / "\x1b[2Jcut.png").write_bytes(b"\x89PNG\r\n\x1a\n cut")
    return folder


@pytest.fixture
def signs(tmp_path: Path) -> Path:
    return tmp_path / "signs"


@pytest.fixture
def terminal(photos: Path, signs: Path, tmp_path: Path) -> Iterator[Terminal]:
    looks = ("--no-faces", "--no-codes", "-j", 2, "--report", tmp_path / "run.json")
    run = ("clean", photos, "-r", "-o", tmp_path / "out", *looks)
    running = Terminal(led(signs, "IMG_00004.jpg", *run))
    yield running
    running.close()


def test_a_long_run_shows_how_far_it_is(terminal: Terminal, signs: Path) -> None:
    (signs / "go").touch()
    assert terminal.end() == 3
    told = OBEYED.sub(b"", terminal.seen).decode()
    lines = [line.strip() for line in re.split(r"[\r\n]+", told) if line.strip()]
    drawn = [line for line in lines if " of 41 photos" in line]
    assert len(drawn) > 2
    assert drawn[-1].startswith("41 of 41 photos")
    assert re.search(r"\d+\.\d MB/s +40 cleaned, 1 refused +0:00:00 left$", drawn[-1])
    after = lines[lines.index(drawn[-1]) + 1 :]
    assert after[0] == "41 photos: 40 cleaned, 1 refused"
    assert after[-1].split(":")[0] == "safeshare"
    assert "\\x1b[2Jcut.png: the picture" in " ".join(after[-3:])
    assert b"\x1b[2J" not in terminal.seen


def test_ctrl_c_on_a_terminal_ends_a_run_in_order(
    terminal: Terminal, signs: Path, tmp_path: Path
) -> None:
    terminal.until(b"1 of 41 photos")
    terminal.press(CTRL_C)
    wait_for((signs / "asked").exists)
    (signs / "go").touch()
    assert terminal.end() == 130
    assert b"stopped; what was begun is finished, and every copy is whole." in terminal.seen
    assert b"Traceback" not in terminal.seen
    many = len(digests(tmp_path / "out"))
    assert 0 < many < PHOTOS
    assert f"{many + 1} photos: {many} cleaned, 1 refused".encode() in terminal.seen
