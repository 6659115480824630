"""Ten thousand photos take hardly more memory than two hundred."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .common import command, entries, small_photos

FEW, MANY = 200, 10_000
NAME = 800
"""Bytes that a photo may cost a run: its name, and a number."""

PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
sys.exit(code)
"""
"""Runs a command and prints the peak memory of the largest of its processes, in bytes."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder, in memory where it can be: what is measured is not the disk."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    if not shared.is_dir() or shutil.disk_usage(shared).free < 400_000_000:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as place:
        yield Path(place)


def test_many_photos_take_hardly_more_memory_than_a_few(room: Path) -> None:
    one = small_photos(room / "one", FEW)
    many = room / "many"
    many.mkdir()
    sources = sorted(one.iterdir())
    for number in range(MANY):
        (many / f"IMG_{number:05}.jpg").hardlink_to(sources[number % FEW])
    peaks = []
    for folder in (one, many):
        out, record = folder.with_name(f"{folder.name}-out"), folder.with_suffix(".jsonl")
        run = ["clean", folder, "-r", "-o", out, "--no-faces", "--no-codes", "--names", "keep"]
        run += ["-q", "-j", "2", "--report", record]
        done = subprocess.run(
            [sys.executable, "-c", PEAK, *command(*run)],
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        peaks.append(int(done.stdout))
        told = [entry["output"] for entry in entries(record)]
        assert told == [str(out / path.name) for path in sorted(folder.iterdir())]
        assert sorted(told) == sorted(str(path) for path in out.iterdir())
    assert peaks[1] - peaks[0] < NAME * (MANY - FEW) + 4_000_000
