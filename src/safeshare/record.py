"""The record of a run: what became of each photo, written as it goes, and read to resume.

One photo a line, in JSON Lines when the file's name ends in .jsonl, else in one JSON
object {"files": [...]} whose last line is written at the end. Whatever stops the
run, the lines that were finished can be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from safeshare.disk import Stamp, explained
from safeshare.errors import BadRequest, OutputExists

OPENING, BETWEEN, CLOSING = b'{"files": [\n', b",\n", b"\n]}\n"
LINES = ".jsonl"
PRIVATE = 0o600
"""It holds old names and what was removed: for the user's own eyes."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run did with a photo.

    output: where its copy is. sha256: of that copy. stamp: of the source. plan: as
    batch.Entry names it. line: the whole object.
    """

    output: Path
    sha256: str
    stamp: Stamp
    plan: str
    line: dict[str, Any]


class Record:
    """Writes the record; a context manager.

    path: a file that does not exist, unless `resume`, which goes on behind its last
    whole line. Raises OutputExists, CannotReadOrWrite.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self._path = path
        self._lines = path.suffix == LINES
        self._resume = resume and path.exists()

    def __enter__(self) -> Self:
        how = os.O_RDWR if self._resume else os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with explained(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(self._path, how, PRIVATE)
            except FileExistsError:
                raise OutputExists(f"{self._path} is already there.") from None
            self._file: BinaryIO = os.fdopen(handle, "r+b" if self._resume else "wb")
            self._empty = self._go_to_end()
        return self

    def __exit__(self, *_: object) -> None:
        with explained(self._path), self._file:
            if not self._lines:
                self._file.write(CLOSING)

    def add(self, entry: dict[str, Any]) -> None:
        """Write what became of one photo; it stays even if this process is killed."""
        with explained(self._path):
            if not self._lines and not self._empty:
                self._file.write(BETWEEN)
            self._file.write(json.dumps(entry).encode("ascii"))
            if self._lines:
                self._file.write(b"\n")
            self._file.flush()
            self._empty = False

    def _go_to_end(self) -> bool:
        """Cut what comes behind the last whole entry; give whether there is none."""
        end = 0
        if self._resume:
            end = max((end for _, end in _entries(self._file)), default=0)
            self._file.seek(end)
            self._file.truncate()
        if not end and not self._lines:
            self._file.write(OPENING)
        if end and self._lines:
            self._file.write(b"\n")
        return not end


def read(path: Path) -> dict[str, Earlier]:
    """Read an earlier record: path of a source -> what became of it, where a copy was made.

    Raises CannotReadOrWrite, and BadRequest for a file that is no record.
    """
    found: dict[str, Earlier] = {}
    with explained(path), path.open("rb") as file:
        any_entry = False
        for line, _ in _entries(file):
            any_entry = True
            earlier = _earlier(line)
            if earlier is not None:
                found[line["path"]] = earlier
        empty = path.stat().st_size == 0
    if not any_entry and not empty and not path.read_bytes().startswith(OPENING):
        raise BadRequest("it is no record of an earlier run.", name=str(path))
    return found


def _entries(file: BinaryIO) -> Iterator[tuple[dict[str, Any], int]]:
    """Give the whole entries of a record, and where each one ends."""
    at = 0
    for raw in file:
        text = raw.strip().removesuffix(b",")
        if text.startswith(b"{") and raw.strip() != OPENING.strip():
            try:
                entry = json.loads(text)
            except ValueError:
                return
            if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
                return
            yield entry, at + raw.index(text) + len(text)
        at += len(raw)


def _earlier(line: dict[str, Any]) -> Earlier | None:
    try:
        stamp = Stamp(int(line["source"]["bytes"]), int(line["source"]["modified"]))
        return Earlier(Path(line["output"]), str(line["sha256"]), stamp, str(line["plan"]), line)
    except (KeyError, TypeError, ValueError):  # a photo that was refused
        return None
