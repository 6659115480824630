"""Regions that make sense: checked on arrival, and drawn as the outline that will be covered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from safeshare.errors import BadRegion
from safeshare.redact.mask import outline

if TYPE_CHECKING:
    from safeshare.model import Point, Region

SHAPES = ("box", "ellipse", "polygon")

MAX_POINTS = 5_000
"""Points a polygon; a finger's stroke has a few hundred."""


def check(region: Region, width: int, height: int) -> None:
    """Raise BadRegion unless a region can be covered in a photo of that size.

    A region may reach over the photo's edge, but must cover some of it.
    """
    problem = _problem(region, width, height)
    if problem:
        raise BadRegion(f"region {region.id!r} {problem}.")


def _problem(region: Region, width: int, height: int) -> str | None:
    if region.shape not in SHAPES:
        return f"has the unknown shape {region.shape!r}"
    numbers = (*region.box, region.angle, *(v for point in region.points for v in point))
    if not all(math.isfinite(number) for number in numbers):
        return "holds a number that is not finite"
    if region.shape == "polygon":
        return _polygon_problem(region.points) or _frame_problem(
            _hull(region.points), width, height
        )
    x0, y0, x1, y1 = region.box
    if x1 <= x0 or y1 <= y0:
        return f"has no area ({x0:g},{y0:g},{x1:g},{y1:g})"
    return _frame_problem(_hull(outline(region)), width, height)


def _polygon_problem(points: tuple[Point, ...]) -> str | None:
    if not 3 <= len(points) <= MAX_POINTS:
        return f"is a polygon of {len(points)} points; 3 to {MAX_POINTS:,} work"
    corners = zip(points, points[1:] + points[:1], strict=True)
    if abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in corners)) < 1e-6:
        return "is a polygon without area"
    return None


def _frame_problem(box: tuple[float, float, float, float], width: int, height: int) -> str | None:
    x0, y0, x1, y1 = box
    far = 2 * (width + height)
    if min(box) < -far or max(box) > far:
        return "reaches absurdly far out of the photo"
    if x0 >= width or y0 >= height or x1 <= 0 or y1 <= 0:
        return f"lies outside of the photo, which is {width} x {height} pixels"
    return None


def _hull(points: tuple[Point, ...]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
