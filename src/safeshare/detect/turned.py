"""Turned boxes: four corners in pixels, as lines of text and codes lie in a photo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.model import Box, Detection, Point

    Corners = NDArray[np.float64]
    """Four corners (4, 2), x and y, in the order in which they follow each other."""

SAME = 0.6
"""Share of an outline that lies in another one for both to show the same thing."""

ROOM = 1.25
"""Area of the box around two outlines over the area of both, up to which it replaces them."""


def around(points: NDArray[np.generic]) -> Corners:
    """Give the smallest turned box around points (n, 2)."""
    import cv2

    return np.asarray(cv2.boxPoints(cv2.minAreaRect(points.astype(np.float32))), np.float64)


def grown(box: Corners, reach: float) -> Corners:
    """Give a turned box whose sides lie `reach` pixels further out."""
    across, along = box[1] - box[0], box[3] - box[0]
    across = across / max(float(np.linalg.norm(across)), 1e-6) * reach
    along = along / max(float(np.linalg.norm(along)), 1e-6) * reach
    moves = np.array([-across - along, across - along, across + along, along - across])
    return np.asarray(box + moves, np.float64)


def hull(points: Iterable[Point]) -> Box:
    """Give the upright box around points."""
    xs, ys = zip(*points, strict=True)
    return float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys))


def outline(corners: Corners) -> tuple[Point, ...]:
    """Give corners as the points of a detection, to a tenth of a pixel."""
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in corners)


def united(detections: Iterable[Detection]) -> list[Detection]:
    """Make one of outlines that show the same thing, best score first; nothing gets uncovered.

    They become the turned box around both, unless that would be much more than both:
    lines that cross, or a line beside a column, stay as they are.
    """
    kept: list[Detection] = []
    rooms: list[Box] = []  # around each: a page of text has a million pairs, nearly all far apart
    for detection in sorted(detections, key=lambda seen: (-seen.score, seen.box)):
        room = hull(detection.points)
        for index, other in enumerate(kept):
            both = None if _apart(rooms[index], room) else _both(other, detection)
            if both is not None:
                kept[index], rooms[index] = both, hull(both.points)
                break
        else:
            kept.append(detection)
            rooms.append(room)
    return kept


def _apart(one: Box, other: Box) -> bool:
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def _both(one: Detection, other: Detection) -> Detection | None:
    shares = contained(one.points, other.points), contained(other.points, one.points)
    if one.frame != other.frame or max(shares) < SAME:
        return None
    if shares[1] == 1:
        return one
    corners = around(np.array(one.points + other.points))
    areas = area(one.points), area(other.points)
    if area(outline(corners)) > ROOM * (sum(areas) - shares[0] * areas[0]):
        return None
    return replace(one, points=outline(corners), box=hull(outline(corners)))


def overlap(one: Detection, other: Detection) -> float:
    """Give the share, 0..1, of the smaller outline that lies in the other one."""
    return max(contained(one.points, other.points), contained(other.points, one.points))


def area(shape: tuple[Point, ...]) -> float:
    """Give the area of a convex shape in square pixels."""
    import cv2

    return float(cv2.contourArea(np.array(shape, np.float32)))


def contained(shape: tuple[Point, ...], other: tuple[Point, ...]) -> float:
    """Give the share of a convex shape's area that lies in another convex shape."""
    import cv2

    one, two = np.array(shape, np.float32), np.array(other, np.float32)
    if (one.max(axis=0) < two.min(axis=0)).any() or (two.max(axis=0) < one.min(axis=0)).any():
        return 0.0
    shared, _ = cv2.intersectConvexConvex(one, two)
    return min(1.0, float(shared) / max(area(shape), 1e-6))
