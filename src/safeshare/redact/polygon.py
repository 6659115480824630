"""What a polygon must be for a mask: cut to a window, and free of crossings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.model import Box, Point

    Points = NDArray[np.float64]

ROWS = 256
"""Sides that are compared with all others at a time; bounds the memory of a comparison."""


def clipped(points: Points, box: Box) -> Points:
    """Cut a polygon to a box, half-plane by half-plane (Sutherland and Hodgman 1974).

    points: float (n, 2). What the polygon goes around inside of the box stays the
    same, however it runs outside. May give no points.
    """
    x0, y0, x1, y1 = box
    for axis, limit, sign in ((0, x0, 1), (0, x1, -1), (1, y0, 1), (1, y1, -1)):
        points = _half(points, axis, limit, sign)
    return points


def crossing(points: tuple[Point, ...]) -> tuple[int, int] | None:
    """Give two sides of a polygon that cross each other, counted from 0, or None.

    Side n runs from point n to the next. Sides that only touch don't cross.
    """
    start = np.array(points, np.float64)
    end = np.roll(start, -1, axis=0)
    order = np.argsort(np.minimum(start[:, 0], end[:, 0]))  # so that a block's sides are close
    (left, upper), (right, lower) = np.minimum(start, end).T, np.maximum(start, end).T
    for first in range(0, len(order), ROWS):
        block = order[first : first + ROWS]
        among = order[first:]
        among = among[left[among] <= right[block].max()]
        near = left[among] <= right[block, None]
        near &= upper[among] <= lower[block, None]
        near &= upper[block, None] <= lower[among]
        one, other = (
            side[index] for side, index in zip((block, among), np.nonzero(near), strict=True)
        )
        apart = _apart(start[one], end[one], start[other], end[other])
        apart &= _apart(start[other], end[other], start[one], end[one])
        if apart.any():
            found = int(np.argmax(apart))
            return min(int(one[found]), int(other[found])), max(int(one[found]), int(other[found]))
    return None


def area(points: tuple[Point, ...]) -> float:
    """Give a polygon's area in square pixels, by the shoelace formula."""
    xs, ys = np.array(points, np.float64).T
    xs, ys = xs - xs.mean(), ys - ys.mean()  # far from 0 the differences would drown
    return float(abs(xs @ np.roll(ys, -1) - ys @ np.roll(xs, -1)) / 2)


def _half(points: Points, axis: int, limit: float, sign: int) -> Points:
    """Keep the part of a polygon on one side of a line, joined along that line."""
    if not len(points):
        return points
    before = np.roll(points, 1, axis=0)
    inside = sign * (points[:, axis] - limit) >= 0
    was_inside = np.roll(inside, 1)
    step = points - before
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (limit - before[:, axis]) / step[:, axis]
        cut = before + share[:, None] * step
    cut[:, axis] = limit
    pairs = np.stack([cut, points], axis=1)
    kept = np.stack([inside != was_inside, inside], axis=1)
    return np.asarray(pairs[kept], np.float64)


def _apart(a: Points, b: Points, c: Points, d: Points) -> NDArray[np.bool_]:
    """Whether c and d lie strictly on different sides of the line through a and b."""
    return np.asarray(_side(a, b, c) * _side(a, b, d) < 0)


def _side(a: Points, b: Points, p: Points) -> NDArray[np.float64]:
    along, to = b - a, p - a
    return np.asarray(np.sign(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]))
