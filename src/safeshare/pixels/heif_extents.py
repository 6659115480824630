"""Counts the bytes that the items of a HEIC or AVIF ask for, before a decoder copies them.

Items may lie in pieces, and pieces may overlap: 1 MB can ask for 9 GB of metadata.
Source: ISO/IEC 14496-12, 8.11.3 (iloc).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from safeshare.errors import TooLarge
from safeshare.pixels.boxes import Span, boxes, first

SLACK: Final = 16 << 20
"""Bytes that all items together may take beyond twice the bytes of the file."""
PIECES: Final = 1_000_000
"""Pieces of all items together."""


def check_items(data: bytes) -> None:
    """Raise TooLarge for items that ask for far more than there is; broken tables end early."""
    for kind, (start, end) in boxes(data, (0, len(data))):
        iloc = first(data, (start + 4, end), b"iloc") if kind == b"meta" else None
        if iloc is not None and _asked(data, iloc) > 2 * len(data) + SLACK:
            raise TooLarge("the items in it ask for far more bytes than there are.")


def _asked(data: bytes, iloc: Span) -> int:
    """Give the bytes of all pieces."""
    return sum(end - start for _, start, end in pieces(data, iloc))


def pieces(data: bytes, iloc: Span, idat: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield for each piece its item, and where it begins and ends.

    idat: where the content of that box begins, in which some items lie. One without a length
    is as long as the file. Raises TooLarge for more pieces than are looked at.
    """
    at, end = iloc
    version = data[at] if at < end else 0
    sizes = int.from_bytes(data[at + 4 : at + 6], "big")
    offset, length, base = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index = sizes & 15 if version else 0
    wide = 4 if version > 1 else 2
    left, counted = _number(data, at + 6, wide), 0
    at += 6 + wide
    step = index + offset + length
    while left and at < end:
        item, at = _number(data, at, wide), at + wide
        inside, at = (_number(data, at, 2) & 15, at + 2) if version else (0, at)
        first_byte, at = _number(data, at + 2, base), at + 2 + base
        here, at = _number(data, at, 2), at + 2
        counted += here
        if counted > PIECES:
            raise TooLarge("the items in it lie in millions of pieces.")
        for _ in range(min(here, (end - at) // step) if step else here):
            start = first_byte + _number(data, at + index, offset) + (idat if inside == 1 else 0)
            size = _number(data, at + index + offset, length) or len(data)
            yield item, start, start + min(size, len(data))
            at += step
        left -= 1


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")
