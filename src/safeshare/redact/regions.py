"""Regions that make sense: checked on arrival, and drawn as the outline that will be covered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from safeshare.errors import BadRegion
from safeshare.redact.mask import outline

if TYPE_CHECKING:
    from safeshare.model import Box, Point, Region

SHAPES = ("box", "ellipse", "polygon")

MAX_POINTS = 5_000
"""Points a polygon; a finger's stroke has a few hundred."""


def check(region: Region, width: int, height: int, frames: int = 1) -> None:
    """Raise BadRegion unless a region can be covered in a photo of that size.

    width, height: of the frame that it lies in. frames: how many there are. A
    region may reach over the photo's edge, but must cover some of it.
    """
    problem = _problem(region, frames) or _frame_problem(_hull(outline(region)), width, height)
    if problem:
        raise BadRegion(f"region {region.id!r} {problem}.")


def _problem(region: Region, frames: int) -> str | None:
    if region.shape not in SHAPES:
        return f"has the unknown shape {region.shape!r}"
    points = (*region.points, *region.landmarks)
    numbers = (*region.box, region.angle, *(value for point in points for value in point))
    if not all(math.isfinite(number) for number in numbers):
        return "holds a number that is not finite"
    if region.frame is not None and not 0 <= region.frame < frames:
        return f"lies in frame {region.frame}; the photo has {frames}, counted from 0"
    if len(region.landmarks) not in (0, 5):
        return f"has {len(region.landmarks)} landmarks; a face has 5"
    polygon = region.shape == "polygon"
    return _polygon_problem(region.points) if polygon else _box_problem(region.box)


def _box_problem(box: Box) -> str | None:
    x0, y0, x1, y1 = box
    if x1 <= x0 or y1 <= y0:
        return f"has no area ({x0:g},{y0:g},{x1:g},{y1:g})"
    return None


def _polygon_problem(points: tuple[Point, ...]) -> str | None:
    if not 3 <= len(points) <= MAX_POINTS:
        return f"is a polygon of {len(points)} points; 3 to {MAX_POINTS:,} work"
    (x0, y0), far = points[0], max(points, key=lambda point: math.dist(point, points[0]))
    wide, tall = far[0] - x0, far[1] - y0
    if max(abs(wide * (y - y0) - tall * (x - x0)) for x, y in points) < 1e-6:
        return "is a polygon without area"
    return None


def _frame_problem(box: Box, width: int, height: int) -> str | None:
    x0, y0, x1, y1 = box
    far = 2 * (width + height)
    distant = min(box) < -far or max(box) > far
    if distant or x0 >= width or y0 >= height or x1 <= 0 or y1 <= 0:
        return f"lies outside of the photo, which is {width} x {height} pixels"
    return None


def _hull(points: tuple[Point, ...]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
