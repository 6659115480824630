"""Print how long photos of 12 megapixels take, `safeshare clean` beside deface's command.

    python bench/pace.py DIR [--photos 20] [--deface COMMAND]

DIR holds photos; the largest are cropped and scaled to 4032 x 3024 pixels, so that all
cost the same to decode. Both commands run over the same files, one after the other, as a
user starts them: deface in one process with as many threads as there are processors,
safeshare in two.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

SIZE = (4032, 3024)
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def main() -> None:
    """Make the photos, run both commands, print seconds a photo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=20)
    parser.add_argument("--deface", default="deface", help="deface's command")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "photos", Path(scratch) / "copies"
        photos = make(wanted.folder, source, wanted.photos)
        ours = [sys.executable, "-m", "safeshare", "clean", str(source), "-r", "-o", str(target)]
        _report("safeshare clean -j 2", [*ours, "-j", "2"], len(photos))
        if shutil.which(wanted.deface):
            _report("deface", [wanted.deface, *map(str, photos)], len(photos))


def make(folder: Path, target: Path, count: int) -> list[Path]:
    """Write the largest photos of a folder as JPEGs of 12 megapixels."""
    target.mkdir()
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES]
    made = []
    for index, path in enumerate(sorted(found, key=_pixels, reverse=True)[:count]):
        with Image.open(path) as photo:
            upright = ImageOps.exif_transpose(photo).convert("RGB")
        size = SIZE if upright.width >= upright.height else SIZE[::-1]
        made.append(target / f"{index:02d}.jpg")
        ImageOps.fit(upright, size, Image.Resampling.LANCZOS).save(made[-1], quality=92)
    return made


def _pixels(path: Path) -> int:
    with Image.open(path) as photo:
        return photo.width * photo.height


def _report(name: str, command: Sequence[str], photos: int) -> None:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    print(f"{name:<22}{seconds / photos:>7.2f} s a photo   exit code {done.returncode}")


if __name__ == "__main__":
    main()
