"""Print how long the quick commands take, beside Python alone.

    python bench/start.py [--runs 20]

Seconds by the clock and of the processor, the median of all runs, taken in turns. The photo
is the sample with a place, 40 kB. The first run of each is not counted: it fills caches.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

PHOTO = Path(__file__).parents[1] / "samples" / "IMG_20240517_184502.jpg"
SAFESHARE = str(Path(sys.executable).with_name("safeshare"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "safeshare --help": [SAFESHARE, "--help"],
    "safeshare inspect --no-pixels": [SAFESHARE, "inspect", "--no-pixels", str(PHOTO)],
}


def main() -> None:
    """Run the commands in turns and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(options.runs + 1):
        for name, command in COMMANDS.items():
            taken[name].append(timed(command))
    print(f"{'':<32}{'wall s':>8}{'CPU s':>8}")
    for name, runs in taken.items():
        wall, spent = (median(run) for run in zip(*runs[1:], strict=True))
        print(f"{name:<32}{wall:>8.3f}{spent:>8.3f}")


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command; give the seconds that it took by the clock and of the processor."""
    start, before = time.perf_counter(), _spent()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start, _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
