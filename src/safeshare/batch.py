"""Many photos: clean them in several processes, write them without ever overwriting."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from safeshare.disk import (
    Stamp,
    digest_of,
    read_stamped,
    refuse_existing,
    write_new,
    write_over,
)
from safeshare.errors import BadPlan, OutputExists, ProcessDied, SafeshareError
from safeshare.formats import FORMATS, sniff
from safeshare.model import Finding, Outcome, Plan, Region, Result
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
    yield from spread(partial(_attempt, plan=plan, manner=manner), work, workers, _lost)


def _attempt(job: Job, plan: Plan, *, manner: Manner) -> Entry:
    start = time.perf_counter()
    entry = _outcome(job, replace(plan, regions=plan.regions + job.regions), manner)
    return replace(entry, seconds=time.perf_counter() - start)


def _outcome(job: Job, plan: Plan, manner: Manner) -> Entry:
    path = str(job.source)
    try:
        return _clean_one(job, plan, manner)
    except SafeshareError as error:
        return Entry(path, None, Outcome.REFUSED, str(error.named(path)))
    except Exception as error:  # noqa: BLE001 - a defect of ours must not take the other photos along
        reason = (
            f"{path}: internal error ({type(error).__name__}: {error}). {SafeshareError.advice}"
        )
        return Entry(path, None, Outcome.FAILED, reason)


def _lost(job: Job) -> Entry:
    error = ProcessDied("the process that cleaned it was ended, again and again.")
    return Entry(str(job.source), None, Outcome.REFUSED, str(error.named(str(job.source))))


def _clean_one(job: Job, plan: Plan, manner: Manner) -> Entry:
    data, stamp = read_stamped(job.source, plan.limits.bytes)
    decided = hashlib.sha256(repr(plan).encode()).hexdigest()[:16]
    if _is_done(job, stamp, decided):
        return _resumed(job, stamp)
    if not manner.resume:  # said before any work is done
        refuse_existing(_output(job, _expected(data, plan)))
    result = clean(data, plan)
    output = _output(job, result.format)
    if not manner.dry:
        _write(job, output, result, manner)
    return Entry(
        str(job.source),
        str(output),
        result.outcome,
        None,
        result.removed,
        result.redacted,
        result.remaining,
        stamp=stamp,
        sha256=hashlib.sha256(result.data).hexdigest(),
        plan=decided,
    )


def _is_done(job: Job, stamp: Stamp, decided: str) -> bool:
    """Whether an earlier run made this copy, of this source, by this plan, and it is whole."""
    before = job.earlier
    return (
        before is not None
        and (before.stamp, before.plan) == (stamp, decided)
        and digest_of(before.output) == before.sha256
    )


def _resumed(job: Job, stamp: Stamp) -> Entry:
    assert job.earlier is not None  # noqa: S101 - for the type checker; _is_done saw it
    line, output = job.earlier.line, str(job.earlier.output)
    outcome = Outcome(line["outcome"])
    return Entry(str(job.source), output, outcome, None, stamp=stamp, resumed=True)


def _write(job: Job, output: Path, result: Result, manner: Manner) -> None:
    mode = PRIVATE if manner.private else OPEN
    own = job.earlier is not None and job.earlier.output == output
    try:
        (write_over if own else write_new)(output, result.data, mode, timeless=True)
    except OutputExists:
        # A killed run may have written it without telling; copies are the same on every run.
        if not manner.resume or digest_of(output) != hashlib.sha256(result.data).hexdigest():
            raise


def _expected(data: bytes, plan: Plan) -> str:
    source = sniff(data).name
    return KEEPS.get(source, source) if plan.format == "keep" else plan.format


def _output(job: Job, kind: str) -> Path:
    if kind not in FORMATS:
        raise BadPlan(f"there is no format {kind!r}.")
    return job.stem.with_name(job.stem.name + FORMATS[kind].extension)
