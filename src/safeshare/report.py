"""Reports as JSON, as the documentation gives it, and as text that a terminal can take."""

from __future__ import annotations

import unicodedata
from typing import Any

from safeshare.model import Finding, Region, Report


def inspect_json(path: str, report: Report) -> dict[str, Any]:
    """Give the object that `safeshare inspect --json` prints for one file."""
    return {
        "path": path,
        "format": report.format,
        "width": report.width,
        "height": report.height,
        "frames": report.frames,
        "findings": [finding_json(finding) for finding in report.findings],
        "regions": [region_json(region) for region in report.regions],
    }


def finding_json(finding: Finding) -> dict[str, str]:
    """Give a finding: kind, where, summary, severity, value."""
    return {
        "kind": finding.kind,
        "where": finding.where,
        "summary": finding.summary,
        "severity": str(finding.severity),
        "value": finding.value,
    }


def region_json(region: Region) -> dict[str, Any]:
    """Give a region in pixels of the upright photo; what has its usual value is left out."""
    rare = {
        "points": [[round(x, 2), round(y, 2)] for x, y in region.points],
        "angle": round(region.angle, 2),
        "landmarks": [[round(x, 1), round(y, 1)] for x, y in region.landmarks],
        "path": [[frame, [round(value, 1) for value in box]] for frame, box in region.path],
        "radius": region.radius,
        "grow": region.grow,
    }
    page = {} if region.frame is None else {"frame": region.frame}  # 0 is a page: the first
    return {
        "id": region.id,
        "kind": region.kind,
        "shape": region.shape,
        "box": [round(value, 1) for value in region.box],
        "score": round(region.score, 3),
        "on": region.on,
        **page,
        **{name: value for name, value in rare.items() if value},
    }


def printable(text: str) -> str:
    r"""Make text safe for a terminal: control, format and lone surrogate characters as escapes.

    Names of files and metadata can hold escape sequences that rewrite the
    screen, and marks that turn the reading direction.
    """
    return "".join(
        character.encode("unicode_escape", "surrogatepass").decode("ascii")
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character
        for character in text
    )
