"""What the command prints: readable tables, plain lines, and nothing a terminal could obey."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from safeshare.model import DETECTED, REMAINS, Finding, Outcome, Report, Severity
from safeshare.report import printable

if TYPE_CHECKING:
    from safeshare.batch import Entry

MOST_LINES = 20
"""Photos of a run that are shown line by line on a terminal; more of them get progress."""

BETWEEN_DRAWINGS = 0.1
"""Seconds; small photos end faster than anyone can read."""

COLOURS = {Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}

WEIGHTS = {Severity.HIGH: "a lot", Severity.MEDIUM: "some", Severity.LOW: "little"}
"""How much something gives away, for people; --json says high, medium, low."""

WHERE_WIDTH = 22
"""Columns for the place of a finding; a longer name ends in an ellipsis, --json has it whole."""


def show_report(path: str, report: Report) -> None:
    """Print what one photo gives away, worst first."""
    regions = Counter(region.kind for region in report.regions)
    frames = f", {report.frames} frames" if report.frames > 1 else ""
    size = f"{report.format}, {report.width} x {report.height} pixels{frames}"
    say(f"{path}: {size}{_counts(report.findings)}")
    _table([(f.severity, f.kind, f.summary, f.where) for f in report.findings])
    for kind, (one, many) in DETECTED.items():
        if regions[kind]:
            say(f"  {regions[kind]} {one if regions[kind] == 1 else many} found")
    if not report.findings and not regions:
        say("  nothing found; the picture itself can still identify someone")


def _counts(findings: tuple[Finding, ...]) -> str:
    """Give how many findings there are, and how many of them weigh, to follow a comma."""
    grave = sum(finding.severity == Severity.HIGH for finding in findings)
    many = f"{len(findings)} finding{'s' * (len(findings) != 1)}"
    return f", {many}, {grave or 'none'} grave" if findings else ""


def show_next_step() -> None:
    """Say what can be done about what was found."""
    say("safeshare clean PATH -o DIR makes copies without all this, faces and codes covered.")


def show_leftovers(path: str, findings: tuple[Finding, ...]) -> None:
    """Print what a file holds besides its bare picture."""
    if not findings:
        say(f"{path}: nothing besides the picture")
        return
    say(f"{path}: {len(findings)} thing{'s' if len(findings) > 1 else ''} besides the picture")
    _table([(f.severity, f.kind, f.summary, f.where) for f in findings])


@contextmanager
def following(total: int, *, quiet: bool) -> Iterator[Callable[..., None]]:
    """Show a run as it goes: nothing, a line a photo, or progress where lines would run away.

    total: photos of the run. Gives a function that takes each entry. What is refused is
    told at the end of a run.
    """
    if quiet:
        yield lambda *_, **__: None
    elif total > MOST_LINES and sys.stderr.isatty():
        with _progress(total) as advance:
            yield advance
    else:
        yield show_entry


@contextmanager
def _progress(total: int) -> Iterator[Callable[..., None]]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.completed:,} of {task.total:,} photos"),
        progress.BarColumn(),
        progress.TextColumn("{task.fields[rate]}  {task.fields[outcomes]}"),
        progress.TimeRemainingColumn(),
        progress.TextColumn("left"),
    )
    outcomes: Counter[str] = Counter()
    read, start, drawn = 0, time.monotonic(), 0.0
    # No thread that draws: the processes of the run are forked from this one.
    with progress.Progress(*columns, console=Console(stderr=True), auto_refresh=False) as bar:
        task = bar.add_task("", total=total, rate="", outcomes="")

        def advance(entry: Entry, *, verbose: bool, dry: bool) -> None:
            nonlocal read, drawn
            outcomes[entry.outcome] += 1
            read += entry.stamp.bytes if entry.stamp and not entry.resumed else 0
            rate = f"{read / 1e6 / max(time.monotonic() - start, 1e-3):.1f} MB/s"
            told = ", ".join(f"{outcomes[one]:,} {one}" for one in Outcome if outcomes[one])
            now = time.monotonic()
            due = now - drawn > BETWEEN_DRAWINGS
            drawn = now if due else drawn
            bar.update(task, advance=1, rate=rate, outcomes=told, refresh=due)
            if verbose:
                show_entry(entry, verbose=verbose, dry=dry)

        yield advance


def show_entry(entry: Entry, *, verbose: bool, dry: bool) -> None:
    """Print how one photo of a run ended."""
    if entry.error is not None:
        say(f"{entry.path}: {entry.outcome}")
        return
    if entry.resumed:
        say(f"{entry.path} -> {entry.output}: done by an earlier run")
        return
    removed, covered = len(entry.removed), len(entry.redacted)
    did = f"{removed} finding{'s' * (removed != 1)} removed, {covered} area{'s' * (covered != 1)}"
    tried = " (dry run: not written)" if dry else ""
    say(f"{entry.path} -> {entry.output}: {entry.outcome}, {did} covered, verified{tried}")
    for sentence in entry.remaining[: -len(REMAINS)]:
        say(f"  {sentence}")
    if verbose:
        _table([(f.severity, f.kind, f.summary, f.where) for f in entry.removed])


def show_summary(outcomes: Counter[Outcome], resumed: int) -> None:
    """Print how many photos ended how, and what remains whatever was done."""
    total = outcomes.total()
    parts = [f"{outcomes[outcome]:,} {outcome}" for outcome in Outcome if outcomes[outcome]]
    parts += [f"{resumed:,} of them by an earlier run"] if resumed else []
    say(f"{total:,} photo{'s' * (total != 1)}: {', '.join(parts) or 'nothing to do'}")
    for sentence in REMAINS if outcomes[Outcome.CLEANED] + outcomes[Outcome.ALREADY_CLEAN] else ():
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
            say(f"  {WEIGHTS[severity]:<6}  {kind}: {summary} [{where}]")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("tells", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("in words", overflow="fold", ratio=1)
    table.add_column("where", no_wrap=True, max_width=WHERE_WIDTH, overflow="ellipsis")
    for severity, *cells in listed:
        what, words, place = (Text(printable(cell)) for cell in cells)
        what.stylize("bold")
        place.stylize("dim")
        table.add_row(Text(WEIGHTS[severity], COLOURS[severity]), what, words, place)
    Console(highlight=False).print(table)
