"""What the page is told: reports and results as plain JSON values."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from safeshare.model import Finding, Point, Region, Result, Severity
from safeshare.redact.mask import margin_for
from safeshare.reveal.place import nearest
from safeshare.web.store import Kept, StoredPhoto

MAX_TEXT = 2_000
MAX_OUTLINE = 400
WORST_FIRST = {severity: place for place, severity in enumerate(Severity)}

Outline = Callable[[Region], Iterable[Point]]


def report_answer(kept: Kept, photo: StoredPhoto, outline: Outline) -> dict[str, Any]:
    """Give what the page shows of a photo: its name, size, findings worst first, regions.

    The page shows the first frame, so it gets the regions of that one, and of the
    others only how many they are: "later". "margin": pixels by which all that is covered
    grows beyond its outline. "dropped": photos of this page that had to
    make room. "picture" of a finding is its number for the route of hidden pictures.
    """
    report = photo.report
    shown = [region for region in report.regions if region.frame in (None, 0)]
    numbered = sorted(enumerate(report.findings), key=lambda pair: WORST_FIRST[pair[1].severity])
    return {
        "id": kept.id,
        "name": visible(photo.name or ""),
        "format": report.format,
        "width": report.width,
        "height": report.height,
        "frames": report.frames,
        "findings": [
            finding_answer(finding) | ({"picture": number} if finding.picture else {})
            for number, finding in numbered
        ],
        "regions": [region_answer(region, outline(region)) for region in shown],
        "margin": margin_for(report.format, report.smear),
        "later": len(report.regions) - len(shown),
        "dropped": list(kept.dropped),
    }


def finding_answer(finding: Finding) -> dict[str, Any]:
    """Give one finding, its texts made harmless to show; a location's "place" in degrees."""
    answer = {
        "kind": finding.kind,
        "where": visible(finding.where),
        "summary": visible(finding.summary),
        "severity": finding.severity.value,
        "value": visible(finding.value),
    }
    if finding.place is None:
        return answer
    latitude, longitude = finding.place
    return answer | {"place": {"latitude": latitude, "longitude": longitude} | _town(finding.place)}


def _town(place: Point) -> dict[str, Any]:
    """Give the nearest town, its country and the distance in km, where the list has one."""
    town = nearest(*place)
    return {"town": town.town, "country": town.country, "km": round(town.km, 1)} if town else {}


def region_answer(region: Region, outline: Iterable[Point]) -> dict[str, Any]:
    """Give one region; outline: the polygon of what will be covered, in photo pixels."""
    points = [[round(x, 1), round(y, 1)] for x, y in outline]
    return {
        "id": region.id,
        "kind": region.kind,
        "on": region.on,
        "score": round(region.score, 3),
        "box": [round(side, 1) for side in region.box],
        "outline": points[:: max(1, -(-len(points) // MAX_OUTLINE))],
    }


def result_answer(
    result: Result, name: str, looked_for: Sequence[str], wished: Sequence[Region]
) -> dict[str, Any]:
    """Give what was measured on a copy and what it can still give away.

    looked_for: what the second look searched the copy for; had it seen a face that is neither
    covered nor meant to be seen, there would be no copy. wished: regions of the copy's plan;
    the faces among them that are off were left visible.
    """
    return {
        "outcome": result.outcome.value,
        "lossless": result.lossless,
        "width": result.width,
        "height": result.height,
        "bytes": len(result.data),
        "name": name,
        "blocks_before": result.blocks_before,
        "blocks_after": result.blocks_after,
        "removed": [finding_answer(finding) for finding in result.removed],
        "covered": len(result.redacted),
        "covered_kinds": [region.kind for region in result.redacted],
        "faces_left": 0,
        "faces_shown": sum(region.kind == "face" and not region.on for region in wished),
        "looked_for": list(looked_for),
        "remaining": [visible(sentence) for sentence in result.remaining],
    }


def visible(text: str) -> str:
    """Give text of a photo's metadata with what steers a display replaced by U+FFFD.

    Those are control characters, marks that turn the reading direction, and half
    surrogates; at most 2,000 characters are kept.
    """
    return "".join(map(_harmless, text[:MAX_TEXT]))


def _harmless(character: str) -> str:
    if character in "\n\t":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in STEERING else character


STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
