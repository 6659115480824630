"""One run of `safeshare clean` over many photos: lines or progress, record, summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from safeshare import cluster, terminal
from safeshare.batch import Entry, Manner, plan_name, run
from safeshare.cluster import Cluster
from safeshare.disk import is_folder, photos, sweep, try_writing
from safeshare.errors import BadRequest
from safeshare.model import Outcome, Plan
from safeshare.naming import BESIDE, RANDOM, goes_there, jobs, next_number
from safeshare.record import Record
from safeshare.request import Regions, by_photo
from safeshare.watch import arrivals
from safeshare.workers import Stop, available

MOST_REASONS = 1000
"""Refused photos whose reasons are listed at the end; the record has them all."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the command was asked for.

    paths: photos and folders. output: folder of the copies, or None for one beside each
    photo. names: a key of naming.NAMES. record: where the record goes, or None.
    workers: processes, or None for as many as there are processors. cluster:
    where the work is done instead, if not on this machine. quiet: say what
    is refused, and nothing else.
    """

    paths: list[Path]
    output: Path | None
    recursive: bool
    names: str
    plan: Plan
    own: Regions
    manner: Manner
    record: Path | None = None
    workers: int | None = None
    cluster: Cluster | None = None
    quiet: bool = False
    verbose: bool = False

    def sources(self) -> Iterator[tuple[Path, Path]]:
        """Walk the folders."""
        return photos(self.paths, recursive=self.recursive, without=self.holds_copies)

    def holds_copies(self, folder: Path) -> bool:
        """Tell a folder of copies, which is not walked."""
        if self.output is None:
            return folder.name == BESIDE
        return folder.resolve() == self.output.resolve()


@dataclass(slots=True)
class Tally:
    """What became of the photos of a run, in bounded memory."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    resumed: int = 0
    reasons: list[str] = field(default_factory=list)
    stopped: bool = False

    def in_short(self) -> str:
        """Give one sentence or two for a notice: how many copies, and why the first was refused."""
        made = self.outcomes[Outcome.CLEANED] + self.outcomes[Outcome.ALREADY_CLEAN]
        without = self.outcomes.total() - made
        told = f"{made:,} safer cop{'y' if made == 1 else 'ies'} made."
        return f"{told} {without:,} without: {self.reasons[0]}" if self.reasons else told

    def count(self, entry: Entry) -> None:
        """Count one photo."""
        self.outcomes[entry.outcome] += 1
        self.resumed += entry.resumed
        if entry.error is not None and len(self.reasons) < MOST_REASONS:
            self.reasons.append(entry.error)


def clean_photos(asked: Run) -> Tally:
    """Carry out a run; give what became of the photos.

    Raises BadRequest, BadRegion, OutputExists, CannotReadOrWrite for what stops the
    run before or in the middle; what was written until then is whole.
    """
    if asked.manner.resume and asked.record is None:
        raise BadRequest("--resume needs the record of the run.", advice="Add --report FILE.")
    listed = by_photo(asked.own, asked.sources()) if asked.own else {}
    total = sum(1 for _ in asked.sources())
    if not asked.manner.dry:
        _prepare(asked)
    tally = Tally()
    with ExitStack() as opened:
        record = asked.record and opened.enter_context(
            Record(asked.record, resume=asked.manner.resume, keyed=asked.names == RANDOM)
        )
        if record:
            _refuse_other_options(record, asked)
        earlier, key = (record.earlier, record.key) if record else ({}, "")
        work = jobs(asked.sources(), asked.output, asked.names, listed, earlier, key=key)
        workers = max(1, min(asked.workers or available(), total))
        show = opened.enter_context(terminal.following(total, quiet=asked.quiet))
        stop = opened.enter_context(Stop())
        given = stop.before(work)
        if asked.cluster is None:
            entries = run(given, asked.plan, asked.manner, workers)
        else:
            entries = cluster.run(given, asked.plan, asked.manner, asked.cluster)
        for entry in entries:
            tally.count(entry)
            if record and not entry.resumed:
                record.add(entry.as_json())
            show(entry, verbose=asked.verbose, dry=asked.manner.dry)
        tally.stopped = stop.asked
    return tally


def watch_photos(asked: Run) -> Tally:
    """Clean what arrives in a folder, until Ctrl-C; give what became of the photos.

    asked: its one path is the folder. Raises BadRequest for a folder that can't be
    watched, or whose copies would arrive in it again.
    """
    (folder,) = asked.paths
    if asked.output is None:
        raise BadRequest("watch needs a place for the copies.", advice="Add -o DIR.")
    if asked.output.resolve() == folder.resolve():
        raise BadRequest(
            "copies need another folder than the one that is watched.",
            advice="Name another one with -o DIR.",
        )
    try_writing(asked.output)
    sweep(asked.output)
    tally = Tally()
    with terminal.following(0, quiet=asked.quiet) as show, Stop() as stop:
        arrived = arrivals(folder, asked.holds_copies, lambda: stop.asked, _tell_unfinished)
        if not asked.quiet:
            terminal.say(f"{folder}: watched for photos that arrive; Ctrl-C ends it")
        first = next_number(asked.output)
        work = jobs(arrived, asked.output, asked.names, {}, {}, first)
        for entry in run(work, asked.plan, asked.manner):
            tally.count(entry)
            show(entry, verbose=asked.verbose, dry=asked.manner.dry)
            if entry.error is not None:
                terminal.complain(entry.error)
    return tally


def _tell_unfinished(photo: Path) -> None:
    terminal.complain(f"{photo}: it was empty, or not finished yet: no copy of it was made.")


def _prepare(asked: Run) -> None:
    """Refuse what would fail with every photo, and remove what a killed run left half-written."""
    if asked.output is None:
        for path in asked.paths:
            sweep(path if is_folder(path) else path.parent / BESIDE)
        return
    if any(is_folder(path) and path.resolve() == asked.output.resolve() for path in asked.paths):
        raise BadRequest(
            "copies would lie among their originals.",
            advice="Name another folder with -o, such as one in it.",
            name=str(asked.output),
        )
    try_writing(asked.output)
    sweep(asked.output)


def _refuse_other_options(record: Record, asked: Run) -> None:
    plan = plan_name(asked.plan)
    for source, before in record.earlier.items():
        named = goes_there(Path(source), Path(before.output), asked.output, asked.names)
        if not named or before.plan.partition("+")[0] != plan:
            raise BadRequest(
                "the record tells of a run with other options, whose copies would be replaced.",
                advice="Use the same options, or another folder and another record.",
                name=str(asked.record),
            )


def tell(tally: Tally, *, quiet: bool) -> None:
    """Print the summary, then every photo that got no copy, with the reason."""
    if not quiet:
        terminal.show_summary(tally.outcomes, tally.resumed)
    untold = tally.outcomes[Outcome.REFUSED] + tally.outcomes[Outcome.FAILED] - len(tally.reasons)
    _complain(tally.reasons, untold)
    if tally.stopped:
        terminal.complain("stopped; what was begun is finished, and every copy is whole.")


def _complain(reasons: Iterable[str], untold: int) -> None:
    for reason in reasons:
        terminal.complain(reason)
    if untold:
        terminal.complain(f"{untold:,} more got no copy; --report lists them all.")
