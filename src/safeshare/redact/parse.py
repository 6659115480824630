"""Regions from outside: the command's --mark and --regions, read with suspicion."""

from __future__ import annotations

import json
import math
from typing import Any

from safeshare.errors import BadRegion
from safeshare.model import Box, Point, Region
from safeshare.redact.regions import MAX_POINTS, SHAPES

ADVICE = "See what safeshare inspect --json prints for an example."

MAX_REGIONS = 500
"""Regions a photo."""


def mark(text: str, number: int) -> Region:
    """Read a `--mark`: `x0,y0,x1,y1` in pixels of the upright photo.

    number: its place on the command line, for its id. Raises BadRegion.
    """
    name = f"mark-{number}"
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    box = _box(values, name)
    if box[2] <= box[0] or box[3] <= box[1]:
        raise BadRegion(f"region {name!r} has no area.")
    return Region(name, "mark", "box", box)


def regions(text: str) -> dict[str | None, tuple[Region, ...]]:
    """Read a regions file: path of a photo -> its regions; None -> regions of every photo.

    text: JSON, `{"regions": [{"shape": "box" | "ellipse" | "polygon", "box": [x0, y0,
    x1, y1] | "points": [[x, y], ...], "on": true}]}`, or what `inspect --json` prints
    for one photo or several: there each object names its photo in "path".
    Raises BadRegion, naming the region.
    """
    try:
        content = json.loads(text)
        photos = content if isinstance(content, list) else [content]
        listed = {photo.get("path"): photo["regions"] for photo in photos}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadRegion(
            'the regions file is not JSON of the form {"regions": [...]}.', advice=ADVICE
        ) from error
    if len(photos) != len(listed):
        raise BadRegion("the regions file speaks of the same photo twice.", advice=ADVICE)
    return {path: _listed(entries) for path, entries in listed.items()}


def _listed(entries: Any) -> tuple[Region, ...]:
    if not isinstance(entries, list) or len(entries) > MAX_REGIONS:
        raise BadRegion(
            f"the regions file must hold lists of at most {MAX_REGIONS} regions.", advice=ADVICE
        )
    return tuple(_region(entry, number) for number, entry in enumerate(entries, 1))


def _region(entry: Any, number: int) -> Region:
    if not isinstance(entry, dict):
        raise BadRegion(f"region {number} is not an object.")
    name = str(entry.get("id", f"mark-{number}"))[:80]
    shape = entry.get("shape")
    if shape not in SHAPES:
        raise BadRegion(f"region {name!r} has no shape out of {', '.join(SHAPES)}.")
    points = _points(entry.get("points", []), name)
    return Region(
        id=name,
        kind=str(entry.get("kind", "mark"))[:20],
        shape=shape,
        box=_hull(points) if shape == "polygon" and points else _box(entry.get("box"), name),
        points=points,
        angle=_number(entry.get("angle", 0), name),
        landmarks=_points(entry.get("landmarks", []), name),
        score=_number(entry.get("score", 1), name),
        on=_switch(entry.get("on", True), name),
        frame=_frame(entry.get("frame"), name),
    )


def _box(values: Any, name: str) -> Box:
    if not isinstance(values, list) or len(values) != 4:
        raise BadRegion(f"region {name!r} needs four numbers for its box.")
    x0, y0, x1, y1 = (_number(value, name) for value in values)
    return x0, y0, x1, y1


def _points(values: Any, name: str) -> tuple[Point, ...]:
    if not isinstance(values, list) or len(values) > MAX_POINTS:
        raise BadRegion(f"region {name!r} needs a list of at most {MAX_POINTS:,} points.")
    points = []
    for value in values:
        if not isinstance(value, list) or len(value) != 2:
            raise BadRegion(f"region {name!r} has a point that is not [x, y].")
        points.append((_number(value[0], name), _number(value[1], name)))
    return tuple(points)


def _number(value: Any, name: str) -> float:
    try:
        number = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise BadRegion(f"region {name!r} holds {repr(value)[:40]} where a number should be.")
    return number


def _switch(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise BadRegion(f"region {name!r} is neither on (true) nor off (false).")
    return value


def _frame(value: Any, name: str) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise BadRegion(f"region {name!r} has a frame that is not a whole number.")
    return value


def _hull(points: tuple[Point, ...]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
