"""Where people are in a photo, pixel by pixel, as far as a small model can tell.

MediaPipe's selfie segmenter sees 256 x 256 pixels, and knows half a person in the middle best.
So it looks at the whole photo and at the surroundings of each face, and what any view calls a
person is one. What it marks is cut finer along the photo's own edges (guided filter: He, Sun,
Tang 2013). It takes things in the foreground for people, and loses fingers and hair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from safeshare.detect.persons import SMALLEST, likely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.model import Box

    Pixels = NDArray[np.uint8]
    Mask = NDArray[np.bool_]
    Plane = NDArray[np.float32]

SIDE = 1024
"""Longest side, in pixels, of the copy on which people are cut out."""

AROUND = (3.0, 1.5, 6.0)
"""What is looked at around a face, in widths of it: to each side, above, below."""

MOST_FACES = 20
"""Faces that are looked at one by one, the largest first."""

LIKELY = 0.5
"""From this likelihood on a pixel is somebody's."""

CRUMB = 0.02
"""Pieces smaller than this share of the largest are no people."""

RADIUS, SMOOTH = 0.01, 1e-3
"""Of the guided filter: radius in longest sides, and variance of what counts as flat."""


def people(image: Pixels, faces: Sequence[Box]) -> Mask:
    """Give the pixels that show people: bool (height, width).

    image: uint8 (height, width, 3) sRGB. faces: boxes of faces that were found in it.
    """
    import cv2

    height, width = image.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    found: Plane = np.zeros(small.shape[:2], np.float32)
    for window in _views(small.shape, [tuple(side * scale for side in box) for box in faces]):
        view = small[window]
        if min(view.shape[:2]) < SMALLEST:
            continue
        either = (likely(view) + likely(view[:, ::-1])[:, ::-1]) / 2
        found[window] = np.maximum(found[window], either)
    cut = _guided(found, small)
    large = cv2.resize(_without_crumbs(cut), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large > LIKELY)


def _views(
    shape: tuple[int, ...], faces: Sequence[tuple[float, ...]]
) -> Iterator[tuple[slice, slice]]:
    """The whole photo, and a window around each of the largest faces."""
    yield slice(0, shape[0]), slice(0, shape[1])
    beside, above, below = AROUND
    for x0, y0, x1, y1 in sorted(faces, key=lambda box: box[0] - box[2])[:MOST_FACES]:
        wide = x1 - x0
        rows = slice(max(0, round(y0 - above * wide)), min(shape[0], round(y1 + below * wide)))
        columns = slice(max(0, round(x0 - beside * wide)), min(shape[1], round(x1 + beside * wide)))
        yield rows, columns


def _without_crumbs(found: Plane) -> Plane:
    """Leave out what is likely but small."""
    import cv2

    marked = (found > LIKELY).view(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(marked)
    if count < 2:
        return found
    areas = boxes[1:, cv2.CC_STAT_AREA]
    small = np.flatnonzero(areas < CRUMB * areas.max()) + 1
    return np.where(np.isin(labels, small), np.float32(0), found)


def _guided(found: Plane, image: Pixels) -> Plane:
    """Smooth a likelihood along the photo's edges."""
    import cv2

    side = 2 * max(1, round(RADIUS * max(found.shape))) + 1

    def mean(plane: NDArray[np.floating]) -> Plane:
        return cast("Plane", cv2.blur(plane, (side, side)))

    guide = cast("Plane", image.mean(axis=2, dtype=np.float32) / np.float32(255))
    about, level = mean(guide), mean(found)
    slope = (mean(guide * found) - about * level) / (mean(guide * guide) - about * about + SMOOTH)
    return mean(slope) * guide + mean(level - slope * about)
