"""Findings in the order in which they matter, each fact once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from safeshare.model import Finding, Severity
from safeshare.reveal.facts import KINDS
from safeshare.reveal.moment import moment

_SEVERITIES = tuple(Severity)
_KINDS = tuple(KINDS)


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with each fact once; the places it stands in are joined by commas.

    Two findings are one fact if kind, value and picture agree; times agree if they name
    the same moment, however it is written. Told is the gravest of them, else the first.
    """
    facts: dict[tuple[str, str, bytes], Finding] = {}
    places: dict[tuple[str, str, bytes], list[str]] = {}
    for finding in findings:
        key = finding.kind, _essence(finding), finding.picture
        known = facts.setdefault(key, finding)
        graver = _SEVERITIES.index(finding.severity) < _SEVERITIES.index(known.severity)
        if finding.where not in places.setdefault(key, []):
            places[key].append(finding.where)
        facts[key] = replace(finding if graver else known, where=", ".join(places[key]))
    return list(facts.values())


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings sorted by severity, then by the order of KINDS, then as they came."""
    return tuple(
        sorted(findings, key=lambda f: (_SEVERITIES.index(f.severity), _KINDS.index(f.kind)))
    )


def _essence(finding: Finding) -> str:
    if finding.kind == "time":
        return moment(finding.value) or finding.value
    return finding.value or f"{finding.where}: {finding.summary}"
