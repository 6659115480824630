"""A zip of finished copies, put together while it is sent: stored, since photos don't get smaller.

Source: APPNOTE.TXT 6.3.10 by PKWARE. The moment of its making is left out, so that it tells
nothing: every entry bears the first day that the format knows.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

UTF8_NAMES = 0x0800
VERSION = 20
FIRST_DAY = 0x0021  # 1 January 1980
OWNER_ONLY = 0o100600 << 16
UNIX = 3 << 8
PART = 1 << 20
"""Bytes that are sent at a time."""

Entry = tuple[str, bytes]


def zip_size(entries: Sequence[Entry]) -> int:
    """Give the bytes that the zip will have."""
    names = sum(2 * len(name.encode()) for name, _ in entries)
    return sum(len(data) for _, data in entries) + names + (30 + 46) * len(entries) + 22


def zip_parts(entries: Sequence[Entry]) -> Iterator[bytes]:
    """Yield the bytes of a zip. entries: (name, content), less than 4 GB and 65,535 of them."""
    directory = bytearray()
    at = 0
    for name, data in entries:
        head = _head(name, data)
        directory += b"PK\1\2" + struct.pack("<H", VERSION | UNIX) + head[4:30]
        directory += struct.pack("<HHHII", 0, 0, 0, OWNER_ONLY, at) + name.encode()
        yield head
        for start in range(0, len(data), PART):
            yield data[start : start + PART]
        at += len(head) + len(data)
    count = len(entries)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
    yield bytes(directory) + b"PK\5\6" + end


def _head(name: str, data: bytes) -> bytes:
    """Give what stands before an entry."""
    size, check, title = len(data), zlib.crc32(data), name.encode()
    fields = (VERSION, UTF8_NAMES, 0, 0, FIRST_DAY, check, size, size, len(title), 0)
    return b"PK\3\4" + struct.pack("<HHHHHIIIHH", *fields) + title
