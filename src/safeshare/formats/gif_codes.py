"""Tells which colours a GIF's coded pixels name, without decoding them.

Every string of an LZW stream grows out of single symbols that were codes themselves since the
last clear code. So the codes below the clear code are the colours that the frame holds.
Source: GIF89a specification, appendix F.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from safeshare.errors import UnreadableImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDEST: Final = 12  # bits of a code
TABLES: Final = 100_000  # string tables of one file; more than any photo needs


class Colours:
    """Reads the coded pixels of one file's frames, within a bound on their string tables."""

    def __init__(self) -> None:
        self._left = TABLES

    def named(self, coded: bytes, root: int) -> set[int]:
        """Give the colours that one frame's pixels name.

        coded: the sub-blocks' content. root: bits of a colour, 2 to 8.
        Raises UnreadableImage for streams that no encoder writes.
        """
        import numpy as np

        if not 2 <= root <= 8:
            raise UnreadableImage("One of the frames is broken.")
        raw = np.frombuffer(coded + bytes(4), np.uint8)
        clear = 1 << root
        found = np.zeros(clear, bool)
        at, fresh, ended, ahead = 0, True, False, 1 << WIDEST
        while not ended and at + root < 8 * len(coded) and not found.all():
            self._left -= 1
            if self._left < 0:
                raise UnreadableImage("One of the frames is broken.")
            offsets = _offsets(root) if fresh else _wide()
            codes = _codes(raw, at, _within(offsets[: ahead + 1], 8 * len(coded) - at))
            stops = np.flatnonzero((codes == clear) | (codes == clear + 1))
            if not stops.size and codes.size == ahead < offsets.size - 1:
                ahead = 1 << WIDEST  # the table is longer than the one before it
                continue
            stop = int(stops[0]) if stops.size else codes.size
            ahead = max(64, 2 * stop)
            literal = codes[:stop]
            found[literal[literal < clear]] = True
            fresh = bool(stops.size)
            ended = fresh and int(codes[stop]) == clear + 1
            at += int(offsets[stop + 1 if fresh else stop])
            if not codes.size:
                break
        return set(np.flatnonzero(found).tolist())


def _within(offsets: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    return offsets if int(offsets[-1]) <= bits else offsets[offsets <= bits]


def _codes(raw: NDArray[np.uint8], at: int, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the codes that lie between neighbouring offsets, counted from bit `at`."""
    import numpy as np

    starts = offsets[:-1] + at
    place = starts >> 3
    word = raw[place].astype(np.int64)
    for step in (1, 2):
        word |= raw[place + step].astype(np.int64) << 8 * step
    codes: NDArray[np.int64] = (word >> (starts & 7)) & ((1 << np.diff(offsets)) - 1)
    return codes


@cache
def _offsets(root: int) -> NDArray[np.int64]:
    """Give where each code after a clear code begins, and where the last one ends, in bits.

    The first code adds nothing to the string table, each further one an entry.
    """
    import numpy as np

    entries = (1 << root) + 2
    widths = [root + 1]
    while entries < 1 << WIDEST:
        widths.append(min(WIDEST, max(root + 1, entries.bit_length())))
        entries += 1
    return np.concatenate(([0], np.cumsum(widths)))


@cache
def _wide() -> NDArray[np.int64]:
    """Give the offsets of codes that follow a full string table."""
    import numpy as np

    return np.arange(0, (4096 + 1) * WIDEST, WIDEST)
