"""The face search: a wide look at several sizes and turns, and a second opinion.

CenterFace sees most faces at up to 2048 pixels; a 640 pixel copy finds
close-ups that are larger than its field of view; turned copies find people who
lie or hang. MediaPipe looks at the coarse copy as well. What two passes see of
one face is merged so that the union stays covered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect import blazeface, centerface
from safeshare.detect.merge import merge
from safeshare.model import Box, Detection, Point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

SMALLEST = 16
"""Pixels: images with a shorter side are padded to it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One look: a detector, the longest side of the copy, quarter turns clockwise, a threshold."""

    find: Callable[[Pixels, float], list[Detection]]
    side: int
    turns: int
    threshold: float


PASSES = (
    Pass(centerface.find, 2048, 0, 0.20),
    Pass(centerface.find, 640, 0, 0.25),
    Pass(centerface.find, 640, 1, 0.40),
    Pass(centerface.find, 640, 2, 0.40),
    Pass(centerface.find, 640, 3, 0.40),
    Pass(blazeface.find, 640, 0, 0.60),
)
"""Thresholds are those at which a pass adds more faces than false boxes on the test photos."""


def find_faces(image: Pixels) -> tuple[Detection, ...]:
    """Find faces in an upright image.

    image: uint8 (height, width, 3) sRGB of any size. Returns merged detections
    of kind "face", boxes clipped to the image, best score first. Deterministic.
    """
    height, width = image.shape[:2]
    padded = _padded(image)
    seen = [found for look in _distinct(padded) for found in _look(padded, look)]
    clipped = (_clipped(detection, width, height) for detection in merge(seen))
    return tuple(detection for detection in clipped if detection is not None)


def _distinct(image: Pixels) -> Iterator[Pass]:
    """Leave out passes that would look at the same copy again."""
    longest = max(image.shape[:2])
    done = set()
    for look in PASSES:
        copy = (look.find, min(look.side, longest), look.turns)
        if copy not in done:
            done.add(copy)
            yield look


def _look(image: Pixels, look: Pass) -> Iterator[Detection]:
    """Run one pass and give its detections in the pixels of the whole image."""
    small = _reduced(image, look.side)
    scale_x, scale_y = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
    turned = np.ascontiguousarray(np.rot90(small, -look.turns))
    for found in look.find(turned, look.threshold):
        points = _unturned(_corners(found.box) + found.landmarks, small.shape[:2], look.turns)
        scaled = tuple((x * scale_x, y * scale_y) for x, y in points)
        yield replace(found, box=_box_of(scaled[:2]), landmarks=scaled[2:])


def _unturned(points: tuple[Point, ...], shape: tuple[int, ...], turns: int) -> tuple[Point, ...]:
    """Map points of an image that was turned clockwise by quarter `turns` back.

    shape: (height, width) of the image before it was turned.
    """
    height, width = shape
    back: dict[int, Callable[[float, float], Point]] = {
        0: lambda x, y: (x, y),
        1: lambda x, y: (y, height - x),
        2: lambda x, y: (width - x, height - y),
        3: lambda x, y: (width - y, x),
    }
    return tuple(back[turns](x, y) for x, y in points)


def _reduced(image: Pixels, side: int) -> Pixels:
    import cv2

    height, width = image.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return image
    size = (max(SMALLEST, round(width * scale)), max(SMALLEST, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _padded(image: Pixels) -> Pixels:
    height, width = image.shape[:2]
    missing = ((0, max(0, SMALLEST - height)), (0, max(0, SMALLEST - width)), (0, 0))
    return np.pad(image, missing, mode="edge") if max(missing[0][1], missing[1][1]) else image


def _corners(box: Box) -> tuple[Point, ...]:
    return (box[0], box[1]), (box[2], box[3])


def _box_of(points: tuple[Point, ...]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _clipped(detection: Detection, width: int, height: int) -> Detection | None:
    x0, y0, x1, y1 = detection.box
    box = (max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1))
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        return None
    return replace(detection, box=box)
