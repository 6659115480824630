"""Photos of a folder: which files they are, as upright pixels, and what a search finds in them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from safeshare.detect import detect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from safeshare.model import Detection

    Pixels = NDArray[np.uint8]

COMMON = frozenset((".jpg", ".jpeg", ".png", ".webp"))
"""What Pillow reads by itself."""

ALL = COMMON | {".heic", ".avif", ".tif", ".tiff"}
"""What safeshare reads as well."""


def listed(folder: Path, suffixes: frozenset[str] = COMMON) -> list[Path]:
    """Give the photos of a folder, in the order of their names."""
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in suffixes]


def upright(path: Path) -> Image.Image:
    """Give a photo as it is meant to be seen, RGB."""
    with Image.open(path) as opened:
        return ImageOps.exif_transpose(opened).convert("RGB")


def searched(
    folder: Path, kind: str
) -> Iterator[tuple[Path, Pixels, tuple[Detection, ...], float]]:
    """Search the photos of a folder; give path, pixels, detections and seconds of each."""
    for path in listed(folder):
        photo = np.asarray(upright(path))
        start = time.perf_counter()
        found = detect(photo, [kind])
        yield path, photo, found, time.perf_counter() - start
