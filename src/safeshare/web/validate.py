"""What the page sends, checked as if a stranger had written it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from safeshare.errors import BadPlan, BadRegion, BadRequest
from safeshare.model import Box, Plan, Point, Region, Report

MAX_MARKS = 500
MAX_POINTS = 5_000
MAX_NAME = 255
MAX_WORD = 40
PAGE_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Frame:
    """The upright photo that regions lie in, in pixels."""

    width: int
    height: int


def page_id(header: str | None) -> str:
    """Give the id that a browser page chose for itself; BadRequest if it has none."""
    if header is None or not PAGE_ID.fullmatch(header):
        raise BadRequest("The request does not say which page it comes from.", advice="")
    return header


def photo_name(header: str | None) -> str | None:
    """Give the file's name without folders, or None. It may hold any characters."""
    if not header:
        return None
    name = unquote(header[: MAX_NAME * 9], errors="replace")
    return name.replace("\\", "/").rpartition("/")[2][:MAX_NAME] or None


def json_object(body: bytes) -> dict[str, Any]:
    """Give the JSON object of a request body; BadRequest for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("The request is not valid JSON.", advice="") from None
    if not isinstance(value, dict):
        raise BadRequest("The request is not a JSON object.", advice="")
    return value


def plan_from(payload: Mapping[str, Any], report: Report) -> Plan:
    """Give the plan that the page asks for.

    The photo's own regions stay as the server found them; only `on` is taken from
    the page, and one that the page doesn't mention keeps its state. Everything
    else in "regions" is a mark. Raises BadRegion and BadPlan.
    """
    style = payload.get("style", Plan().style)
    if not isinstance(style, str) or len(style) > MAX_WORD:
        raise BadPlan("The style is not a name.", advice="")
    return Plan(detect=(), regions=regions_from(payload.get("regions", []), report), style=style)


def regions_from(entries: object, report: Report) -> tuple[Region, ...]:
    """Give the photo's own regions, switched as the page says, then the marks."""
    if not isinstance(entries, list) or len(entries) > MAX_MARKS + len(report.regions):
        raise BadRegion(f"The regions are not a list with at most {MAX_MARKS} marks.", advice="")
    found = {region.id: region for region in report.regions}
    marks: list[Region] = []
    frame = Frame(report.width, report.height)
    for entry in entries:
        if not isinstance(entry, dict):
            raise BadRegion("A region is not an object.", advice="")
        if "id" in entry:
            switched = _switched(entry, found)
            found[switched.id] = switched
        else:
            marks.append(_mark(entry, frame, number=len(marks) + 1))
    return (*found.values(), *marks)


def _switched(entry: Mapping[str, Any], found: Mapping[str, Region]) -> Region:
    region_id, state = entry["id"], entry.get("on")
    if not isinstance(region_id, str) or region_id not in found:
        raise BadRegion("A region is not one of this photo's.", advice="")
    if not isinstance(state, bool):
        raise BadRegion("A region is neither on nor off.", advice="")
    return replace(found[region_id], on=state)


def _mark(entry: Mapping[str, Any], frame: Frame, *, number: int) -> Region:
    shape = entry.get("shape")
    build = MARKS.get(shape) if isinstance(shape, str) else None
    if build is None:
        raise BadRegion("A mark is neither a box nor a polygon.", advice="")
    box, points = build(entry, frame)
    return Region(id=f"mark-{number}", kind="mark", shape=str(shape), box=box, points=points)


def _box_mark(entry: Mapping[str, Any], frame: Frame) -> tuple[Box, tuple[Point, ...]]:
    x0, y0, x1, y1 = _numbers(entry.get("box"), 4)
    (x0, y0), (x1, y1) = _clipped(x0, y0, frame), _clipped(x1, y1, frame)
    return _with_area((x0, y0, x1, y1)), ()


def _polygon_mark(entry: Mapping[str, Any], frame: Frame) -> tuple[Box, tuple[Point, ...]]:
    entries = entry.get("points")
    if not isinstance(entries, list) or not 3 <= len(entries) <= MAX_POINTS:
        raise BadRegion(f"A polygon has 3 to {MAX_POINTS} points.", advice="")
    pairs = (_numbers(entry, 2) for entry in entries)
    points = tuple(_clipped(x, y, frame) for x, y in pairs)
    columns, rows = zip(*points, strict=True)
    return _with_area((min(columns), min(rows), max(columns), max(rows))), points


MarkBuilder = Callable[[Mapping[str, Any], Frame], tuple[Box, tuple[Point, ...]]]
MARKS: dict[str, MarkBuilder] = {"box": _box_mark, "polygon": _polygon_mark}


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


def _clipped(x: float, y: float, frame: Frame) -> Point:
    return min(max(x, 0.0), float(frame.width)), min(max(y, 0.0), float(frame.height))


def _with_area(box: Box) -> Box:
    x0, y0, x1, y1 = box
    if not (x0 < x1 and y0 < y1):
        raise BadRegion("A region lies outside of the photo or has no area.", advice="")
    return box
