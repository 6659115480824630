"""Finds the EXIF blocks that a decoder would read by itself, in JPEG, PNG, WebP, HEIC and AVIF."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from typing import Final

from safeshare.errors import TooLarge
from safeshare.pixels.directories import HEADERS

PIECES: Final = 2_000_000
"""Chunks of one file; more are no picture's."""
STRUCTURES: Final = 1_000
"""Places of one HEIC or AVIF where a directory's header stands."""

_EXIF_SEGMENT: Final = re.compile(rb"\xff\xe1(..)Exif\0\0", re.DOTALL)


def exif_blocks(data: bytes, kind: str) -> Iterator[bytes]:
    """Yield the TIFF structures that hold the EXIF data of a photo.

    kind: a name in codec.DECODERS. Raises TooLarge where they can't be counted.
    """
    reader = _READERS.get(kind)
    if reader is not None:
        yield from reader(data)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start of the content and declared size of each chunk (PNG, 5.3)."""
    at = 8
    for _ in range(PIECES):
        if at + 8 > len(data):
            return
        size, name = struct.unpack_from(">I4s", data, at)
        yield name, at + 8, size
        at += 12 + size
    raise TooLarge("it is cut into millions of pieces.")


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start of the content and declared size of each chunk (RFC 9649, 2.3)."""
    at = 12
    for _ in range(PIECES):
        if at + 8 > len(data):
            return
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, at + 8, size
        at += 8 + size + size % 2
    raise TooLarge("it is cut into millions of pieces.")


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Join the EXIF segments of a JPEG, as Pillow does (Exif 3.0, 4.7.2), wherever they stand."""
    found = _EXIF_SEGMENT.finditer(data)
    yield b"".join(data[m.end() : m.start() + 2 + int.from_bytes(m[1], "big")] for m in found)


def _png(data: bytes) -> Iterator[bytes]:
    for name, start, size in png_chunks(data):
        if name == b"eXIf":
            yield data[start : start + size]


def _webp(data: bytes) -> Iterator[bytes]:
    for name, start, size in riff_chunks(data):
        if name == b"EXIF":
            yield data[start : start + size].removeprefix(b"Exif\0\0")


def _heif(data: bytes) -> Iterator[bytes]:
    """Yield what follows each header of a directory: where the items lie is not asked."""
    left = STRUCTURES
    for header in HEADERS:
        at = data.find(header)
        while at >= 0:
            left -= 1
            if left < 0:
                raise TooLarge("it holds thousands of metadata blocks.")
            yield data[at : at + (64 << 20)]
            at = data.find(header, at + 4)


_READERS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "jpeg": _jpeg,
    "png": _png,
    "webp": _webp,
    "heic": _heif,
    "avif": _heif,
}
