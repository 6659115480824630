"""What the command prints: readable tables, plain lines, and nothing a terminal could obey."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from safeshare.model import REMAINS, Finding, Outcome, Report, Severity
from safeshare.report import printable

if TYPE_CHECKING:
    from safeshare.batch import Entry

COLOURS = {Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}


def show_report(path: str, report: Report) -> None:
    """Print what one photo gives away, worst first."""
    faces = sum(region.kind == "face" for region in report.regions)
    frames = f", {report.frames} frames" if report.frames > 1 else ""
    size = f"{report.format}, {report.width} x {report.height} pixels{frames}"
    say(f"{path}: {size}")
    _table([(f.severity, f.kind, f.summary, f.where) for f in report.findings])
    if faces:
        say(f"  {faces} face{'s' if faces > 1 else ''} found")
    if not report.findings and not faces:
        say("  nothing found; the picture itself can still identify someone")


def show_leftovers(path: str, findings: tuple[Finding, ...]) -> None:
    """Print what a file holds besides its bare picture."""
    if not findings:
        say(f"{path}: nothing besides the picture")
        return
    say(f"{path}: {len(findings)} thing{'s' if len(findings) > 1 else ''} besides the picture")
    _table([(f.severity, f.kind, f.summary, f.where) for f in findings])


def show_entry(entry: Entry, *, verbose: bool, dry: bool) -> None:
    """Print how one photo of a run ended."""
    if entry.error is not None:
        complain(entry.error)
        return
    removed, covered = len(entry.removed), len(entry.redacted)
    did = f"{removed} finding{'s' * (removed != 1)} removed, {covered} area{'s' * (covered != 1)}"
    tried = " (dry run: not written)" if dry else ""
    say(f"{entry.path} -> {entry.output}: {entry.outcome}, {did} covered, verified{tried}")
    for sentence in entry.remaining[: -len(REMAINS)]:
        say(f"  {sentence}")
    if verbose:
        _table([(f.severity, f.kind, f.summary, f.where) for f in entry.removed])


def show_summary(entries: list[Entry]) -> None:
    """Print how many photos ended how, and what remains whatever was done."""
    counts = Counter(entry.outcome for entry in entries)
    parts = [f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]]
    say(f"{len(entries)} photo{'s' * (len(entries) != 1)}: {', '.join(parts) or 'nothing to do'}")
    done = [entry for entry in entries if entry.error is None]
    for sentence in REMAINS if done else ():
        say(f"  What remains: {sentence}")


def show_json(objects: list[dict[str, Any]]) -> None:
    """Print one object, or an array when there are several."""
    sys.stdout.write(json.dumps(objects[0] if len(objects) == 1 else objects, indent=2) + "\n")


def say(text: str) -> None:
    """Print a line; control characters come out as escapes."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """Print a line about a problem to standard error."""
    _write(sys.stderr, f"safeshare: {text}")


def _write(stream: Any, text: str) -> None:
    clean = printable(text)
    encoding = stream.encoding or "utf-8"
    stream.write(clean.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def _table(rows: Iterable[tuple[Severity, str, str, str]]) -> None:
    """Print findings as a table that fits the terminal, or as tabbed lines into a pipe."""
    listed = list(rows)
    if not listed:
        return
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        for severity, kind, summary, where in listed:
            say(f"  {severity:<6}  {kind}: {summary} [{where}]")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("", "what", "in words", "where", box=None, padding=(0, 2, 0, 0))
    for severity, *cells in listed:
        colour = COLOURS[severity]
        table.add_row(Text(str(severity), colour), *(Text(printable(cell)) for cell in cells))
    Console(highlight=False).print(table)
