"""Finds the directories that a decoder would read by itself, in JPEG, PNG, WebP, HEIC and AVIF.

What is found here must be what Pillow finds: a block that only looks like one could hide the
one that is read.
"""

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

SEGMENTS: Final = 1_000
"""Segments that one EXIF block of a JPEG is cut into; Pillow copies the block for each."""

_PREFIXES: Final = re.compile(rb"(?:Exif\0\0)*")
_MARKER: Final = re.compile(rb"\xff([^\x00\xff])", re.DOTALL)
_CONTENTLESS: Final = frozenset((0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)))
_SCAN, _FIRST = 0xDA, 0xC0


def exif_blocks(data: bytes, kind: str) -> Iterator[bytes]:
    """Yield the TIFF structures that hold the EXIF data of a photo, and a JPEG's list of pictures.

    kind: a name in opening.DECODERS. Raises TooLarge where they can't be counted.
    """
    reader = _READERS.get(kind)
    for block in reader(data) if reader else ():
        prefixes = _PREFIXES.match(block)  # Pillow takes away all of them
        yield block[prefixes.end() :] if prefixes else block


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
    """Yield each index of further pictures (CIPA DC-007, 5), and the EXIF segments joined."""
    pieces = []
    for code, start, end in _jpeg_segments(data):
        if code == 0xE2 and data.startswith(b"MPF\0", start):
            yield data[start + 4 : end]
        if code == 0xE1 and data.startswith(b"Exif\0\0", start):
            pieces.append(data[start + 6 : end])
            if len(pieces) > SEGMENTS:
                raise TooLarge("its EXIF block is cut into thousands of pieces.")
    yield b"".join(pieces)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield code, start and end of the content of each segment before the picture.

    Steps over fill bytes, and over what is no marker, as Pillow does.
    """
    at = 2
    for _ in range(PIECES):
        found = _MARKER.search(data, at)
        if found is None or found[1][0] < _FIRST or found[1][0] == _SCAN:
            return
        at = found.end()
        if found[1][0] not in _CONTENTLESS:
            end = at + max(2, int.from_bytes(data[at : at + 2], "big"))
            yield found[1][0], at + 2, end
            at = end
    raise TooLarge("it is cut into millions of pieces.")


def _png(data: bytes) -> Iterator[bytes]:
    for name, start, size in png_chunks(data):
        if name == b"eXIf":
            yield data[start : start + size]


def _webp(data: bytes) -> Iterator[bytes]:
    for name, start, size in riff_chunks(data):
        if name == b"EXIF":
            yield data[start : start + size]


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
