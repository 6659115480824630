"""Print how fast and how lean whole runs of the command are, beside exiftool and deface.

    python bench/batch.py DIR [--parts speed,memory,kills] [--photos 40] [--metadata-photos 960]
        [--deface PROGRAM] [--files 20000] [--kills 200]

DIR holds photos. Each tool cleans the same copies of them in one run of this script:
metadata alone, and faces too. Then a folder of many small files shows that memory does
not grow with their number, and a run that is killed again and again ends whole.

- photos/s: wall time, the command's start included. Dask's workers are started before.
- ratio: to one worker that has one processor. Without that limit, a single worker lends
  the other processors to its search for faces.
- CPU s: processor seconds of all its processes together. On a busy machine, they tell more
  than the wall time.
- peak: the most memory of all its processes together, pages that they share counted once.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from safeshare import verify
from watched import Command, cluster, watched

CLEAN = [sys.executable, "-m", "safeshare", "clean"]
BARE = ["--no-faces", "--no-codes"]
SMALL, RUN = 200, 4
"""Files of a run that is killed, and how often it is before it may end."""

PARTS = ("speed", "memory", "kills")


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="of photos")
    parser.add_argument("--parts", default=",".join(PARTS), help="of this script, with commas")
    parser.add_argument("--photos", type=int, default=40, help="photos of a full run")
    parser.add_argument("--metadata-photos", type=int, default=960, help="where pixels stay")
    parser.add_argument("--deface", default="deface", help="the program of that name")
    parser.add_argument("--files", type=int, default=20_000, help="small files for the memory")
    parser.add_argument("--kills", type=int, default=200, help="moments at which a run is killed")
    options = parser.parse_args()
    parts = options.parts.split(",")
    if not set(parts) <= set(PARTS):
        parser.error(f"--parts takes {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as place:
        room = Path(place)
        if "speed" in parts:
            speeds("metadata only", options, room / "metadata", options.metadata_photos)
            speeds("all", options, room / "all", options.photos)
        if "memory" in parts:
            memory(room / "memory", options.files)
        if "kills" in parts:
            kills(room / "kills", options.kills)


def speeds(title: str, options: argparse.Namespace, room: Path, count: int) -> None:
    """Print photos a second of each tool. title: metadata only, or all."""
    source = room / "in"
    source.mkdir(parents=True)
    photos = [path for path in sorted(options.folder.rglob("*")) if path.is_file()]
    for number, path in enumerate(islice(cycle(photos), count)):
        shutil.copyfile(path, source / f"{number:05}{path.suffix}")
    size = sum(path.stat().st_size for path in source.iterdir())
    told = f"{title}: {count} photos, {size / 1e6:.1f} MB, {os.cpu_count()} processors"
    print(
        f"{told:<42}{'photos/s':>10}{'MB/s':>8}{'ratio':>8}{'CPU s':>8}{'peak MB':>9}", flush=True
    )
    bare = BARE if title == "metadata only" else []
    first = 0.0
    for name, command in _contestants(source, room, bare, options.deface):
        done = watched(command)
        first = first or done.seconds
        told = f"{count / done.seconds:>10.2f}{size / 1e6 / done.seconds:>8.2f}"
        told += f"{first / done.seconds:>8.2f}{done.cpu:>8.1f}{done.peak / 1e6:>9.0f}"
        print(f"  {name:<40}{told}", flush=True)
        for made in room.glob("out-*"):
            shutil.rmtree(made)  # the disk is not to be busy with it when the next one starts
    print()


def _contestants(
    source: Path, room: Path, bare: list[str], deface: str
) -> Iterator[tuple[str, Command]]:
    """Give each tool's command; a rival stands where it does the same work."""
    base = [*CLEAN, str(source), "-r", "-q", *bare, "-o"]
    yield "1 worker, 1 processor", Command([*base, f"{room}/out-0", "-j", "1"], one=True)
    yield "1 worker", Command([*base, f"{room}/out-1", "-j", "1"])
    yield "2 workers", Command([*base, f"{room}/out-2", "-j", "2"])
    with cluster(room, 1) as (address, processes):
        words = [*base, f"{room}/out-dask-one", "--cluster", address]
        yield "Dask, 1 worker, first run", Command(words, others=processes)
    with cluster(room) as (address, processes):
        words = [*base, f"{room}/out-dask", "--cluster", address]
        yield "Dask, 2 workers, first run", Command(words, others=processes)
        words = [*base, f"{room}/out-dask-again", "--cluster", address]
        yield "Dask, 2 workers, models loaded", Command(words, others=processes)
    if bare and shutil.which("exiftool"):
        words = ["exiftool", "-q", "-q", "-all=", "-o", f"{room}/out-exif/", str(source)]
        yield "exiftool -all=", Command(words, fine=(0, 1))
    if not bare and shutil.which(deface):
        own = Path(shutil.copytree(source, room / "in-deface"))
        photos = sorted(str(path) for path in own.iterdir())
        yield "deface, 1 processor", Command([deface, *photos], one=True)
        yield "deface", Command([deface, *photos])


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
    print(f"{'small files':<42}{'photos/s':>10}{'CPU s':>8}{'peak MB':>9}", flush=True)
    for number in (200, count):
        source, out = room / f"in-{number}", room / f"out-{number}"
        small_files(source, number)
        report = ["--report", str(room / f"{number}.jsonl"), "-j", "2"]
        done = watched(Command([*CLEAN, str(source), "-r", "-o", str(out), "-q", *BARE, *report]))
        copies = sum(1 for _ in out.iterdir())
        told = f"{number / done.seconds:>10.1f}{done.cpu:>8.1f}{done.peak / 1e6:>9.0f}"
        print(f"  {number:,} files, {copies:,} copies".ljust(42) + told, flush=True)
    print()


def kills(room: Path, count: int) -> None:
    """Kill runs at random moments and print whether what they left is whole."""
    source, calm, out = room / "in", room / "calm", room / "out"
    small_files(source, SMALL)
    command = [*CLEAN, str(source), "-r", "-q", *BARE, "-j", "2", "-o"]
    start = time.perf_counter()
    subprocess.run([*command, str(calm)], check=True)
    longest = time.perf_counter() - start
    wanted = _digests(calm)
    moment = random.Random(1)  # noqa: S311 - to be the same on every run
    broken = amid = ended = runs = 0
    for kill in range(count):
        if kill % RUN == 0:
            shutil.rmtree(out, ignore_errors=True)
            record, runs = room / f"{kill}.jsonl", runs + 1
        again = [*command, str(out), "--report", str(record), "--resume"]
        running = subprocess.Popen(again)
        time.sleep(moment.uniform(longest / 3, longest))  # before that, Python starts
        ended += running.poll() is not None
        running.send_signal(signal.SIGKILL)
        running.wait()
        time.sleep(0.2)  # until the processes below it have followed
        left = _digests(out)
        amid += 0 < len(left) < SMALL
        broken += sum(wanted.get(name) != digest for name, digest in left.items())
        if kill % RUN == RUN - 1 or kill == count - 1:
            done = subprocess.run(again, check=False)
            broken += done.returncode != 0 or _digests(out) != wanted
            broken += sum(verify(path.read_bytes()) != () for path in out.glob("photo-*"))
    print(
        f"{count} kills of {runs} runs over {SMALL} files ({amid} left a part of the copies, "
        f"{ended} came after the end), all resumed: {broken} copies or runs not whole"
    )


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("photo-*")
    }


if __name__ == "__main__":
    main()
