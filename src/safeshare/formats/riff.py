"""Cuts a RIFF structure into its chunks. Source: RFC 9649 (WebP), section 2.3."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BROKEN: Final = b""  # the name of what remains where no chunk fits
CHUNKS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: data[start:end] with name, size and padding, data[body:stop] its content."""

    name: bytes
    start: int
    body: int
    stop: int
    end: int


def chunks(data: bytes, start: int, end: int) -> Iterator[Chunk]:
    """Yield the chunks of data[start:end]; last a BROKEN one if bytes remain that are none.

    A last chunk may lack its padding byte.
    """
    for _ in range(CHUNKS):
        if start + 8 > end:
            break
        name, size = struct.unpack_from("<4sI", data, start)
        stop = start + 8 + size
        if stop > end or not name.isascii():
            break
        following = min(stop + size % 2, end)
        yield Chunk(name, start, start + 8, stop, following)
        start = following
    if start < end:
        yield Chunk(BROKEN, start, start, end, end)


def chunk(name: bytes, *content: bytes | memoryview) -> bytes:
    """Build a chunk with its size and a zero as padding."""
    body = b"".join(content)
    return struct.pack("<4sI", name, len(body)) + body + bytes(len(body) % 2)
