"""What the page sends, checked as if a stranger had written it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from safeshare.errors import BadRegion, BadRequest
from safeshare.model import Plan, Region, Report
from safeshare.web.marks import Frame, mark_from
from safeshare.web.options import Options

MAX_MARKS = 500
MAX_NAME = 255
PAGE_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


def page_id(value: object) -> str:
    """Give the id that a browser page chose for itself; BadRequest if it has none."""
    if not isinstance(value, str) or not PAGE_ID.fullmatch(value):
        raise BadRequest("The request does not say which page it comes from.", advice="")
    return value


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


def plan_from(payload: Mapping[str, Any], options: Options, report: Report) -> Plan:
    """Give the plan that the page asks for. Raises BadRegion.

    Nothing new is looked for in the photo: what was found is among the regions. The
    copy is looked at again.
    """
    return Plan(
        detect=(),
        regions=regions_from(payload.get("regions", []), report),
        style=options.style,
        colour=options.colour,
        background=options.background,
        max_side=options.max_side,
        format=options.format,
    )


def regions_from(entries: object, report: Report) -> tuple[Region, ...]:
    """Give the photo's own regions, switched as the page says, then the marks.

    The photo's own stay as the program found them; only `on` is taken from the page,
    and one that the page doesn't mention keeps its state. Everything without an id is a
    mark. Raises BadRegion.
    """
    if not isinstance(entries, list) or len(entries) > MAX_MARKS + len(report.regions):
        raise BadRegion(f"The regions are not a list with at most {MAX_MARKS} marks.", advice="")
    found = {region.id: region for region in report.regions}
    marks: list[Region] = []
    frame = Frame(report.width, report.height)
    for entry in entries:
        if isinstance(entry, dict) and "id" in entry:
            switched = _switched(entry, found)
            found[switched.id] = switched
        else:
            marks.append(mark_from(entry, frame, len(marks) + 1))
    return (*found.values(), *marks)


def _switched(entry: Mapping[str, Any], found: Mapping[str, Region]) -> Region:
    region_id, state = entry["id"], entry.get("on")
    if not isinstance(region_id, str) or region_id not in found:
        raise BadRegion("A region is not one of this photo's.", advice="")
    if not isinstance(state, bool):
        raise BadRegion("A region is neither on nor off.", advice="")
    return replace(found[region_id], on=state)
