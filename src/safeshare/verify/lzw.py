"""Measures an LZW stream: where it ends, how many symbols it holds, and which.

Widths of codes depend only on how many codes came since the last clear code, so all codes of
a table are unpacked at once, and lengths of strings are counted by doubling pointers instead
of building the strings. Each string grows out of single symbols that were codes themselves
since the last clear code, so those are all the symbols that a stream holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int32]

LARGEST_TABLE = 4096
# Of one file; photos need one for 4,000 codes. A stream that only ever clears its table would
# take minutes.
MOST_TABLES = 100_000
MOST_EMPTY = 1_000  # string tables without a single code
SHORTEST = 64


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
    """A measured stream.

    used: bytes up to and with the end code; ended: it has one. literals: the symbols that
    occur. spare: the bits behind the end code in its last byte, as a number. tables: how
    many string tables were begun.
    """

    used: int
    symbols: int
    ended: bool
    broken: bool = False
    literals: frozenset[int] = frozenset()
    spare: int = 0
    tables: int = 0


class _Walk:
    """A place in the bits of a stream."""

    def __init__(self, data: bytes, dialect: Dialect) -> None:
        import numpy as np

        self.bit = 0
        self.bits = len(data) * 8
        self._bytes = np.frombuffer(data + b"\0\0\0", np.uint8)
        self._dialect = dialect
        self.stopped_by = 0  # the clear or end code that ended the last run, or 0
        self._hoped = LARGEST_TABLE  # codes that are unpacked at first; most tables are alike

    def codes(self, *, full: bool) -> Codes:
        """Take the codes of one string table, up to a clear or end code or the table's end.

        full: the table is full already, so that all codes have 12 bits.
        """
        layout = _layout(self._dialect, full=full)
        codes = self._unpacked(layout, self._hoped)
        if not self.stopped_by and codes.size == self._hoped < len(layout[0]):
            codes = self._unpacked(layout, len(layout[0]))
        self._hoped = max(SHORTEST, 2 * codes.size)
        taken = codes.size + bool(self.stopped_by)
        if taken:
            self.bit += int(layout[0][taken - 1] + layout[1][taken - 1])
        return codes

    def _unpacked(self, layout: tuple[Codes, Codes], most: int) -> Codes:
        """Return the codes up to a clear or end code, but no more than `most`."""
        import numpy as np

        starts, widths = layout[0][:most], layout[1][:most]
        shift, first = self.bit & 7, self.bit >> 3
        if starts.size and int(starts[-1] + widths[-1]) > self.bits - self.bit:
            count = int(np.searchsorted(starts + widths, self.bits - self.bit, "right"))
            starts, widths = starts[:count], widths[:count]
        count = starts.size
        places = starts + shift
        near = self._bytes[first : first + (int(places[-1]) >> 3) + 3 if count else first]
        codes = _unpack(near.astype(np.int32), places, widths, little=self._dialect.little)
        clear = 1 << self._dialect.root
        stops = np.flatnonzero((codes | 1) == (clear | 1))
        self.stopped_by = int(codes[stops[0]]) if stops.size else 0
        return codes[: int(stops[0])] if stops.size else codes


@cache
def _layout(dialect: Dialect, *, full: bool) -> tuple[Codes, Codes]:
    """Return the first bit and the width of each code since a clear code."""
    import numpy as np

    if full:
        widths = np.full(LARGEST_TABLE, 12, np.int32)
    else:
        first = (1 << dialect.root) + 2
        known = np.arange(LARGEST_TABLE - first + 2)
        table = first + np.maximum(known - 1, 0) + (dialect.early & (known > 0))
        table = np.minimum(table, LARGEST_TABLE - 1)
        grown = np.ceil(np.log2(table + 1)).astype(np.int32)
        widths = np.maximum(dialect.root + 1, grown).astype(np.int32)
    return (np.cumsum(widths) - widths).astype(np.int32), widths


def _unpack(near: Codes, places: Codes, widths: Codes, *, little: bool) -> Codes:
    """Return the codes that begin at the bits `places`; each lies within three bytes."""
    at, shift = places >> 3, places & 7
    if not at.size:
        return at
    if little:
        words = near[:-2] | near[1:-1] << 8 | near[2:] << 16
    else:
        words = near[:-2] << 16 | near[1:-1] << 8 | near[2:]
        shift = 24 - shift - widths
    codes: Codes = words[at] >> shift & ((1 << widths) - 1)
    return codes


def measure(data: bytes, dialect: Dialect, limit: int, tables: int = MOST_TABLES) -> Stream:
    """Walk the stream until its end code, its last byte, or more than `limit` symbols.

    tables: how many string tables are followed; a stream with more of them is broken.
    Source: GIF89a appendix F; TIFF 6.0 section 13.
    """
    import numpy as np

    clear = 1 << dialect.root
    seen = np.zeros(LARGEST_TABLE, bool)
    walk = _Walk(data, dialect)
    symbols, ended, broken, begun, empty = 0, False, False, 0, 0
    while not (ended or broken or symbols > limit):
        begun += 1
        codes = walk.codes(full=False)
        empty += not codes.size
        lengths = _lengths(codes, clear)
        broken = lengths is None or begun > tables or empty > MOST_EMPTY
        if lengths is None or broken:
            break
        seen[codes] = True
        symbols += int(lengths.sum())
        by_code = None if walk.stopped_by else _by_code(lengths, clear)
        while (
            by_code is not None
            and not walk.stopped_by
            and walk.bits - walk.bit >= 12
            and symbols <= limit
        ):
            codes = walk.codes(full=True)
            seen[codes] = True
            symbols += int(by_code[codes].sum())
        ended = walk.stopped_by == clear + 1
        if not walk.stopped_by or walk.bits - walk.bit <= dialect.root:
            break
    end = walk.bit if ended or broken or symbols > limit else walk.bits
    used = (end + 7) // 8
    spare = data[used - 1] >> (end & 7) if ended and dialect.little and end & 7 else 0
    literals = frozenset(np.flatnonzero(seen[:clear]).tolist())
    return Stream(used, symbols, ended, broken, literals, spare, begun)


def _by_code(lengths: NDArray[np.int64], clear: int) -> NDArray[np.int64]:
    """Return how many symbols each code stands for once the table is full."""
    import numpy as np

    found = np.ones(LARGEST_TABLE, np.int64)
    strings = lengths[: LARGEST_TABLE - clear - 2] + 1
    found[clear + 2 : clear + 2 + strings.size] = strings
    return found


def _lengths(codes: Codes, clear: int) -> NDArray[np.int64] | None:
    """Return how many symbols each code of one table stands for, None if one makes no sense."""
    import numpy as np

    if not codes.size:
        return np.ones(0, np.int64)

    places = np.arange(codes.size)
    parents = codes - (clear + 2)  # the string of table entry i is that of code i and one more
    roots = codes < clear
    if bool(np.any(~roots & ((parents < 0) | (parents >= places)))):
        return None
    lengths = np.ones(codes.size, np.int64)
    parents = np.where(roots, -1, parents)
    going = np.flatnonzero(~roots)
    while going.size:
        ahead = parents[going]
        lengths[going] += lengths[ahead]
        parents[going] = parents[ahead]
        going = going[parents[going] >= 0]
    return lengths
