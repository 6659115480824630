"""Many photos that are looked at, not changed, each in a process that may die."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Generic, TypeVar

from safeshare.disk import read_photo
from safeshare.errors import ProcessDied, SafeshareError, UnreadableImage, in_words
from safeshare.model import DEFAULT_LIMITS, Finding, Report
from safeshare.pipeline import inspect
from safeshare.verify import verify
from safeshare.workers import spread

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Source:
    """A photo to look at. data: its bytes where they came by standard input, else in the file."""

    path: Path
    data: bytes | None = field(default=None, repr=False)

    def read(self) -> bytes:
        """Give the bytes. Raises CannotReadOrWrite, UnreadableImage or TooLarge."""
        return read_photo(self.path, DEFAULT_LIMITS.bytes) if self.data is None else self.data


@dataclass(frozen=True, slots=True)
class Seen(Generic[Found]):
    """What was seen of one photo.

    found: None if nothing could be seen. error: what could not be done and why, in words;
    broken: by a defect of safeshare.
    """

    path: str
    found: Found | None = None
    error: str | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """How photos are inspected; see pipeline.inspect."""

    detectors: tuple[str, ...] = ()
    sensitivity: str = "normal"
    small_faces: bool = False
    contents: bool = False


def inspect_each(sources: Iterable[Source], looks: Looks, workers: int) -> Iterator[Seen[Report]]:
    """Tell photo after photo, in their order, what it gives away.

    workers: processes. One that can't be decoded is told with its metadata and the error.
    """
    return _each(sources, partial(_inspected, looks=looks), workers)


def verify_each(sources: Iterable[Source], workers: int) -> Iterator[Seen[tuple[Finding, ...]]]:
    """Tell photo after photo, in their order, what it holds besides a bare picture."""
    return _each(sources, _verified, workers)


def _each(
    sources: Iterable[Source], look: Callable[[Source], Seen[Found]], workers: int
) -> Iterator[Seen[Found]]:
    things = iter(sources)
    first = list(islice(things, 2))
    if len(first) == 1:  # no other one could be lost with it, and a process takes time to start
        yield look(first[0])
    else:
        lost: Callable[[Source], Seen[Found]] = _lost
        yield from spread(look, chain(first, things), workers, lost)


def _inspected(source: Source, looks: Looks) -> Seen[Report]:
    path, times = str(source.path), _times(source) if source.data is None else {}
    told = partial(
        inspect, name=source.path.name, times=times, contents=looks.contents,
        sensitivity=looks.sensitivity, small_faces=looks.small_faces,
    )  # fmt: skip
    report = None
    try:
        data = source.read()
        try:
            report = told(data, detectors=looks.detectors)
        except UnreadableImage:
            if looks.detectors:  # its metadata may be there all the same
                report = told(data, detectors=())
            raise
    except Exception as error:  # noqa: BLE001 - a defect of ours must not take the other photos along
        return _failed(path, error, report)
    return Seen(path, report)


def _verified(source: Source) -> Seen[tuple[Finding, ...]]:
    path = str(source.path)
    try:
        return Seen(path, verify(source.read()))
    except Exception as error:  # noqa: BLE001 - as above
        return _failed(path, error)


def _failed(path: str, error: Exception, found: Found | None = None) -> Seen[Found]:
    return Seen(path, found, in_words(error, path), not isinstance(error, SafeshareError))


def _lost(source: Source) -> Seen[Found]:
    return _failed(
        str(source.path), ProcessDied("the process that looked at it was ended, again and again.")
    )


def _times(source: Source) -> dict[str, datetime]:
    """Give what the disk says happened to a file and when, in this computer's time zone."""
    try:
        kept = source.path.stat()
        stamps = {"made": getattr(kept, "st_birthtime", None), "changed": kept.st_mtime}
        return {
            verb: datetime.fromtimestamp(stamp).astimezone()
            for verb, stamp in stamps.items()
            if stamp is not None
        }
    except (OSError, OverflowError, ValueError):  # a time that no calendar has
        return {}
