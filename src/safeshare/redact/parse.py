"""Regions from outside: the command's --mark and --regions, read with suspicion."""

from __future__ import annotations

import json
from typing import Any

from safeshare.errors import BadRegion
from safeshare.model import Region
from safeshare.redact.fields import Fields
from safeshare.redact.polygon import crossing
from safeshare.redact.regions import MAX_POINTS, SHAPES, hull, problem_of

ADVICE = "See what safeshare inspect --json prints for an example."
AROUND = (
    'Give its points in their order around it, or draw a "stroke" with "points" and a "radius".'
)

MAX_REGIONS = 500
"""Regions a photo."""

MOST_POINTS = 50_000
"""Points of all regions of a photo together."""


def mark(text: str, number: int) -> Region:
    """Read a `--mark`: `x0,y0,x1,y1` in pixels of the upright photo, or in percent of its size.

    text: such as "120,80,300,240" or "10%,20%,30%,40%". number: its place on the
    command line, for its id. Raises BadRegion.
    """
    fields = Fields({"box": [_number(part) for part in text.split(",")]}, f"mark-{number}")
    return _sound(Region(fields.name, "mark", "box", fields.box("box"), unit=fields.unit))


def regions(text: str) -> dict[str | None, tuple[Region, ...]]:
    """Read a regions file: path of a photo -> its regions; None -> regions of every photo.

    text: JSON, `{"regions": [{"shape": "box" | "ellipse", "box": [x0, y0, x1, y1], "on":
    true}, {"shape": "polygon" | "stroke", "points": [[x, y], ...], "radius": r}]}`, or
    what `inspect --json` prints for one photo or several: there each object names its
    photo in "path". Numbers are pixels; "10%" is a share of the photo's size.
    Raises BadRegion, naming the region.
    """
    try:
        content = json.loads(text)
        photos = content if isinstance(content, list) else [content]
        paths = [photo.get("path") for photo in photos]
        listed = {path: photo["regions"] for path, photo in zip(paths, photos, strict=True)}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadRegion(
            'the regions file is not JSON of the form {"regions": [...]}.', advice=ADVICE
        ) from error
    if not all(path is None or isinstance(path, str) for path in paths):
        raise BadRegion('the regions file has a "path" that is no text.', advice=ADVICE)
    if len(photos) != len(listed):
        raise BadRegion("the regions file speaks of the same photo twice.", advice=ADVICE)
    return {path: _listed(entries) for path, entries in listed.items()}


def _listed(entries: Any) -> tuple[Region, ...]:
    if not isinstance(entries, list) or len(entries) > MAX_REGIONS:
        raise BadRegion(
            f"the regions file must hold lists of at most {MAX_REGIONS} regions.", advice=ADVICE
        )
    left, found = MOST_POINTS, []
    for number, entry in enumerate(entries, 1):
        region = _region(entry, number)
        left -= len(region.points)
        if left < 0:
            raise BadRegion(
                f"region {region.id!r} brings the points of the regions to over {MOST_POINTS:,}.",
                advice="Leave out points; an outline needs few.",
            )
        found.append(_uncrossed(region))
    return tuple(found)


def _region(entry: Any, number: int) -> Region:
    if not isinstance(entry, dict):
        raise BadRegion(f"region {number} is not an object.", advice=ADVICE)
    fields = Fields(entry, str(entry.get("id", f"mark-{number}"))[:80])
    shape = entry.get("shape")
    if not isinstance(shape, str) or shape not in SHAPES:
        raise fields.wrong(f"has no shape out of {', '.join(SHAPES)}", advice=ADVICE)
    points = fields.points("points", MAX_POINTS)
    drawn = shape in ("polygon", "stroke") and points
    region = Region(
        id=fields.name,
        kind=str(entry.get("kind", "mark"))[:20],
        shape=shape,
        box=hull(points) if drawn else fields.box("box"),
        points=points,
        angle=fields.number("angle", 0),
        landmarks=fields.points("landmarks", 5),
        score=fields.number("score", 1),
        on=fields.switch("on", default=True),
        frame=fields.frame("frame"),
        path=fields.path("path"),
        radius=fields.length("radius"),
        grow=fields.number("grow", 0),
        unit=fields.unit,
    )
    return _sound(region)


def _sound(region: Region) -> Region:
    """Give a region that may make sense in some photo. Raises BadRegion."""
    problem = problem_of(region)
    if problem:
        what, advice = problem
        raise BadRegion(f"region {region.id!r} {what}.", advice=advice)
    return region


def _uncrossed(region: Region) -> Region:
    """Give a region whose sides don't cross: such a polygon is a mistake in a file.

    A finger's path on the page may cross itself; there all that it goes around is meant.
    """
    crossed = crossing(region.points) if region.shape == "polygon" else None
    if crossed:
        one, other = (side + 1 for side in crossed)
        raise BadRegion(
            f"region {region.id!r} is a polygon that crosses itself, at its sides {one} and "
            f"{other}.",
            advice=AROUND,
        )
    return region


def _number(part: str) -> object:
    """Give a number, or the text itself where it is a percentage or no number."""
    try:
        return float(part)
    except ValueError:
        return part
