"""Regions -> masks: shaped, grown, clipped and rasterized.

A face's mask is a tall ellipse, 3.25 x 4.2 eye distances, centred 0.4 eye
distance below the eye line and turned with the eyes: the size at which a
recogniser that was trained on covered faces fell from 37 % to about 20 %, and
hair line, chin and ears are hidden. On a frontal face that is 1.55 x 1.5 of the
detector's box; where the eyes can't be trusted (profile, half hidden) the box
decides, so that no face gets less than a frontal one of its size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

    from safeshare.model import Box, Point, Region

FACE_OF_BOX = (1.55, 1.5)
"""Width and height of a face's ellipse in units of the detector's box."""

FACE_OF_EYES = (3.25, 4.2)
"""The same in units of the distance between the eyes."""

MARGIN_LOSSY, MARGIN_LOSSLESS = 16, 1
"""Pixels by which a mask grows. A lossy codec smears what is covered over its block
(16 x 16 with halved colour) into the pixels around it; a lossless one does not."""

LOSSLESS_SOURCES = frozenset({"png", "gif", "bmp", "tiff"})

CORNERS = 64
"""Points of the polygon that stands for an ellipse; its sides lie outside of the curve."""


def margin_for(source: str) -> int:
    """Give the pixels by which masks grow on a photo of format `source`."""
    return MARGIN_LOSSLESS if source in LOSSLESS_SOURCES else MARGIN_LOSSY


def outline(region: Region) -> tuple[Point, ...]:
    """Give the polygon that a region covers, before it is grown by the margin.

    For a face this is the whole turned ellipse, not the detector's box.
    """
    if region.shape == "polygon":
        return region.points
    if region.kind == "face" and region.shape == "box":
        return _ellipse(*_face_ellipse(region))
    x0, y0, x1, y1 = region.box
    if region.shape == "ellipse":
        centre = ((x0 + x1) / 2, (y0 + y1) / 2)
        return _ellipse(centre, ((x1 - x0) / 2, (y1 - y0) / 2), region.angle)
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def rasterize(
    regions: Iterable[Region], shape: tuple[int, int], *, frame: int = 0, margin: int = MARGIN_LOSSY
) -> Mask:
    """Draw the regions that are on into a mask.

    regions: those of another frame are left out. shape: (height, width).
    margin: pixels by which each region grows to all sides. Returns bool
    (height, width), True where covered. Every pixel that a region touches,
    even by a corner, is True; the last row and column count.
    """
    mask = np.zeros(shape, bool)
    for region in regions:
        if region.on and region.frame in (None, frame):
            if region.shape == "box" and region.kind != "face":
                _set_box(mask, region.box, margin)
            else:
                _draw(mask, outline(region), margin)
    return mask


def shrunk(mask: Mask, shape: tuple[int, ...]) -> Mask:
    """Give the mask of a photo that was made smaller.

    mask: bool (height, width). shape: (height, width, ...) of the smaller photo.
    True only where a resampled pixel comes from covered pixels alone: Lanczos
    reaches three pixels of the smaller photo far.
    """
    if mask.shape == shape[:2]:
        return mask
    import cv2

    full = mask.astype(np.uint8) * 255
    share = cv2.resize(full, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    kernel = np.ones((7, 7), np.uint8)
    return np.asarray(cv2.erode((share == 255).astype(np.uint8), kernel), bool)


def _face_ellipse(region: Region) -> tuple[Point, tuple[float, float], float]:
    """Centre, half axes (across, along the face) and angle in degrees of a face's ellipse."""
    x0, y0, x1, y1 = region.box
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    wide, tall = x1 - x0, y1 - y0
    angle = region.angle
    lean = math.radians(angle)
    cos, sin = abs(math.cos(lean)), abs(math.sin(lean))
    across, along = cos * wide + sin * tall, sin * wide + cos * tall
    half = (across * FACE_OF_BOX[0] / 2, along * FACE_OF_BOX[1] / 2)
    if not region.landmarks:
        return centre, half, angle
    eyes = math.dist(region.landmarks[0], region.landmarks[1])
    return (
        centre,
        (max(half[0], eyes * FACE_OF_EYES[0] / 2), max(half[1], eyes * FACE_OF_EYES[1] / 2)),
        angle,
    )


def _ellipse(centre: Point, half: tuple[float, float], angle: float) -> tuple[Point, ...]:
    """A polygon around an ellipse: its sides touch the curve, its corners lie outside."""
    outside = 1 / math.cos(math.pi / CORNERS)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    points = []
    for step in range(CORNERS):
        turn = 2 * math.pi * step / CORNERS
        x, y = half[0] * outside * math.cos(turn), half[1] * outside * math.sin(turn)
        points.append((centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos))
    return tuple(points)


def _set_box(mask: Mask, box: Box, margin: int) -> None:
    x0, y0 = (max(0, math.floor(low) - margin) for low in box[:2])
    x1, y1 = (max(0, math.ceil(high) + margin) for high in box[2:])
    mask[y0:y1, x0:x1] = True


def _draw(mask: Mask, points: tuple[Point, ...], margin: int) -> None:
    """Set a polygon, grown by `margin` pixels, in the mask; only its own window is touched."""
    import cv2

    height, width = mask.shape
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = (max(0, math.floor(min(v)) - margin - 1) for v in (xs, ys))
    right = min(width, math.ceil(max(xs)) + margin + 1)
    bottom = min(height, math.ceil(max(ys)) + margin + 1)
    if left >= right or top >= bottom:
        return
    # Drawn with a border of its own, so that what lies outside of the photo grows into it too.
    pad = margin + 3
    canvas = np.zeros((bottom - top + 2 * pad, right - left + 2 * pad), np.uint8)
    shifted = np.array(points) - (left - pad, top - pad)
    corners = np.round(shifted - 0.5).astype(np.int32)
    cv2.fillPoly(canvas, [corners], 1)
    # Corners and sides were rounded to whole pixels: two more to all sides make up for it.
    canvas = cv2.dilate(canvas, np.ones((5, 5), np.uint8)).astype(np.uint8)
    if margin:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
        canvas = cv2.dilate(canvas, disc).astype(np.uint8)
    window = _enclosed(canvas)[pad : pad + bottom - top, pad : pad + right - left]
    mask[top:bottom, left:right] |= window.astype(bool)


def _enclosed(canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fill what a drawn shape goes around, as a finger that circles a face twice means it.

    Filling a polygon that crosses itself leaves every other loop of it open.
    """
    import cv2

    outer, _ = cv2.findContours(canvas, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(canvas, outer, -1, 1, cv2.FILLED), np.uint8)
