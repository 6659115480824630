"""Measures an LZW stream: where it ends and how many symbols it holds.

Widths of codes depend only on how many codes came since the last clear code, so a run of
codes of one width is unpacked at once, and lengths of strings are counted by doubling
pointers instead of building the strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST_TABLE = 4096
MOST_TABLES = 20_000  # a stream that only ever clears its table would take minutes


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a format writes LZW.

    root: bits of a symbol. little: the first code stands in the low bits.
    early: the width grows one code before the table needs it.
    """

    root: int
    little: bool
    early: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """A measured stream. used: bytes up to and with the end code; ended: it has one."""

    used: int
    symbols: int
    ended: bool
    broken: bool = False


def measure(data: bytes, dialect: Dialect, limit: int) -> Stream:
    """Walk the stream until its end code, its last byte, or more than `limit` symbols.

    Source: GIF89a appendix F; TIFF 6.0 section 13.
    """
    import numpy as np

    order = "little" if dialect.little else "big"
    buffer = np.frombuffer(data, np.uint8)
    clear = 1 << dialect.root
    bit, symbols = 0, 0
    for _ in range(MOST_TABLES):
        codes, bit, ended = _run(buffer, bit, dialect, order)
        count = _symbols(codes, clear)
        if count < 0:
            return Stream(bit // 8, symbols, ended=False, broken=True)
        symbols += count
        if symbols > limit:
            return Stream((bit + 7) // 8, symbols, ended=False)
        if ended or bit + dialect.root + 1 > len(data) * 8:
            return Stream(min(len(data), (bit + 7) // 8), symbols, ended=ended)
    return Stream((bit + 7) // 8, symbols, ended=False, broken=True)


def _run(
    buffer: NDArray[np.uint8], bit: int, dialect: Dialect, order: str
) -> tuple[NDArray[np.int64], int, bool]:
    """Return the codes up to the next clear or end code, the bit behind it, and which it was."""
    import numpy as np

    clear = 1 << dialect.root
    parts: list[NDArray[np.int64]] = []
    known = 0  # codes since the clear code
    while True:
        width, room = _width(known, dialect)
        codes = _unpack(buffer, bit, width, room, order)
        stops = np.flatnonzero((codes == clear) | (codes == clear + 1))
        if stops.size:
            stop = int(stops[0])
            parts.append(codes[:stop])
            ended = int(codes[stop]) == clear + 1
            return np.concatenate(parts), bit + width * (stop + 1), ended
        parts.append(codes)
        bit += width * codes.size
        known += codes.size
        if codes.size < room:  # no further whole code
            return np.concatenate(parts), buffer.size * 8, False


def _width(known: int, dialect: Dialect) -> tuple[int, int]:
    """Return the width of the next code and how many codes have that width."""
    table = (1 << dialect.root) + 2 + max(known - 1, 0) + (1 if dialect.early and known else 0)
    if table >= LARGEST_TABLE:
        return 12, LARGEST_TABLE
    width = max(dialect.root + 1, table.bit_length())
    return width, max(1, (1 << width) - table)


def _unpack(
    buffer: NDArray[np.uint8], bit: int, width: int, room: int, order: str
) -> NDArray[np.int64]:
    """Return up to `room` codes of `width` bits from `bit` on."""
    import numpy as np

    first = bit // 8
    last = min(buffer.size, (bit + width * room + 7) // 8)
    bits = np.unpackbits(buffer[first:last], bitorder="little" if order == "little" else "big")
    bits = bits[bit - first * 8 :]
    count = min(room, bits.size // width)
    weights = 1 << np.arange(width, dtype=np.int64)
    if order == "big":
        weights = weights[::-1]
    return bits[: count * width].reshape(count, width).astype(np.int64) @ weights


def _symbols(codes: NDArray[np.int64], clear: int) -> int:
    """Return how many symbols the codes of one table stand for, or -1 if they make no sense."""
    import numpy as np

    places = np.arange(codes.size)
    parents = codes - (clear + 2)  # the string of table entry i is that of code i and one more
    roots = codes < clear
    if bool(np.any(~roots & ((parents < 0) | (parents >= places)))):
        return -1
    lengths = np.ones(codes.size, np.int64)
    parents = np.where(roots, -1, parents)
    while True:
        going = np.flatnonzero(parents >= 0)
        if not going.size:
            return int(lengths.sum())
        ahead = parents[going]
        lengths[going] += lengths[ahead]
        parents[going] = parents[ahead]
