"""Views of a photo: smaller, turned, or zoomed in, and the way back to the photo's pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.model import Box, Detection, Point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

SMALLEST = 16
"""Pixels: photos with a shorter side are padded to it, and no copy gets smaller."""

QUARTERS = (0, 90, 180, 270)
"""Degrees clockwise by which whole copies are turned."""


@dataclass(frozen=True, slots=True)
class View:
    """What a detector looks at.

    pixels: uint8 (height, width, 3). degrees: how far it was turned clockwise.
    scale: photo pixels for one of the view's, across and down the photo.
    centre: the photo's point that lies in the view's middle.
    """

    pixels: Pixels
    degrees: int
    scale: tuple[float, float]
    centre: Point

    def back(self, seen: Detection) -> Detection:
        """Give a detection in the photo's pixels.

        A box from a view that is turned askew becomes the box around the ellipse in it.
        """
        x0, y0, x1, y1 = seen.box
        x, y = self._point((x0 + x1) / 2, (y0 + y1) / 2)
        cos, sin = self._direction()
        wide = math.hypot((x1 - x0) / 2 * cos, (y1 - y0) / 2 * sin) * self.scale[0]
        tall = math.hypot((x1 - x0) / 2 * sin, (y1 - y0) / 2 * cos) * self.scale[1]
        points = tuple(self._point(*point) for point in seen.landmarks)
        return replace(seen, box=(x - wide, y - tall, x + wide, y + tall), landmarks=points)

    def _point(self, x: float, y: float) -> Point:
        height, width = self.pixels.shape[:2]
        right, down = x - width / 2, y - height / 2
        cos, sin = self._direction()
        return (
            self.centre[0] + (cos * right + sin * down) * self.scale[0],
            self.centre[1] + (cos * down - sin * right) * self.scale[1],
        )

    def _direction(self) -> tuple[float, float]:
        """Cosine and sine of the turn, exact for quarters."""
        if self.degrees % 90 == 0:
            return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[self.degrees // 90 % 4]
        lean = math.radians(self.degrees)
        return math.cos(lean), math.sin(lean)


def parts(box: Box, side: int, overlap: int) -> list[Box]:
    """Cut a box into overlapping ones, as few as keep their sides near `side` pixels.

    box: in whole pixels of a copy.
    """
    x0, y0, x1, y1 = (round(value) for value in box)
    return [
        (x0 + left, y0 + top, x0 + right, y0 + bottom)
        for top, bottom in _spans(y1 - y0, side, overlap)
        for left, right in _spans(x1 - x0, side, overlap)
    ]


def _spans(length: int, side: int, overlap: int) -> list[tuple[int, int]]:
    count = math.ceil(length / side)
    step, edge = length / count, overlap / 2
    return [
        (max(0, round(index * step - edge)), min(length, round((index + 1) * step + edge)))
        for index in range(count)
    ]


def turned(copy: Pixels, box: Box, degrees: int, shape: tuple[int, ...]) -> View:
    """Give a part of a copy of the whole photo, turned clockwise by quarters.

    box: in whole pixels of the copy. shape: (height, width, ...) of the photo.
    """
    x0, y0, x1, y1 = (round(value) for value in box)
    pixels = np.ascontiguousarray(np.rot90(copy[y0:y1, x0:x1], -(degrees // 90)))
    scale = (shape[1] / copy.shape[1], shape[0] / copy.shape[0])
    return View(pixels, degrees, scale, ((x0 + x1) / 2 * scale[0], (y0 + y1) / 2 * scale[1]))


def reduced(image: Pixels, side: int) -> Pixels:
    """Give a copy with a longest side of at most `side` pixels."""
    import cv2

    height, width = image.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return image
    size = (max(SMALLEST, round(width * scale)), max(SMALLEST, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def padded(image: Pixels) -> Pixels:
    """Give the image with both sides at least SMALLEST, its last row and column repeated."""
    height, width = image.shape[:2]
    missing = ((0, max(0, SMALLEST - height)), (0, max(0, SMALLEST - width)), (0, 0))
    return np.pad(image, missing, mode="edge") if max(missing[0][1], missing[1][1]) else image


class Zoom:
    """Windows of a photo at any place, size and turn, each sampled from a copy near its size."""

    def __init__(self, photo: Pixels) -> None:
        self._copies = [photo]

    def window(self, box: Box, reach: float, side: int, degrees: int) -> View:
        """Give the square around a box, `reach` times as large, as side x side pixels."""
        import cv2

        x0, y0, x1, y1 = box
        centre = ((x0 + x1) / 2, (y0 + y1) / 2)
        scale = reach * max(x1 - x0, y1 - y0) / side
        copy, step = self._copy(scale)
        lean = math.radians(degrees)
        turn = np.array([[math.cos(lean), math.sin(lean)], [-math.sin(lean), math.cos(lean)]])
        way = turn * (scale / step)
        start = np.array(centre) / step - 0.5 - way @ np.full(2, (side - 1) / 2)
        pixels = cv2.warpAffine(
            copy,
            np.column_stack([way, start]),
            (side, side),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        )
        return View(np.asarray(pixels, np.uint8), degrees, (scale, scale), centre)

    def _copy(self, scale: float) -> tuple[Pixels, float]:
        """Give the smallest copy that still has the resolution, and its photo pixels a pixel."""
        import cv2

        level = 0
        while 2.0 ** (level + 1) <= scale and min(self._copies[level].shape[:2]) >= 2 * SMALLEST:
            level += 1
            if level == len(self._copies):
                height, width = self._copies[-1].shape[:2]
                half = cv2.resize(
                    self._copies[-1], (width // 2, height // 2), interpolation=cv2.INTER_AREA
                )
                self._copies.append(np.asarray(half, np.uint8))
        return self._copies[level], self._copies[0].shape[1] / self._copies[level].shape[1]
