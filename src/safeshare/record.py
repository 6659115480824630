"""The record of a run: what became of each photo, written as it goes, and read to resume.

One photo a line, in JSON Lines when the file's name ends in .jsonl, else in one JSON
object {"files": [...]} whose last line is written at the end. Whatever stops the
run, the lines that were finished can be read. One run at a time writes to it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import Any, BinaryIO, Self

from safeshare.disk import Stamp, explained, lock
from safeshare.errors import BadRequest, OutputExists
from safeshare.model import Outcome

BETWEEN, CLOSING = b",\n", b"\n]}\n"
FIRST = re.compile(rb'\{(?:"files": \[|"key": "([0-9a-f]{32})"(?:\}|, "files": \[))\n')
"""The first line, which a record in lines has when there is a key alone."""

UNFINISHED = re.compile(rb'\{"(?:path|key|files)"[^\n]*(?<!\})')
"""A record that was cut in its first line."""

LINES = ".jsonl"
PRIVATE = 0o600
"""It holds old names and what was removed: for the user's own eyes."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run did with a photo; kept small, there may be a million.

    output: where its copy is. sha256: of that copy. stamp: of the source. plan: as
    batch.Entry names it.
    """

    output: str
    sha256: str
    stamp: Stamp
    plan: str
    outcome: Outcome


class Record:
    """Writes the record; a context manager.

    path: a file that does not exist, unless `resume`, which goes on behind its last
    whole line. Raises OutputExists, CannotReadOrWrite, and BadRequest for a file that is
    no record, or that another run writes to. earlier: whole path of a source -> what an
    earlier run did, where it made a copy. keyed: the record keeps a secret, `key`, from
    which random names of copies are made, so that a run that goes on finds its own.
    """

    def __init__(self, path: Path, *, resume: bool = False, keyed: bool = False) -> None:
        self._path = path
        self._lines = path.suffix == LINES
        self._resume = resume and path.exists()
        self.key = secrets.token_hex(16) if keyed else ""
        self.earlier: dict[str, Earlier] = {}

    def __enter__(self) -> Self:
        how = os.O_RDWR if self._resume else os.O_RDWR | os.O_CREAT | os.O_EXCL
        with explained(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(self._path, how | getattr(os, "O_BINARY", 0), PRIVATE)
            except FileExistsError:
                raise OutputExists(f"{self._path} is already there.") from None
            self._file: BinaryIO = os.fdopen(handle, "r+b")
            try:
                self._empty = self._go_to_end()
            except BaseException:
                self._file.close()
                raise
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
        if not lock(self._file):
            raise BadRequest(
                "another run is writing it.",
                advice="Wait until that one has ended, or name another record.",
                name=str(self._path),
            )
        end = self._read_head()
        empty = True
        for line, place in _entries(self._file, end):
            earlier = _earlier(line)
            if earlier is not None:
                self.earlier[whole(line["path"])] = earlier
            end, empty = place, False
        self._file.seek(end)
        self._file.truncate()
        if not end:
            self._file.write(self._head())
        elif not empty and self._lines:
            self._file.write(b"\n")
        self._file.flush()
        return empty

    def _read_head(self) -> int:
        """Give where the entries begin; take the key over. Raises BadRequest for no record."""
        head = self._file.readline()
        first = FIRST.fullmatch(head)
        if first is not None:
            self.key = (first[1] or b"").decode("ascii")
            return len(head)
        self._file.seek(0)
        if head and not UNFINISHED.fullmatch(head) and not any(_entries(self._file, 0)):
            raise BadRequest("it is no record of an earlier run.", name=str(self._path))
        self._file.seek(0)
        return 0

    def _head(self) -> bytes:
        inside = [f'"key": "{self.key}"'] * bool(self.key) + ['"files": ['] * (not self._lines)
        if not inside:
            return b""
        return ("{" + ", ".join(inside) + "}" * self._lines + "\n").encode("ascii")


def whole(path: str) -> str:
    """Give a path from the root on, so that a photo is known from wherever it is named."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute leaves ".." where it is


def _entries(file: BinaryIO, at: int) -> Iterator[tuple[dict[str, Any], int]]:
    """Give the whole entries of a record from a place on, and where each one ends."""
    for raw in file:
        text = raw.strip().removesuffix(b",")
        if text.startswith(b"{"):
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
        output, digest, plan = str(line["output"]), str(line["sha256"]), str(line["plan"])
        return Earlier(output, digest, stamp, intern(plan), Outcome(line["outcome"]))
    except (KeyError, TypeError, ValueError):  # a photo that was refused
        return None
