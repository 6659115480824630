"""Many photos: clean them in several processes, write them without ever overwriting."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from safeshare.disk import (
    Stamp,
    begins_with,
    digest_of,
    read_stamped,
    refuse_existing,
    write_new,
    write_over,
)
from safeshare.errors import BadPlan, OutputExists, ProcessDied, SafeshareError, in_words
from safeshare.formats import FORMATS, sniff
from safeshare.model import Finding, Outcome, Plan, Region
from safeshare.naming import Job
from safeshare.pipeline import clean
from safeshare.pixels.encode import KEEPS
from safeshare.report import finding_json, region_json
from safeshare.workers import spread

OPEN, PRIVATE = 0o666, 0o600
"""Permissions of copies, before the process's umask."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run treats its files.

    dry: do everything but write. private: copies are readable by the user alone.
    resume: a copy that stands there already is taken over when it is whole.
    """

    dry: bool = False
    private: bool = False
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """How one photo of a run ended.

    seconds: wall time. stamp: of the source as it was read. sha256: of the copy. plan:
    tells whether an earlier run decided the same. resumed: an earlier run made the copy.
    """

    path: str
    output: str | None
    outcome: Outcome
    error: str | None
    removed: tuple[Finding, ...] = ()
    redacted: tuple[Region, ...] = ()
    remaining: tuple[str, ...] = ()
    seconds: float = 0.0
    stamp: Stamp | None = None
    sha256: str = ""
    plan: str = field(default="", repr=False)
    resumed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give the object that stands for this photo in a record."""
        told: dict[str, Any] = {
            "path": self.path,
            "output": self.output,
            "outcome": str(self.outcome),
            "error": self.error,
            "removed": [finding_json(finding) for finding in self.removed],
            "redacted": [region_json(region) for region in self.redacted],
            "remaining": list(self.remaining),
            "seconds": round(self.seconds, 3),
        }
        if self.stamp is not None:
            told["source"] = {"bytes": self.stamp.bytes, "modified": self.stamp.modified}
            told |= {"sha256": self.sha256, "plan": self.plan}
        return told


def run(
    work: Iterable[Job], plan: Plan, manner: Manner = Manner(), workers: int = 1
) -> Iterator[Entry]:
    """Clean photo after photo, in their order; one that is refused does not stop the others.

    workers: processes; each holds one decoded photo at a time.
    """
    again = partial(attempt, plan=plan, manner=replace(manner, resume=True))
    yield from spread(partial(attempt, plan=plan, manner=manner), work, workers, lost, again)


def attempt(job: Job, plan: Plan, manner: Manner) -> Entry:
    """Read, clean and write one photo; give how it ended, whatever happens."""
    return told(job, lambda: _clean_one(job, plan, manner))


def told(job: Job, work: Callable[[], Entry]) -> Entry:
    """Give how one photo ended, with its time, whatever `work` raises."""
    start, path = time.perf_counter(), str(job.source)
    try:
        entry = work()
    except SafeshareError as error:
        entry = Entry(path, None, Outcome.REFUSED, in_words(error, path))
    except Exception as error:  # noqa: BLE001 - a defect of ours must not take the other photos along
        entry = Entry(path, None, Outcome.FAILED, in_words(error, path))
    return replace(entry, seconds=time.perf_counter() - start)


def lost(job: Job) -> Entry:
    """Give how a photo ended whose process died again and again."""
    path = str(job.source)
    error = ProcessDied("the process that cleaned it was ended, again and again.")
    return Entry(path, None, Outcome.REFUSED, in_words(error, path))


def _clean_one(job: Job, plan: Plan, manner: Manner) -> Entry:
    data, stamp = read_stamped(job.source, plan.limits.bytes)
    done = finished(job, stamp, plan)
    if done is not None:
        return done
    entry, copy = make(job, data, stamp, plan, manner)
    deliver(job, entry, copy, manner)
    return entry


def make(job: Job, data: bytes, stamp: Stamp, plan: Plan, manner: Manner) -> tuple[Entry, bytes]:
    """Clean one photo that was read; give how it ended, and the copy.

    Raises what clean raises, and OutputExists before any work is done.
    """
    whole = replace(plan, regions=plan.regions + job.regions)
    if not manner.resume:
        refuse_existing(_output(job, _expected(data, whole)))
    result = clean(data, whole)
    entry = Entry(
        str(job.source),
        str(_output(job, result.format)),
        result.outcome,
        None,
        result.removed,
        result.redacted,
        result.remaining,
        stamp=stamp,
        sha256=hashlib.sha256(result.data).hexdigest(),
        plan=_decided(job, plan),
    )
    return entry, result.data


def deliver(job: Job, entry: Entry, copy: bytes, manner: Manner) -> None:
    """Write a copy that was made. Raises OutputExists and CannotReadOrWrite."""
    if entry.output is None or manner.dry:
        return
    output, mode = Path(entry.output), PRIVATE if manner.private else OPEN
    try:
        (write_over if _own(job, output, copy) else write_new)(output, copy, mode, timeless=True)
    except OutputExists:
        # A killed process may have written it without telling; copies are the same every time.
        if not manner.resume or digest_of(output) != entry.sha256:
            raise


def _own(job: Job, output: Path, copy: bytes) -> bool:
    """Tell whether what stands there is an earlier run's copy, whole or cut.

    What the user has made of a copy since then is not.
    """
    before = job.earlier
    if before is None or Path(before.output) != output:
        return False
    return digest_of(output) == before.sha256 or begins_with(copy, output)


def finished(job: Job, stamp: Stamp, plan: Plan) -> Entry | None:
    """Give how it ended if an earlier run made this copy, of this source, by this plan, whole."""
    before = job.earlier
    if (
        before is None
        or (before.stamp, before.plan) != (stamp, _decided(job, plan))
        or digest_of(Path(before.output)) != before.sha256
    ):
        return None
    return Entry(str(job.source), before.output, before.outcome, None, stamp=stamp, resumed=True)


def plan_name(plan: Plan) -> str:
    """Name a plan, so that a later run can tell whether it is the same."""
    return _short(repr(plan))


def _decided(job: Job, plan: Plan) -> str:
    """Name what was decided for one photo: the run's plan, and its own regions."""
    return "+".join([plan_name(plan), *([_short(repr(job.regions))] if job.regions else [])])


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _expected(data: bytes, plan: Plan) -> str:
    source = sniff(data).name
    return KEEPS.get(source, source) if plan.format == "keep" else plan.format


def _output(job: Job, kind: str) -> Path:
    if kind not in FORMATS:
        raise BadPlan(f"there is no format {kind!r}.")
    return job.stem.with_name(job.stem.name + FORMATS[kind].extension)
