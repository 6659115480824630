"""Many photos: name them, clean them in several processes, write without ever overwriting."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from safeshare.disk import read_photo, refuse_existing, write_new
from safeshare.errors import BadPlan, ProcessDied, SafeshareError
from safeshare.formats import FORMATS, sniff
from safeshare.model import Finding, Outcome, Plan, Region, Result
from safeshare.pipeline import clean
from safeshare.pixels.encode import KEEPS
from safeshare.report import finding_json, region_json
from safeshare.workers import spread

NAMES = ("neutral", "keep")
"""Ways to name copies: a name can carry a date, a place or a person."""


@dataclass(frozen=True, slots=True)
class Job:
    """One source, and where its copy goes but for the extension.

    source: the photo. stem: path of the copy without its extension. regions: of
    this photo alone, besides the plan's.
    """

    source: Path
    stem: Path
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """How one photo of a run ended. seconds: wall time."""

    path: str
    output: str | None
    outcome: Outcome
    error: str | None
    removed: tuple[Finding, ...] = ()
    redacted: tuple[Region, ...] = ()
    remaining: tuple[str, ...] = ()
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Give the object that stands for this photo in a report."""
        return {
            "path": self.path,
            "output": self.output,
            "outcome": str(self.outcome),
            "error": self.error,
            "removed": [finding_json(finding) for finding in self.removed],
            "redacted": [region_json(region) for region in self.redacted],
            "remaining": list(self.remaining),
            "seconds": round(self.seconds, 3),
        }


def jobs(
    sources: Iterable[tuple[Path, Path]],
    folder: Path,
    names: str,
    regions: Mapping[Path, tuple[Region, ...]],
) -> Iterator[Job]:
    """Name the copies.

    sources: (file, its path below the folder that was given), in a stable order.
    folder: where the copies go. names: "neutral" counts photo-0001, photo-0002,
    ..., "keep" keeps the source's name; two sources never get one name. regions:
    resolved path of a source -> its own regions.
    """
    taken: set[Path] = set()
    for number, (source, below) in enumerate(sources, 1):
        stem = f"photo-{number:04}" if names == "neutral" else source.stem
        place = folder / below.parent
        free, count = stem, 1
        while place / free in taken:
            count += 1
            free = f"{stem}-{count}"
        taken.add(place / free)
        yield Job(source, place / free, regions.get(source.resolve(), ()))


def run(work: Iterable[Job], plan: Plan, *, dry: bool = False, workers: int = 1) -> Iterator[Entry]:
    """Clean photo after photo, in their order; one that is refused does not stop the others.

    dry: do everything but write. workers: processes; each holds one decoded photo at a time.
    """
    yield from spread(partial(_attempt, plan=plan, dry=dry), work, workers, _lost)


def _attempt(job: Job, plan: Plan, *, dry: bool) -> Entry:
    start = time.perf_counter()
    entry = _outcome(job, plan, dry=dry)
    return replace(entry, seconds=time.perf_counter() - start)


def _outcome(job: Job, plan: Plan, *, dry: bool) -> Entry:
    path = str(job.source)
    try:
        result, output = _clean_one(job, plan, dry=dry)
    except SafeshareError as error:
        return Entry(path, None, Outcome.REFUSED, str(error.named(path)))
    except Exception as error:  # noqa: BLE001 - a defect of ours must not take the other photos along
        reason = (
            f"{path}: internal error ({type(error).__name__}: {error}). {SafeshareError.advice}"
        )
        return Entry(path, None, Outcome.FAILED, reason)
    return Entry(
        path,
        str(output),
        result.outcome,
        None,
        result.removed,
        result.redacted,
        result.remaining,
    )


def _lost(job: Job) -> Entry:
    error = ProcessDied("the process that cleaned it was ended, twice.")
    return Entry(str(job.source), None, Outcome.REFUSED, str(error.named(str(job.source))))


def _clean_one(job: Job, plan: Plan, *, dry: bool) -> tuple[Result, Path]:
    data = read_photo(job.source, plan.limits.bytes)
    refuse_existing(_output(job, _expected(data, plan)))
    result = clean(data, replace(plan, regions=plan.regions + job.regions))
    output = _output(job, result.format)
    if not dry:
        write_new(output, result.data)
    return result, output


def _expected(data: bytes, plan: Plan) -> str:
    source = sniff(data).name
    return KEEPS.get(source, source) if plan.format == "keep" else plan.format


def _output(job: Job, kind: str) -> Path:
    if kind not in FORMATS:
        raise BadPlan(f"there is no format {kind!r}.")
    return job.stem.with_name(job.stem.name + FORMATS[kind].extension)
