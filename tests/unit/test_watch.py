"""A watched folder: what arrives is cleaned once, when it is finished."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from safeshare import verify
from tests.batch.common import wait_for


@pytest.fixture
def jpeg(tmp_path: Path) -> bytes:
    path = tmp_path / "source.jpg"
    exif = Image.Exif()
    exif[315] = "Ann Example"
    noise = np.random.default_rng(3).integers(0, 255, (90, 120, 3), np.uint8)
    Image.fromarray(noise).save(path, exif=exif)
    return path.read_bytes()


CLOCKED = """
import os, sys
from types import SimpleNamespace
from safeshare import watch
from safeshare.cli import main
watch.time = SimpleNamespace(monotonic=lambda: os.stat(sys.argv[1]).st_size / 10)
main(sys.argv[2:])
"""


class Watching:
    """The command, watching a folder. lines: what it printed until it was stopped.

    clock: a file; by as many bytes as it grows, so many tenths of a second pass by.
    """

    def __init__(
        self, folder: Path, out: Path, where: Path | None = None, clock: Path | None = None
    ) -> None:
        start = ["-m", "safeshare"] if clock is None else ["-c", CLOCKED, clock]
        command = [sys.executable, *start, "watch", folder, "-o", out, "--no-faces"]
        self.out = out if where is None else where / out
        self._process = subprocess.Popen(
            command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert self._process.stdout is not None
        assert b"watched" in self._process.stdout.readline()
        self.lines: list[str] = []

    def copies(self) -> list[Path]:
        """The copies that are in place, and what else was there at the start."""
        return sorted(self.out.rglob("photo-*"))

    def stop(self) -> int:
        self._process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        assert self._process.stdout is not None
        self.lines = self._process.stdout.read().decode().splitlines()
        return self._process.wait(timeout=30)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder to be watched, with one photo in it from before, and its copies below it."""
    folder = tmp_path / "in"
    (folder / "out").mkdir(parents=True)
    (folder / "out/photo-0007.jpg").write_bytes(b"from an earlier time")
    (folder / "before.jpg").write_bytes(b"before")
    return folder


@pytest.fixture
def watching(place: Path) -> Iterator[Watching]:
    running = Watching(place, place / "out")
    yield running
    running.end()


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    (tmp_path / "clock").touch()
    return tmp_path / "clock"


@pytest.fixture
def timed(place: Path, clock: Path) -> Iterator[Watching]:
    """One for which time passes by when the test says so, however slow the machine is."""
    running = Watching(place, place / "out", clock=clock)
    yield running
    running.end()


def later(clock: Path, tenths: int = 1) -> None:
    with clock.open("ab", buffering=0) as file:
        file.write(bytes(tenths))


def test_what_arrives_is_cleaned_once_and_nothing_else(watching: Watching, jpeg: bytes) -> None:
    folder = watching.out.parent
    (folder / "a.jpg").write_bytes(jpeg)
    (folder / "notes.txt").write_text("no photo")
    (folder / "link.jpg").symlink_to(folder / "before.jpg")
    wait_for(lambda: len(watching.copies()) == 2)
    moved = folder.parent / "moved"
    moved.mkdir()
    (moved / "b.jpg").write_bytes(jpeg)
    os.rename(moved, folder / "moved")  # noqa: PTH104 - the system's own call
    wait_for(lambda: len(watching.copies()) == 3)
    assert watching.stop() == 130
    names = [str(path.relative_to(watching.out)) for path in watching.copies()]
    assert names == ["moved/photo-0009.jpg", "photo-0007.jpg", "photo-0008.jpg"]
    for name in (names[0], names[2]):
        assert verify((watching.out / name).read_bytes()) == ()
    assert sum("cleaned" in line for line in watching.lines) == 3  # two lines and the summary


def test_a_file_that_grows_is_left_until_it_is_finished(
    timed: Watching, clock: Path, jpeg: bytes
) -> None:
    path = timed.out.parent / "slow.jpg"
    with path.open("wb") as file:
        for start in range(0, len(jpeg), len(jpeg) // 6):
            file.write(jpeg[start : start + len(jpeg) // 6])
            file.flush()
            later(clock, 9)  # not long enough for a file that is finished
            time.sleep(0.3)
            assert len(timed.copies()) == 1
    wait_for(lambda: later(clock) or len(timed.copies()) == 2)
    assert timed.stop() == 130
    assert not any("cut" in line for line in timed.lines)


def test_a_file_that_is_renamed_into_place_is_cleaned_under_its_last_name(
    timed: Watching, clock: Path, jpeg: bytes
) -> None:
    folder = timed.out.parent
    (folder / "photo.jpg.crdownload").write_bytes(jpeg[: len(jpeg) // 2])
    later(clock, 9)
    time.sleep(0.3)
    (folder / "photo.jpg.crdownload").write_bytes(jpeg)
    (folder / "photo.jpg.crdownload").rename(folder / "photo.jpg")
    wait_for(lambda: later(clock) or len(timed.copies()) == 2)
    for _ in range(15):  # a second copy would follow
        later(clock)
        time.sleep(0.1)
    assert timed.stop() == 130
    assert len(timed.copies()) == 2
    assert any("in/photo.jpg -> " in line for line in timed.lines)


def test_what_was_not_finished_is_told_at_the_end(
    timed: Watching, clock: Path, jpeg: bytes
) -> None:
    folder = timed.out.parent
    (folder / "broken.jpg").write_bytes(jpeg[:30])
    (folder / "fine.jpg").write_bytes(jpeg)
    wait_for(lambda: later(clock) or len(timed.copies()) == 2)
    (folder / "empty.jpg").touch()
    (folder / "slow.jpg").write_bytes(jpeg[:200])
    (folder / "notes.txt").write_text("no photo")
    time.sleep(0.5)  # until they are noticed; what comes in the last moment is told as well
    assert timed.stop() == 130
    told = [line for line in timed.lines if "not finished yet" in line]
    assert [line.partition(": it was")[0] for line in told] == [
        f"safeshare: {folder}/{name}.jpg" for name in ("empty", "slow")
    ]
    assert sum("broken.jpg" in line and "cut" in line for line in timed.lines) == 1  # not again


def test_a_folder_that_is_taken_away_ends_it(watching: Watching) -> None:
    watching.out.parent.rename(watching.out.parent.with_name("elsewhere"))
    assert watching.wait() == 3
    assert any("in: the folder is gone" in line for line in watching.lines)
    assert not any("Traceback" in line for line in watching.lines)


@pytest.mark.parametrize("name", ["in", "../below/in", "link"])
def test_a_folder_may_be_named_from_where_one_stands(
    tmp_path: Path, jpeg: bytes, name: str
) -> None:
    where = tmp_path / "below"
    (where / "in/out").mkdir(parents=True)
    (where / "link").symlink_to("in")
    watching = Watching(Path(name), Path(name, "out"), where)
    try:
        (where / "in/a.jpg").write_bytes(jpeg)
        wait_for(lambda: len(watching.copies()) == 1)
        time.sleep(2)  # a copy that were taken for an arrival would get a copy too
        assert watching.stop() == 130
    finally:
        watching.end()
    assert [path.name for path in watching.copies()] == ["photo-0001.jpg"]
    assert watching.lines[0].startswith(f"{name}/a.jpg -> {name}/out/photo-0001.jpg: cleaned")


@pytest.mark.parametrize(
    ("arguments", "advice"), [(("in",), b"-o DIR"), (("gone", "-o", "out"), b"Give a folder")]
)
def test_what_is_missing_is_said_before_it_watches(
    tmp_path: Path, arguments: tuple[str, ...], advice: bytes
) -> None:
    (tmp_path / "in").mkdir()
    command = [sys.executable, "-m", "safeshare", "watch", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert advice in done.stderr


def test_copies_may_not_arrive_in_the_watched_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "safeshare", "watch", tmp_path, "-o", tmp_path]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"another folder" in done.stderr


GONE = """
import os, sys
from safeshare import run
from safeshare.cli import main
say = run.terminal.say
def and_gone(text):
    say(text)
    if "watched" in text:
        os.rename("in", "elsewhere")
run.terminal.say = and_gone
main(["watch", "in", "-o", "out"])
"""


def test_a_folder_that_goes_before_it_is_watched_ends_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", GONE], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "in: the folder is gone" in done.stderr
