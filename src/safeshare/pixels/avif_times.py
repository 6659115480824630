"""Takes the time of writing out of an AVIF animation.

The encoder notes the second of its work in every header of the movie box
(ISO/IEC 14496-12, 8.2.2, 8.3.2, 8.4.2), and no option stops it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

PARENTS = frozenset({b"moov", b"trak", b"mdia"})
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})


def without_times(data: bytes) -> bytes:
    """Give an AVIF file whose creation and modification times are zero, else unchanged.

    data: a file as Pillow's encoder wrote it; box sizes of 32 bits.
    """
    bare = bytearray(data)
    for start in _dated(data, 0, len(data)):
        times = 16 if data[start] == 1 else 8  # version 1 has 64-bit times
        bare[start + 4 : start + 4 + times] = bytes(times)
    return bytes(bare)


def _dated(data: bytes, start: int, end: int) -> Iterator[int]:
    """Give where the content of each dated box starts."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        if size < 8:
            return
        if kind in DATED:
            yield start + 8
        elif kind in PARENTS:
            yield from _dated(data, start + 8, start + size)
        start += size
