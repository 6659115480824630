"""What the page is told: reports and results as plain JSON values."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from safeshare.model import Finding, Point, Region, Report, Result, Severity

MAX_TEXT = 2_000
MAX_OUTLINE = 400
WORST_FIRST = {severity: place for place, severity in enumerate(Severity)}

Outline = Callable[[Region], Iterable[Point]]


def report_answer(photo_id: str, report: Report, outline: Outline) -> dict[str, Any]:
    """Give what the page shows of a photo: size, findings worst first, regions.

    The page shows the first frame, so it gets the regions of that one, and of the
    others only how many they are: "later".
    """
    shown = [region for region in report.regions if region.frame in (None, 0)]
    findings = sorted(report.findings, key=lambda finding: WORST_FIRST[finding.severity])
    return {
        "id": photo_id,
        "format": report.format,
        "width": report.width,
        "height": report.height,
        "frames": report.frames,
        "findings": [finding_answer(finding) for finding in findings],
        "regions": [region_answer(region, outline(region)) for region in shown],
        "later": len(report.regions) - len(shown),
    }


def finding_answer(finding: Finding) -> dict[str, str]:
    """Give one finding, its texts made harmless to show."""
    return {
        "kind": finding.kind,
        "where": visible(finding.where),
        "summary": visible(finding.summary),
        "severity": finding.severity.value,
        "value": visible(finding.value),
    }


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


def result_answer(result: Result, name: str) -> dict[str, Any]:
    """Give what was measured on a copy and what it can still give away."""
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
