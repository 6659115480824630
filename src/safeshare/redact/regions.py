"""Regions that make sense: checked on arrival, with what is wrong and what to do about it."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from safeshare.errors import BadRegion
from safeshare.redact.mask import growth, outline
from safeshare.redact.polygon import area

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeshare.model import Box, Point, Region

MAX_POINTS = 5_000
"""Points a polygon or a stroke; a finger's stroke has a few hundred."""

MAX_PATH = 2_000
"""Places on the path of what moves; an animation has no more frames."""

MAX_GROW = 200.0
"""Percent of its size by which a region may be grown to all sides."""

Problem = tuple[str, str]
"""What is wrong with a region, to follow its name, and what to do."""

NUMBERS = "Give finite numbers, in pixels of the upright photo."
CORNERS = "A box is x0,y0,x1,y1: the left and upper edge first, the right and lower edge beyond."
FEWER = "Leave out points; an outline needs few."
PLACE = "Places are counted in pixels of the upright photo from its upper left corner."


def check(region: Region, width: int, height: int, frames: int = 1) -> None:
    """Raise BadRegion unless a region can be covered in a photo of that size.

    region: in pixels. width, height: of the frame that it lies in. frames: how many
    there are. A region may reach over the photo's edge, but must cover some of it.
    """
    problem = problem_of(region) or _frame_problem(region, frames) or _place(region, width, height)
    if problem:
        what, advice = problem
        raise BadRegion(f"region {region.id!r} {what}.", advice=advice)


def problem_of(region: Region) -> Problem | None:
    """Say what is wrong with a region whatever the photo, or give None."""
    if region.shape not in SHAPES:
        return f"has the unknown shape {region.shape!r}", f"Use one of {', '.join(SHAPES)}."
    points = (*region.points, *region.landmarks)
    boxes = (region.box, *(box for _, box in region.path))
    numbers = (region.angle, region.radius, region.grow, region.score)
    if not all(map(math.isfinite, (*numbers, *_flat(points), *_flat(boxes)))):
        return "holds a number that is not finite", NUMBERS
    if not 0 <= region.grow <= MAX_GROW:
        return f"grows by {region.grow:g} percent", f"Grow it by 0 to {MAX_GROW:g} percent."
    if len(region.landmarks) not in (0, 5):
        return f"has {len(region.landmarks)} landmarks; a face has 5", "Give 5 of them, or none."
    return SHAPES[region.shape](region) or _path_problem(region)


def in_pixels(region: Region, width: int, height: int) -> Region:
    """Give a region that may be measured in percent in pixels of a photo.

    A radius is a percentage of the photo's shorter side.
    """
    if region.unit != "%":
        return region
    return replace(scaled(region, width / 100, height / 100), unit="px")


def scaled(region: Region, across: float, down: float) -> Region:
    """Give a region in a photo that is so many times as wide and as tall."""
    return replace(
        region,
        box=_times(region.box, across, down),
        points=tuple((x * across, y * down) for x, y in region.points),
        landmarks=tuple((x * across, y * down) for x, y in region.landmarks),
        path=tuple((frame, _times(box, across, down)) for frame, box in region.path),
        radius=region.radius * min(across, down),
    )


def hull(points: tuple[Point, ...]) -> Box:
    """Give the box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _box_problem(region: Region) -> Problem | None:
    x0, y0, x1, y1 = region.box
    if x1 <= x0 or y1 <= y0:
        return f"has no area ({x0:g},{y0:g},{x1:g},{y1:g})", CORNERS
    return None


def _polygon_problem(region: Region) -> Problem | None:
    count = len(region.points)
    if not 3 <= count <= MAX_POINTS:
        return f"is a polygon of {count:,} points; 3 to {MAX_POINTS:,} work", FEWER
    x0, y0, x1, y1 = hull(region.points)
    flat = 1e-9 * max(x1 - x0, y1 - y0) ** 2
    if area(region.points) <= flat and _on_a_line(region.points):
        return "is a polygon without area", "Give points around what is to be covered."
    return None


def _stroke_problem(region: Region) -> Problem | None:
    count = len(region.points)
    if not 1 <= count <= MAX_POINTS:
        return f"is a stroke of {count:,} points; 1 to {MAX_POINTS:,} work", FEWER
    if region.radius <= 0:
        return f"is a stroke with a radius of {region.radius:g}", "Give a radius above 0."
    return None


SHAPES: dict[str, Callable[[Region], Problem | None]] = {
    "box": _box_problem,
    "ellipse": _box_problem,
    "polygon": _polygon_problem,
    "stroke": _stroke_problem,
}
"""Name of a shape -> what can be wrong with it."""


def _path_problem(region: Region) -> Problem | None:
    frames = [frame for frame, _ in region.path]
    if len(frames) > MAX_PATH:
        return f"has a path of {len(frames):,} places", f"Give at most {MAX_PATH:,}."
    if frames and (frames[0] < 0 or any(after <= before for before, after in pairwise(frames))):
        return "has a path whose frames don't rise", "Give [frame, box], the first frame first."
    empty = (_box_problem(replace(region, box=box)) for _, box in region.path)
    return next((problem for problem in empty if problem), None)


def _frame_problem(region: Region, frames: int) -> Problem | None:
    if region.frame is not None and not 0 <= region.frame < frames:
        what = f"lies in frame {region.frame}; the photo has {frames}, counted from 0"
        return what, 'Leave "frame" out to cover all of them.'
    return None


def _place(region: Region, width: int, height: int) -> Problem | None:
    longest = max(width, height)
    if region.radius > longest:
        return f"has a radius of {region.radius:g} pixels", f"The photo's longer side is {longest}."
    x0, y0, x1, y1 = box = hull(outline(region))
    reach, far = growth(replace(region, grow=0.0)), 2 * (width + height)
    everywhere = (*box, *_flat(tuple(place for _, place in region.path)))
    distant = min(everywhere) < -far or max(everywhere) > far
    off = x0 - reach >= width or y0 - reach >= height or x1 + reach <= 0 or y1 + reach <= 0
    if distant or off:
        return f"lies outside of the photo, which is {width} x {height} pixels", PLACE
    return None


def _on_a_line(points: tuple[Point, ...]) -> bool:
    """Whether all points lie on one line; a figure of eight has no area either, but covers."""
    (x0, y0), far = points[0], max(points, key=lambda point: math.dist(point, points[0]))
    wide, tall = far[0] - x0, far[1] - y0
    return max(abs(wide * (y - y0) - tall * (x - x0)) for x, y in points) < 1e-6


def _flat(rows: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    return tuple(value for row in rows for value in row)


def _times(box: Box, across: float, down: float) -> Box:
    x0, y0, x1, y1 = box
    return x0 * across, y0 * down, x1 * across, y1 * down
