"""Reads photos, and notices when somebody writes to them meanwhile."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from safeshare.disk.explained import explained
from safeshare.errors import CannotReadOrWrite, TooLarge


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file has changed. bytes: its size. modified: nanoseconds since 1970."""

    bytes: int
    modified: int


def read_photo(path: Path, limit: int) -> bytes:
    """Read a file whole. Raises as read_stamped does."""
    return read_stamped(path, limit)[0]


def read_stamped(path: Path, limit: int) -> tuple[bytes, Stamp]:
    """Read a file whole, and its stamp.

    Raises TooLarge above `limit` bytes, and CannotReadOrWrite for what is no regular
    file, may not be read, or changes while it is read.
    """
    with explained(path):
        _refuse_other_kinds(path, path.stat().st_mode)
        # What took its place since then, such as a pipe, must not keep the reader waiting.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(handle)
            _refuse_other_kinds(path, before.st_mode)
            data = file.read(limit + 1)
            after = os.fstat(handle)
    if len(data) > limit:
        raise TooLarge(f"it has more than {limit:,} bytes.", name=str(path))
    stamp = Stamp(before.st_size, before.st_mtime_ns)
    if stamp != Stamp(after.st_size, after.st_mtime_ns) or len(data) != stamp.bytes:
        raise CannotReadOrWrite(
            "it changed while it was read.", advice="Try again when it is finished.", name=str(path)
        )
    return data, stamp


def _refuse_other_kinds(path: Path, mode: int) -> None:
    """Refuse folders, pipes, sockets and devices; opening a device can already do something."""
    if stat.S_ISDIR(mode):
        raise CannotReadOrWrite("the folder can't be opened.", name=str(path))
    if not stat.S_ISREG(mode):
        raise CannotReadOrWrite(
            "it is not a regular file.", advice="Give a photo file.", name=str(path)
        )
