"""Print how many small faces of a large photo are found, with and without `--small-faces`.

    python bench/small_faces.py DIR [--megapixels 48] [--faces 120]

DIR holds photos and gt.json (see coverage.py). Faces are made small, with what is around
them, and laid in rows on a canvas of that size: 16 to 40 pixels tall in a photo of 8,000.
Printed: percent of the faces of each height that are covered, and processor seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from coverage import Box, Face, Hit, read_truth, score
from folder import upright
from safeshare.detect import detect
from safeshare.detect.effort import effort

Photo = NDArray[np.uint8]

HEIGHTS = (16, 20, 24, 32, 40)
AROUND = 1.5
"""Heights of a face that are cut out to each of its sides."""

LEAST = 48
"""Pixels: faces of fewer are no better when they are made small."""


def main() -> None:
    """Lay the canvas, search it twice, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="of photos, with gt.json")
    parser.add_argument("--megapixels", type=float, default=48, help="of the canvas")
    parser.add_argument("--faces", type=int, default=120, help="laid on it, at most")
    wanted = parser.parse_args()
    canvas, faces = lay(wanted.folder, wanted.megapixels, wanted.faces)
    print(f"{canvas.shape[1]} x {canvas.shape[0]} pixels, {len(faces)} faces")
    print("covered, by pixels a face " + "".join(f"{height:>8}" for height in HEIGHTS))
    for small in (False, True):
        start = time.process_time()
        seen = detect(canvas, ["face"], effort("normal", small_faces=small))
        seconds = time.process_time() - start
        size = canvas.shape[1], canvas.shape[0]
        found = score("canvas", size, faces, [detection.box for detection in seen])
        shares = "".join(f"{_share(found.hits, height):>7.0f}%" for height in HEIGHTS)
        title = "--small-faces" if small else "as usual"
        print(f"{title:<26}{shares}   {seconds:.1f} s of a processor")


def lay(folder: Path, megapixels: float, count: int) -> tuple[Photo, tuple[Face, ...]]:
    """Give a canvas with small faces in rows, and where they are."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    width = round(height * 4 / 3)
    canvas = np.full((height, width, 3), 128, np.uint8)
    columns = round((count * 4 / 3) ** 0.5)
    step = width // columns
    faces = []
    for index, (patch, box) in zip(range(count), _patches(folder), strict=False):
        left, top = (index % columns) * step, (index // columns) * step
        if top + patch.shape[0] > height:
            break
        canvas[top : top + patch.shape[0], left : left + patch.shape[1]] = patch
        place = (box[0] + left, box[1] + top, box[2] + left, box[3] + top)
        faces.append(Face(place, (), ignored=False))
    return canvas, tuple(faces)


def _patches(folder: Path) -> Iterator[tuple[Photo, Box]]:
    """Give faces with what is around them, made small, the heights in turn."""
    number = 0
    for name, faces in read_truth(folder).items():
        photo = upright(folder / name)
        for face in faces:
            x0, y0, x1, y1 = face.box
            tall = y1 - y0
            if face.ignored or tall < LEAST:
                continue
            reach = AROUND * tall
            window = (
                max(0, round(x0 - reach)),
                max(0, round(y0 - reach)),
                min(photo.width, round(x1 + reach)),
                min(photo.height, round(y1 + reach)),
            )
            scale = HEIGHTS[number % len(HEIGHTS)] / tall
            number += 1
            cut = photo.crop(window)
            size = max(1, round(cut.width * scale)), max(1, round(cut.height * scale))
            patch = np.asarray(cut.resize(size, Image.Resampling.BOX))
            left, top = window[:2]
            corners = (x0 - left, y0 - top, x1 - left, y1 - top)
            yield patch, tuple(value * scale for value in corners)


def _share(hits: tuple[Hit, ...], height: int) -> float:
    """Percent of the faces of about that height that are covered."""
    near = [hit.covered for hit in hits if abs(hit.height - height) < 1]
    return 100 * sum(near) / max(1, len(near))


if __name__ == "__main__":
    main()
