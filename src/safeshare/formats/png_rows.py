"""Measures PNG's compressed rows: where the stream ends, and whether it ends with the picture.

Decoders stop after the last row; a stream can go on, and so can the chunks behind it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from .bounds import PIECE
from .png_chunks import Header

LARGEST: Final = 2 << 30  # bytes of rows that are inflated at all
SURPLUS: Final = 1 << 20  # bytes behind the last row that are kept to be shown

_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7: Final = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a run of data chunks holds.

    whole: the stream has every row. surplus: what it inflates to behind the
    last row, bounded. used: compressed bytes to the stream's end; None when it
    does not end, or goes on behind the last row.
    """

    whole: bool
    surplus: bytes = field(repr=False)
    used: int | None


def passes(header: Header, width: int, height: int) -> Iterator[tuple[int, int, int]]:
    """Yield columns, rows, and bytes of a row without its filter, of each run of rows."""
    bits = _SAMPLES[header.colour] * header.depth
    for left, top, across, down in _ADAM7 if header.interlaced else ((0, 0, 1, 1),):
        columns, rows = -((left - width) // across), -((top - height) // down)
        if columns > 0 and rows > 0:
            yield columns, rows, (columns * bits + 7) // 8


def size(header: Header, width: int, height: int) -> int:
    """Give the bytes that the rows of a frame inflate to, filter bytes included."""
    return sum(rows * (1 + length) for _, rows, length in passes(header, width, height))


def measure(pieces: Sequence[memoryview], expected: int) -> Rows | None:
    """Inflate the stream in small steps and compare it with the expected size.

    None when it is no zlib stream, its checksum is wrong, or more than LARGEST is expected.
    """
    if expected > LARGEST:
        return None
    stream = zlib.decompressobj()
    got = used = 0
    surplus = b""
    try:
        for piece in _small(pieces):
            content = stream.decompress(piece)
            got += len(content)
            used += len(piece)
            if got > expected and len(surplus) < SURPLUS:
                surplus += content[-(got - expected - len(surplus)) :]
            if stream.eof or len(surplus) >= SURPLUS:
                break
    except zlib.error:
        return None
    ends = stream.eof and got == expected
    return Rows(
        got >= expected, surplus[:SURPLUS], used - len(stream.unused_data) if ends else None
    )


def rewritten(pieces: Sequence[memoryview], expected: int) -> bytes:
    """Give a stream that ends with the last row, of one that goes on behind it."""
    stream, packer = zlib.decompressobj(), zlib.compressobj()
    out: list[bytes] = []
    for piece in _small(pieces):
        content = stream.decompress(piece)[:expected]
        expected -= len(content)
        out.append(packer.compress(content))
        if not expected:
            break
    return b"".join([*out, packer.flush()])


def _small(pieces: Sequence[memoryview]) -> Iterator[memoryview]:
    for piece in pieces:
        for at in range(0, len(piece), PIECE):
            yield piece[at : at + PIECE]
