"""The tools that remove metadata, each run over one folder into another."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import safeshare
from safeshare import Plan, SafeshareError

BARE = Plan(detect=(), recheck=())


@dataclass(frozen=True, slots=True)
class Run:
    """How a tool did: wall seconds, and a second count for the copies that kept their coding.

    lossless: stems of the copies of the lossless path, with their seconds.
    """

    seconds: float
    lossless: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contestant:
    """A tool. program: what must be installed; run: photos of a folder -> copies in another.

    A copy has the stem of its source.
    """

    name: str
    program: str | None
    run: Callable[[Path, Path], Run]


def in_memory(source: Path, target: Path) -> Run:
    """Clean bytes by the library; reading and writing files is not timed."""
    total, lossless = 0.0, {}
    photos = sorted(source.iterdir())
    _attempt(photos[0].read_bytes())  # libraries are loaded before the clock runs
    for photo in photos:
        data = photo.read_bytes()
        start = time.perf_counter()
        result = _attempt(data)
        seconds = time.perf_counter() - start
        total += seconds
        if result is not None:
            (target / (photo.stem + f".{result.format}")).write_bytes(result.data)
            if result.lossless:
                lossless[photo.stem] = seconds
    return Run(total, lossless)


def whole_command(source: Path, target: Path) -> Run:
    """Run the command as a user does on two processors, its start and verification included."""
    command = [sys.executable, "-m", "safeshare", "clean", str(source), "-r", "-o", str(target)]
    return _timed([*command, "--no-faces", "--no-codes", "--names", "keep", "-j", "2"])


def exiftool(source: Path, target: Path) -> Run:
    """Run one process over the folder."""
    return _timed(["exiftool", "-q", "-q", "-all=", "-o", f"{target}/", str(source)])


def mat2(*options: str) -> Callable[[Path, Path], Run]:
    """Give a run of mat2 with options; it writes beside the photos, so they are copied first."""

    def run(source: Path, target: Path) -> Run:
        photos = [shutil.copy(photo, target) for photo in sorted(source.iterdir())]
        done = _timed(["mat2", *options, *map(str, photos)])
        for photo in map(Path, photos):
            photo.unlink()
            copy = photo.with_name(f"{photo.stem}.cleaned{photo.suffix}")
            if copy.exists():
                copy.rename(photo)
        return done

    return run


CONTESTANTS: Iterable[Contestant] = (
    Contestant("safeshare, in memory", None, in_memory),
    Contestant("safeshare clean -j 2", None, whole_command),
    Contestant("exiftool -all=", "exiftool", exiftool),
    Contestant("mat2", "mat2", mat2()),
    Contestant("mat2 -L", "mat2", mat2("-L")),
)


def _attempt(data: bytes) -> safeshare.Result | None:
    try:
        return safeshare.clean(data, BARE)
    except SafeshareError:
        return None


def _timed(command: list[str]) -> Run:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return Run(time.perf_counter() - start)
