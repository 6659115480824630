"""Print how long photos of 12 megapixels take, `safeshare clean` beside deface's command.

    python bench/pace.py DIR [--photos 20] [--rounds 1] [--deface COMMAND]

DIR holds photos; the largest are cropped and scaled to 4032 x 3024 pixels, with a camera's
noise, so that all cost the same to decode. Both commands run over the same files, one after
the other, as a user starts them: deface in one process with as many threads as there are
processors, safeshare in two. Several rounds alternate, so that a busy machine slows both alike.
Printed: seconds a photo, on the clock and of all processors together, and their ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from folder import listed, upright

SIZE = (4032, 3024)
NOISE = 3.0
"""Deviation of a camera's noise, in levels."""


@dataclass(slots=True)
class Pace:
    """What a command took, over all rounds. cpu: of all its processes, user and system."""

    wall: float = 0.0
    cpu: float = 0.0
    failed: int = 0

    def run(self, command: Sequence[str]) -> None:
        """Run a command and add what it took."""
        start, before = time.perf_counter(), _children()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.wall += time.perf_counter() - start
        self.cpu += _children() - before
        if done.returncode:
            self.failed += 1
            print(f"exit code {done.returncode}: {done.stderr.strip()[-500:]}", file=sys.stderr)


def main() -> None:
    """Make the photos, run both commands, print seconds a photo and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="of photos")
    parser.add_argument("--photos", type=int, default=20, help="how many are made, at most")
    parser.add_argument("--rounds", type=int, default=1, help="how often both commands run")
    parser.add_argument("--deface", default="deface", help="deface's command")
    wanted = parser.parse_args()
    rival = shutil.which(wanted.deface)
    ours, theirs = Pace(), Pace()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "photos"
        photos = make(wanted.folder, source, wanted.photos)
        for number in range(wanted.rounds):
            target = Path(scratch) / f"copies {number}"
            command = [sys.executable, "-m", "safeshare", "clean", str(source), "-r"]
            ours.run([*command, "-o", str(target), "-j", "2"])
            if rival:
                beside = Path(scratch) / f"deface {number}"
                shutil.copytree(source, beside)  # it writes its copies beside the photos
                theirs.run([rival, *map(str, sorted(beside.iterdir()))])
    count = len(photos) * wanted.rounds
    print(f"{count} photos of {SIZE[0]} x {SIZE[1]} pixels; seconds a photo   wall    cpu")
    _report("safeshare clean -j 2", ours, count)
    if not rival:
        print(f"{wanted.deface} is not installed, or --deface names another command")
        return
    _report("deface", theirs, count)
    if not (ours.failed or theirs.failed):
        wall, cpu = theirs.wall / ours.wall, theirs.cpu / ours.cpu
        print(f"{'deface / safeshare':<46}{wall:>6.1f} {cpu:>6.1f}")


def _report(name: str, pace: Pace, photos: int) -> None:
    failed = f"   {pace.failed} runs failed" if pace.failed else ""
    print(f"{name:<46}{pace.wall / photos:>6.2f} {pace.cpu / photos:>6.2f}{failed}")


def _children() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system


def make(folder: Path, target: Path, count: int) -> list[Path]:
    """Write the largest photos of a folder as JPEGs of 12 megapixels."""
    target.mkdir()
    made = []
    for index, path in enumerate(sorted(listed(folder), key=_pixels, reverse=True)[:count]):
        photo = upright(path)
        size = SIZE if photo.width >= photo.height else SIZE[::-1]
        made.append(target / f"{index:02d}.jpg")
        fitted = ImageOps.fit(photo, size, Image.Resampling.LANCZOS)
        _noisy(fitted, index).save(made[-1], quality=92)
    return made


def _noisy(photo: Image.Image, seed: int) -> Image.Image:
    """Give a photo with the noise of a sensor: enlarged ones have none, and are quick to decode."""
    random = np.random.default_rng(seed)
    noise = random.standard_normal((photo.height, photo.width), np.float32) * np.float32(NOISE)
    grainy = np.asarray(photo, np.float32) + noise[..., None]
    return Image.fromarray(np.clip(np.rint(grainy), 0, 255).astype(np.uint8))


def _pixels(path: Path) -> int:
    with Image.open(path) as photo:
        return photo.width * photo.height


if __name__ == "__main__":
    main()
