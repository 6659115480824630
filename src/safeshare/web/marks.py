"""What the reader drew on the photo, checked as if a stranger had written it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from safeshare.errors import BadRegion
from safeshare.model import Box, Point, Region
from safeshare.redact.regions import MAX_POINTS, check, hull


@dataclass(frozen=True, slots=True)
class Frame:
    """The upright photo that regions lie in, in pixels."""

    width: int
    height: int


def mark_from(value: object, frame: Frame, number: int = 1) -> Region:
    """Give a mark: a "box", a "polygon" of "points", or a "stroke" that has a "radius" too.

    number: for its id. A box is cut at the photo's edge; what else is drawn may reach
    beyond it by the photo's own size. Raises BadRegion for what covers nothing of the photo.
    """
    if not isinstance(value, dict):
        raise BadRegion("A region is not an object.", advice="")
    shape = value.get("shape")
    build = MARKS.get(shape) if isinstance(shape, str) else None
    if build is None:
        raise BadRegion("A mark is neither a box nor a polygon nor a stroke.", advice="")
    mark = build(value, frame, f"mark-{number}")
    check(mark, frame.width, frame.height)
    return mark


def _box(entry: Mapping[str, Any], frame: Frame, name: str) -> Region:
    x0, y0, x1, y1 = _numbers(entry.get("box"), 4)
    wide, tall = float(frame.width), float(frame.height)
    box: Box = (max(x0, 0.0), max(y0, 0.0), min(x1, wide), min(y1, tall))
    return Region(id=name, kind="mark", shape="box", box=box)


def _polygon(entry: Mapping[str, Any], frame: Frame, name: str) -> Region:
    points = _points(entry.get("points"), frame, least=3)
    return Region(id=name, kind="mark", shape="polygon", box=hull(points), points=points)


def _stroke(entry: Mapping[str, Any], frame: Frame, name: str) -> Region:
    points = _points(entry.get("points"), frame, least=1)
    (radius,) = _numbers([entry.get("radius")], 1)
    box = hull(points)
    return Region(id=name, kind="mark", shape="stroke", box=box, points=points, radius=radius)


MARKS: dict[str, Callable[[Mapping[str, Any], Frame, str], Region]] = {
    "box": _box,
    "polygon": _polygon,
    "stroke": _stroke,
}


def _points(entries: object, frame: Frame, *, least: int) -> tuple[Point, ...]:
    if not isinstance(entries, list) or not least <= len(entries) <= MAX_POINTS:
        raise BadRegion(f"A mark has {least} to {MAX_POINTS:,} points.", advice="")
    pairs = (_numbers(entry, 2) for entry in entries)
    return tuple((_near(x, frame.width), _near(y, frame.height)) for x, y in pairs)


def _near(place: float, side: int) -> float:
    """Give a coordinate, at most one side of the photo away from it."""
    return min(max(place, -float(side)), 2.0 * side)


def _numbers(value: object, count: int) -> tuple[float, ...]:
    """Give `count` finite numbers; BadRegion for anything else, true and false included."""
    if not isinstance(value, list) or len(value) != count:
        raise BadRegion("A region's coordinates are missing.", advice="")
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in value):
        raise BadRegion("A region's coordinates are not numbers.", advice="")
    try:
        numbers = tuple(float(number) for number in value)
    except OverflowError:
        numbers = (math.inf,)
    if not all(math.isfinite(number) for number in numbers):
        raise BadRegion("A region's coordinates are not finite.", advice="")
    return numbers
