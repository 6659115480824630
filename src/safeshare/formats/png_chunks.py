"""Cuts a PNG file into its chunks. Source: PNG 3rd edition, section 5."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from safeshare.errors import UnreadableImage

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
BROKEN: Final = b""  # the name of what remains where no chunk fits
CHUNKS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: data[start:end] with length, name and checksum, data[body:end - 4] its content."""

    name: bytes
    start: int
    body: int
    end: int
    intact: bool  # the checksum is right


@dataclass(frozen=True, slots=True)
class Header:
    """What IHDR says: pixels, bits a sample, colour type, Adam7."""

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks to IEND, or to a BROKEN one that holds everything from where it is cut.

    Raises UnreadableImage when the data does not begin like PNG.
    """
    if not data.startswith(SIGNATURE):
        raise UnreadableImage("The file does not begin like a PNG picture.")
    view = memoryview(data)
    at = len(SIGNATURE)
    for _ in range(CHUNKS):
        if at + 12 > len(data):
            break
        size, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + size
        if end > len(data) or not name.isalpha():
            break
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        intact = zlib.crc32(view[at + 4 : end - 4]) == checksum
        yield Chunk(name, at, at + 8, end, intact)
        if name == b"IEND":
            return
        at = end
    yield Chunk(BROKEN, at, at, len(data), intact=False)


def header(data: bytes, first: Chunk) -> Header:
    """Read IHDR. Raises UnreadableImage when it is not the first chunk, or broken."""
    if first.name != b"IHDR" or first.end - first.body != 17 or not first.intact:
        raise UnreadableImage("The PNG picture's header is broken.")
    width, height, depth, colour, _, _, interlace = struct.unpack_from(">IIBBBBB", data, first.body)
    if not width or not height or colour not in (0, 2, 3, 4, 6):
        raise UnreadableImage("The PNG picture's header is broken.")
    return Header(width, height, depth, colour, interlace == 1)


def chunk(name: bytes, *content: bytes | memoryview) -> bytes:
    """Build a chunk with its length and checksum."""
    body = b"".join([name, *content])
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
