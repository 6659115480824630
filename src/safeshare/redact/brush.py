"""Lines and outlines drawn into a mask, grown to all sides, in bounded time and memory."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np

from safeshare.redact.polygon import clipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from safeshare.model import Point

    Mask = NDArray[np.bool_]
    Canvas = NDArray[np.uint8]

MOST_PIXELS = 16_000_000
"""Pixels of a canvas. A larger shape is drawn at a half, a third, ... of its size, and
comes out up to three of those coarser pixels larger than it is, never smaller."""

BORDER = 3
"""Pixels of canvas around all that is drawn."""


def draw_strokes(mask: Mask, lines: Sequence[tuple[Point, ...]], radius: float) -> None:
    """Set strokes of one brush in a mask, as `draw` would one after the other.

    They are drawn at once where that is less work, as with a hundred strokes over one place.
    """
    height, width = mask.shape
    pad = math.ceil(radius) + BORDER
    whole = (height + 2 * pad) * (width + 2 * pad)
    apart = sum(_area(line, mask.shape, pad) for line in lines)
    if apart <= whole or whole > MOST_PIXELS:
        for line in lines:
            draw(mask, line, radius, filled=False)
        return
    canvas = np.zeros((height + 2 * pad, width + 2 * pad), np.uint8)
    for line in lines:
        _trace(canvas, np.array(line, np.float64) + pad)
    grown = _spread(_thick(canvas), radius)
    mask |= grown[pad : pad + height, pad : pad + width]


def _area(line: tuple[Point, ...], shape: tuple[int, int], pad: int) -> float:
    """Give about the pixels of canvas that a stroke of its own needs."""
    spans = zip(*line, strict=True)
    sides = (
        min(side, max(span) + pad) - max(0.0, min(span) - pad)
        for span, side in zip(spans, (shape[1], shape[0]), strict=True)
    )
    return float(math.prod(max(0.0, side) + 2 * pad for side in sides))


def draw(mask: Mask, points: tuple[Point, ...], reach: float, *, filled: bool = True) -> None:
    """Set a shape, grown by `reach` pixels to all sides, in a mask.

    mask: bool (height, width), changed in place. points: corners of a polygon that is
    filled with all that it goes around, or else the course of a stroke, whose
    radius is `reach`. They may lie outside of the mask; what grows in counts.
    Every pixel that the shape touches, even by a corner, becomes True.
    """
    height, width = mask.shape
    line = np.array(points, np.float64)
    margin = math.ceil(reach)
    left, top = (max(0, math.floor(low) - margin - 1) for low in line.min(axis=0))
    right, bottom = (
        min(limit, math.ceil(high) + margin + 1)
        for limit, high in zip((width, height), line.max(axis=0), strict=True)
    )
    if left >= right or top >= bottom:
        return
    # A border of its own, so that what lies outside of the photo grows into it too.
    pad = margin + BORDER
    wide, tall = right - left + 2 * pad, bottom - top + 2 * pad
    step = math.ceil(math.sqrt(wide * tall / MOST_PIXELS))
    size = (math.ceil(wide / step) + 2, math.ceil(tall / step) + 2)
    canvas = _traced((line - (left - pad, top - pad)) / step, size, closed=filled)
    grown = _spread(canvas, reach / step + (1.5 if step > 1 else 0))
    if step == 1:
        grown = grown[pad : pad + bottom - top, pad : pad + right - left]
    else:  # each pixel of the photo looks up its own, so that nothing is as large as the border
        down, across = (np.arange(pad, pad + side) // step for side in (bottom - top, right - left))
        grown = grown.take(across, axis=1).take(down, axis=0)
    mask[top:bottom, left:right] |= grown


def _traced(line: NDArray[np.float64], size: tuple[int, int], *, closed: bool) -> Canvas:
    """Draw a line two pixels wider than it is, since it is rounded to whole pixels.

    closed: it runs back to its start, and what it goes around is filled. A finger
    that circles a face twice means the face: filling a polygon that crosses
    itself by the rules would leave every other loop of it open.
    """
    import cv2

    if closed:
        line = clipped(line, (1, 1, size[0] - 1, size[1] - 1))
    canvas = np.zeros((size[1], size[0]), np.uint8)
    if not len(line):
        return canvas
    _trace(canvas, line, closed=closed)
    canvas = _thick(canvas)
    if closed:
        outer, _ = cv2.findContours(canvas, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(canvas, outer, -1, 1, cv2.FILLED)
    return canvas


def _trace(canvas: Canvas, line: NDArray[np.float64], *, closed: bool = False) -> None:
    import cv2

    corners = np.floor(line).astype(np.int32)
    corners = np.concatenate([corners, corners[-1:]])  # a line of one point draws nothing
    cv2.polylines(canvas, [corners], isClosed=closed, color=1)


def _thick(canvas: Canvas) -> Canvas:
    import cv2

    return cast("Canvas", cv2.dilate(canvas, np.ones((5, 5), np.uint8)))


def _spread(canvas: Canvas, reach: float) -> Mask:
    """Give all pixels within `reach` of one that is set; its cost does not grow with it."""
    import cv2

    if reach <= 0 or not canvas.any():
        return canvas.astype(bool)
    away = cv2.distanceTransform(1 - canvas, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(away <= reach, bool)
