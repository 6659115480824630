"""A run that is killed at any moment leaves whole copies, and is finished by --resume."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from safeshare import disk, verify

from .common import digests, entries, small_photos, wait_for
from .led import lead

PHOTOS, KILLS = 60, 10

START = multiprocessing.get_context("forkserver")
"""Its processes have loaded everything before: a kill rarely falls into the loading."""

LOADED = [
    "safeshare.cli.commands",
    "safeshare.run",
    "safeshare.verify",
    "PIL.JpegImagePlugin",
    "numpy",
]


def work(arguments: list[str], alive: Connection, signs: Path | None) -> None:
    """Be the command, led by the test's signs if there are any (led.py).

    alive: open as long as this process lives, or one that it started.
    """
    from safeshare.cli import main

    assert not alive.closed
    if signs is not None:
        lead(signs, f"IMG_{PHOTOS // 2:05}.jpg")
    main(arguments)


class Running:
    """The command in a process of its own, which has others below it."""

    def __init__(self, arguments: list[str], signs: Path | None = None) -> None:
        self._over, alive = START.Pipe(duplex=False)
        self._process = START.Process(target=work, args=(arguments, alive, signs))
        self._process.start()
        alive.close()

    def kill(self) -> None:
        self._process.kill()
        self.wait()

    def wait(self) -> int | None:
        """Wait until it, and what it started, has ended; give its exit code."""
        self._process.join()
        with pytest.raises(EOFError):
            self._over.recv()
        return self._process.exitcode


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_photos(tmp_path_factory.mktemp("kills") / "in", PHOTOS, side=32)


@pytest.fixture(scope="module")
def calm(photos: Path) -> tuple[dict[str, str], float]:
    """Digests of the copies that a run makes which nobody kills, and the seconds it takes."""
    START.set_forkserver_preload(LOADED)
    for name in ("first", "second"):  # the first one loads
        out = photos.parent / name
        start = time.monotonic()
        assert Running(arguments(photos, out, out.with_suffix(".json"))).wait() == 0
        seconds = time.monotonic() - start
    return digests(out), seconds


def arguments(photos: Path, out: Path, record: Path, *more: str) -> list[str]:
    looks = ("--no-faces", "--no-codes", "-q")
    return ["clean", str(photos), "-r", "-o", str(out), *looks, "--report", str(record), *more]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("run.json", ("-j", "1")),
        ("run.json", ("-j", "2")),
        ("run.jsonl", ("-j", "2")),
        ("run.jsonl", ("-j", "3", "--names", "random")),
        ("run.json", ("-j", "2", "--names", "random")),
    ],
)
def test_kills_leave_whole_copies_and_every_photo_is_done_once(
    photos: Path,
    calm: tuple[dict[str, str], float],
    tmp_path: Path,
    name: str,
    more: tuple[str, ...],
) -> None:
    wanted, seconds = calm
    out, record = tmp_path / "out", tmp_path / name
    moment = random.Random(f"{name}{more}")  # noqa: S311 - to be the same on every run
    again = arguments(photos, out, record, *more, "--resume")
    reached = []
    for kill in range(KILLS):
        running = Running(again, tmp_path if kill == 0 else None)
        if kill == 0:  # one, at the least, falls between two copies
            wait_for(lambda: any(out.glob("photo-*")))
        else:
            time.sleep(moment.uniform(0, seconds / (1 + kill % 3)))
        running.kill()
        left = copies(out)
        assert set(left.values()) <= set(wanted.values())
        assert len(set(left.values())) == len(left)
        reached.append(len(left))
    assert 0 < reached[0] < PHOTOS
    assert reached == sorted(reached)
    assert Running(again).wait() == 0
    made = copies(out)
    assert sorted(made.values()) == sorted(wanted.values())
    told = {entry["path"]: entry["output"] for entry in entries(record)}
    assert sorted(told) == [str(path) for path in sorted(photos.iterdir())]
    assert sorted(told.values()) == sorted(str(out / copy) for copy in made)
    assert all(verify((out / copy).read_bytes()) == () for copy in made)
    if "random" not in more:
        assert made == wanted


def copies(out: Path) -> dict[str, str]:
    """Digests of a folder's copies; what else lies there can be swept."""
    found = digests(out) if out.exists() else {}
    made = {name: digest for name, digest in found.items() if name.startswith("photo-")}
    for name in found.keys() - made.keys():
        head, tail = disk.write.HEAD, disk.write.TAIL
        assert name.startswith(head)
        assert name.endswith(tail)
        os.unlink(out / name)  # noqa: PTH108 - as a sweep does when ten minutes have passed
    return made
