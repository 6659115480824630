"""Break files at random, and fail on any answer but a proper one.

    python bench/fuzz.py [FILES...] --minutes N [--seed S] [--keep DIR]
    python bench/fuzz.py FILES... --as-they-are

FILES: photos, or folders of them; without any, the crafted files of tests/corpus. Case after
case, counted up from the seed, a photo is mutated, often inside of its container's pieces with
their lengths and checksums set right, and given to inspect, verify and clean (once with a
region, so that its pixels are made anew), without detectors. A defect is anything that is raised
but a SafeshareError, a crash, more than 1 GB of memory over what the process needs anyway, or
more than 10 s of processor time, all threads together, for all that is done with it.
With --as-they-are each file is tried once, unmutated: for collections that others made of files
that break decoders, such as the images in the source distribution of Pillow.

The exit code is 1 if there was a defect. Each is printed with its seed; the same FILES with
`--seed THAT --cases 1` make the case again. Case files are written only with --keep.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from fuzz_worker import SECONDS, Answer, name_of, work
from mutate import mutated

CHUNK = 200
"""Cases that one worker process takes."""
PATIENCE = 12 * SECONDS
"""Seconds by the clock until a worker that does not answer is ended: it can be stuck in a C
library, or wait for ever."""


class Tally:
    """What came out so far: counts by format and outcome, and the defects."""

    def __init__(self, keep: Path | None) -> None:
        self.keep = keep
        self.counts: Counter[tuple[str, str]] = Counter()
        self.defects: Counter[str] = Counter()
        self.slowest = 0.0, 0
        self.largest = 0, 0

    def add(self, answer: Answer, seed: int, data: bytes) -> None:
        """Count an answer; tell about a kind of defect when it is first seen."""
        self.counts[answer.format, answer.outcome] += 1
        self.slowest = max(self.slowest, (answer.seconds, seed))
        self.largest = max(self.largest, (answer.memory, seed))
        if not answer.defect:
            return
        defect = f"{answer.format}, {answer.defect}"
        self.defects[defect] += 1
        if self.defects[defect] > 1:
            return
        print(f"\nDEFECT, seed {seed}: {defect}\n{answer.details}", flush=True)
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            path = self.keep / f"seed-{seed}.{answer.format}"
            if not path.exists():
                path.write_bytes(data)
            print(f"kept as {path}", flush=True)

    def show(self, seconds: float) -> None:
        """Print the table."""
        formats = sorted({kind for kind, _ in self.counts})
        outcomes = sorted({outcome for _, outcome in self.counts})
        print("\n" + f"{'outcome':<22}" + "".join(f"{kind:>9}" for kind in formats))
        for outcome in outcomes:
            cells = (self.counts[kind, outcome] for kind in formats)
            print(f"{outcome:<22}" + "".join(f"{cell:>9,}" for cell in cells))
        cases, defects = sum(self.counts.values()), sum(self.defects.values())
        print(
            f"{cases:,} cases in {seconds:.0f} s, {defects:,} defects of {len(self.defects)} kinds"
        )
        (slowest, slow), (largest, large) = self.slowest, self.largest
        print(
            f"slowest {slowest:.1f} s (seed {slow}), "
            f"largest {largest / 1e6:.0f} MB over the baseline (seed {large})"
        )


def main() -> None:
    """Mutate until the time is over."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="photos, or folders of them")
    parser.add_argument("--as-they-are", action="store_true", help="every file once, unmutated")
    parser.add_argument("--minutes", type=float, help="end after so many; else 1, or all files")
    parser.add_argument("--seed", type=int, default=1, help="of the first case")
    parser.add_argument("--cases", type=int, default=sys.maxsize, help="end after so many")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="write files with defects here")
    options = parser.parse_args()
    sources = read(options.files) if options.files else crafted()
    if not sources:
        parser.error("there is no file to mutate.")
    make: Callable[[int], bytes] = partial(case, sources)
    cases, minutes = range(options.seed, options.seed + options.cases), 1.0
    if options.as_they_are:
        make, cases, minutes = sources.__getitem__, range(len(sources)), math.inf
    start, tally = time.monotonic(), Tally(options.keep)
    end = start + 60 * (options.minutes or minutes)
    while cases and time.monotonic() < end:
        done = run_chunk(make, cases[:CHUNK], end, tally)
        cases = cases[done:]
    tally.show(time.monotonic() - start)
    sys.exit(1 if tally.defects else 0)


def run_chunk(make: Callable[[int], bytes], seeds: range, end: float, tally: Tally) -> int:
    """Let one worker take the cases until one ends it; give how many it took."""
    context = get_context("spawn")
    here, there = context.Pipe()
    worker = context.Process(target=work, args=(there, len(seeds) > 1), daemon=True)
    worker.start()
    there.close()
    taken = 0
    try:
        for seed in seeds:
            if time.monotonic() > end:
                break
            data, taken = make(seed), taken + 1
            answer = ask(here, data)
            if answer is None:
                worker.join(1)
                answer = died(data, worker.exitcode)
            tally.add(answer, seed, data)
            if answer.fatal:
                break
    finally:
        here.close()
        worker.kill()
        worker.join()
    return taken


def case(sources: list[bytes], seed: int) -> bytes:
    """Give the mutated file of a seed."""
    random = Random(seed)  # noqa: S311 - nothing secret: a case must be made again
    return mutated(sources, random.randrange(len(sources)), random)


def ask(worker: Connection, data: bytes) -> Answer | None:
    """Let the worker try a file; None where it died or is stuck."""
    try:
        worker.send_bytes(data)
        if worker.poll(PATIENCE):
            answer = worker.recv()
            return answer if isinstance(answer, Answer) else None
    except (EOFError, OSError):
        pass
    return None


def died(data: bytes, exit_code: int | None) -> Answer:
    """Describe the end of a worker that gave no answer."""
    stuck = exit_code is None
    how = f"no answer in {PATIENCE:.0f} s" if stuck else f"process ended with {exit_code}"
    seconds = PATIENCE if stuck else 0.0
    return Answer(name_of(data), "DEFECT", how, "", seconds, 0, fatal=True)


def read(paths: list[Path]) -> list[bytes]:
    """Read the photos, in a stable order."""
    files = [f for p in paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p])]
    return [file.read_bytes() for file in files if file.is_file()]


def crafted() -> list[bytes]:
    """Give the crafted files of the tests."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.corpus import bmp, gif, heif, jpeg, jxl, png, tiff, webp

    files: list[bytes] = []
    for module in (bmp, gif, heif, jpeg, jxl, png, tiff, webp):
        files += module.shapes().values()
        files += [data for data, _ in module.planted().values()]
        files.append(module.with_everything())
    return files


if __name__ == "__main__":
    main()
