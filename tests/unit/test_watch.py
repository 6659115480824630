"""A watched folder: what arrives is cleaned once, when it is finished."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from safeshare import verify


@pytest.fixture
def jpeg(tmp_path: Path) -> bytes:
    path = tmp_path / "source.jpg"
    exif = Image.Exif()
    exif[315] = "Ann Example"
    noise = np.random.default_rng(3).integers(0, 255, (90, 120, 3), np.uint8)
    Image.fromarray(noise).save(path, exif=exif)
    return path.read_bytes()


class Watching:
    """The command, watching a folder. lines: what it printed until it was stopped."""

    def __init__(self, folder: Path, out: Path, where: Path | None = None) -> None:
        command = [sys.executable, "-m", "safeshare", "watch", folder, "-o", out, "--no-faces"]
        self.out = out if where is None else where / out
        self._process = subprocess.Popen(
            command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert self._process.stdout is not None
        assert b"watched" in self._process.stdout.readline()
        time.sleep(0.5)  # it says so just before it begins
        self.lines: list[str] = []

    def copies(self) -> list[Path]:
        return sorted(path for path in self.out.rglob("*") if path.is_file())

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
def watching(tmp_path: Path) -> Iterator[Watching]:
    """A folder that is watched, with one photo in it from before, and its copies below it."""
    folder = tmp_path / "in"
    (folder / "out").mkdir(parents=True)
    (folder / "out/photo-0007.jpg").write_bytes(b"from an earlier time")
    (folder / "before.jpg").write_bytes(b"before")
    running = Watching(folder, folder / "out")
    yield running
    running.end()


def wait_for(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.05)


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


def test_a_file_that_grows_is_left_until_it_is_finished(watching: Watching, jpeg: bytes) -> None:
    path = watching.out.parent / "slow.jpg"
    with path.open("wb") as file:
        for start in range(0, len(jpeg), len(jpeg) // 6):
            file.write(jpeg[start : start + len(jpeg) // 6])
            file.flush()
            assert len(watching.copies()) == 1
            time.sleep(0.3)
    wait_for(lambda: len(watching.copies()) == 2)
    assert watching.stop() == 130
    assert not any("cut" in line for line in watching.lines)


def test_a_file_that_is_renamed_into_place_is_cleaned_under_its_last_name(
    watching: Watching, jpeg: bytes
) -> None:
    folder = watching.out.parent
    (folder / "photo.jpg.crdownload").write_bytes(jpeg[: len(jpeg) // 2])
    time.sleep(0.3)
    (folder / "photo.jpg.crdownload").write_bytes(jpeg)
    (folder / "photo.jpg.crdownload").rename(folder / "photo.jpg")
    wait_for(lambda: len(watching.copies()) == 2)
    time.sleep(1.5)  # a second copy would follow
    assert watching.stop() == 130
    assert len(watching.copies()) == 2
    assert any("in/photo.jpg -> " in line for line in watching.lines)


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
