"""Print how fast and how lean whole runs of the command are, beside exiftool and deface.

    python bench/batch.py DIR [--files 20000] [--kills 200]

DIR holds photos. Each tool cleans the same copies of them in one run of this script:
metadata alone, and faces too. Then a folder of many small files shows that memory does
not grow with their number, and a run that is killed again and again ends whole.

- photos/s: wall time, the command's start included. ratio: to one worker of safeshare.
- peak: the largest resident size of all its processes together.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safeshare import verify

CLEAN = [sys.executable, "-m", "safeshare", "clean"]
BARE = ["--no-faces", "--no-codes"]
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Run:
    """What one command did. peak: bytes."""

    seconds: float
    peak: int
    code: int


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=20_000, help="small files for the memory")
    parser.add_argument("--kills", type=int, default=200, help="moments at which a run is killed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        room = Path(place)
        speeds(options.folder, room / "speed")
        memory(room / "memory", options.files)
        kills(room / "kills", options.kills)


def speeds(folder: Path, room: Path) -> None:
    """Print photos a second of each tool, without and with faces."""
    source = room / "in"
    source.mkdir(parents=True)
    photos = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for number, path in enumerate(photos):
        shutil.copyfile(path, source / f"{number:05}{path.suffix}")
    size = sum(path.stat().st_size for path in source.iterdir())
    print(f"{len(photos)} photos, {size / 1e6:.1f} MB, {os.cpu_count()} processors")
    print(f"{'':<34}{'photos/s':>10}{'MB/s':>8}{'ratio':>8}{'peak MB':>9}")
    for title, more in (("metadata only", BARE), ("all", [])):
        first = 0.0
        for name, command in _contestants(source, room, more):
            done = watched(command)
            first = first or done.seconds
            told = f"{len(photos) / done.seconds:>10.2f}{size / 1e6 / done.seconds:>8.2f}"
            ratio = first / done.seconds
            print(f"{title}, {name:<{32 - len(title)}}{told}{ratio:>8.2f}{done.peak / 1e6:>9.0f}")


def _contestants(source: Path, room: Path, more: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Give each tool's command; a rival stands where it does the same work."""
    base = [*CLEAN, str(source), "-r", "-q", *more]
    for workers in (1, 2):
        out = room / f"out-{workers}-{len(more)}"
        yield f"{workers} worker{'s' * (workers > 1)}", [*base, "-o", str(out), "-j", str(workers)]
    with cluster(room) as address:
        out = room / f"out-dask-{len(more)}"
        yield "Dask, 2 workers", [*base, "-o", str(out), "--cluster", address]
    if more and shutil.which("exiftool"):
        yield (
            "exiftool -all=",
            ["exiftool", "-q", "-q", "-all=", "-o", f"{room}/exif/", str(source)],
        )
    if not more and shutil.which("deface"):
        photos = sorted(str(path) for path in source.iterdir())
        yield "deface", ["deface", *photos]


def watched(command: list[str]) -> Run:
    """Run a command and watch the memory of it and of what it starts."""
    start = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    over = threading.Event()

    def look() -> None:
        nonlocal peak
        while not over.wait(0.02):
            peak = max(peak, _resident(running.pid))

    looking = threading.Thread(target=look)
    looking.start()
    code = running.wait()
    seconds = time.perf_counter() - start
    over.set()
    looking.join()
    return Run(seconds, peak, code)


def _resident(pid: int) -> int:
    """Give the memory of a process and its children: proportional, so shared pages count once."""
    total = 0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(OSError, ValueError, IndexError):
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
            total += int(line.split()[1]) * 1024
            children = Path(f"/proc/{one}/task/{one}/children").read_text().split()
            waiting += map(int, children)
    return total


@contextlib.contextmanager
def cluster(room: Path) -> Iterator[str]:
    """Start a Dask scheduler and two workers on loopback; give the address."""
    place = room / "scheduler.json"
    place.unlink(missing_ok=True)
    common = ["--no-dashboard", "--scheduler-file", str(place)]
    module = [sys.executable, "-m"]
    commands = [[*module, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]]
    commands += [[*module, "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny"]] * 2
    running = []
    try:
        for command in commands:
            quiet = subprocess.DEVNULL
            running.append(subprocess.Popen([*command, *common], stdout=quiet, stderr=quiet))
            while not place.exists():
                time.sleep(0.1)
        time.sleep(3)
        yield str(json.loads(place.read_text())["address"])
    finally:
        for process in running:
            process.kill()
            process.wait()


def small_files(folder: Path, count: int) -> None:
    """Write small JPEGs that differ."""
    import io

    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(1)
    folder.mkdir(parents=True)
    for number in range(count):
        out = io.BytesIO()
        pixels = noise.integers(0, 255, (8, 8, 3), np.uint8)
        Image.fromarray(pixels).save(out, "JPEG", comment=f"number {number}".encode())
        (folder / f"{number:06}.jpg").write_bytes(out.getvalue())


def memory(room: Path, count: int) -> None:
    """Print the peak memory of a run over few and over many small files."""
    print(f"\n{'small files':<34}{'photos/s':>10}{'peak MB':>9}")
    for number in (200, count):
        source, out = room / f"in-{number}", room / f"out-{number}"
        small_files(source, number)
        report = ["--report", str(room / f"{number}.jsonl")]
        done = watched([*CLEAN, str(source), "-r", "-o", str(out), "-q", *BARE, *report])
        copies = sum(1 for _ in out.iterdir())
        told = f"{number / done.seconds:>10.1f}{done.peak / 1e6:>9.0f}"
        print(f"{number:,} files, {copies:,} copies".ljust(34) + told)


def kills(room: Path, count: int) -> None:
    """Kill runs at random moments and print whether what they left is whole."""
    source, calm, out = room / "in", room / "calm", room / "out"
    small_files(source, 60)
    subprocess.run([*CLEAN, str(source), "-r", "-o", str(calm), "-q", *BARE], check=True)
    wanted = _digests(calm)
    moment = random.Random(1)  # noqa: S311 - to be the same on every run
    broken = runs = 0
    for kill in range(count):
        if kill % 10 == 0:
            shutil.rmtree(out, ignore_errors=True)
            record = room / f"{kill}.jsonl"
        command = [*CLEAN, str(source), "-r", "-o", str(out), "-q", *BARE]
        running = subprocess.Popen([*command, "--report", str(record), "--resume"])
        time.sleep(moment.uniform(0.2, 1.2))
        running.send_signal(signal.SIGKILL)
        running.wait()
        time.sleep(0.2)  # until the processes below it have followed
        left = _digests(out) if out.exists() else {}
        broken += sum(wanted.get(name) != digest for name, digest in left.items())
        if kill % 10 == 9:
            done = subprocess.run([*command, "--report", str(record), "--resume"], check=False)
            runs += 1
            broken += done.returncode != 0 or _digests(out) != wanted
    left_over = [path for path in out.glob("photo-*") if verify(path.read_bytes())]
    print(f"\n{count} kills, {runs} runs resumed: {broken} copies or runs not whole, "
          f"{len(left_over)} not bare")  # fmt: skip


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("photo-*")
    }


if __name__ == "__main__":
    main()
