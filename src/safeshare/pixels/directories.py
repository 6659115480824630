"""Refuses TIFF directories that claim more than there is.

Pillow copies the value of every tag when it reads a directory: in a TIFF, and in
the EXIF block of any other format. Tags whose values overlap let 2 MB ask for 100 GB. And
decoders hold a whole tile, however small the page is of which it is a part.
Source: TIFF 6.0, section 2; BigTIFF as libtiff documents it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from safeshare.errors import TooLarge

HEADERS: Final = (b"II*\0", b"MM\0*", b"II\0*", b"MM*\0", b"II+\0", b"MM\0+")
"""How a directory begins; Pillow reads two more than there should be."""

ENTRIES: Final = 500_000
"""Tags, all directories together."""
NUMBERS: Final = 4_000_000
"""Numbers in the values of one directory; each becomes an object of some 40 bytes."""
RATIONALS: Final = 50_000
"""Fractions in the values of one directory; they cost ten times as much."""
SLACK: Final = 16 << 20
"""Bytes that all values together may take beyond twice the bytes of the data."""

TILE: Final = 1 << 22
"""Pixels that a tile may have whatever its page; a larger one, twice as many as the page."""

_WIDTH, _HEIGHT, _TILE_WIDTH, _TILE_HEIGHT = 256, 257, 322, 323
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_SIZES.update({13: 4, 16: 8, 17: 8, 18: 8})
_FRACTIONS: Final = (5, 10)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The numbers of a directory: 16 and 32 bits (TIFF, EXIF), or 64 (BigTIFF)."""

    first: int
    count: struct.Struct
    entry: struct.Struct
    offset: struct.Struct


def check_directories(data: bytes, most: int) -> None:
    """Raise TooLarge for directories that no camera or editor writes.

    data: a TIFF structure; anything else passes. most: directories in its chain; in
    an EXIF block a decoder reads one, so with 1 the others are left alone.
    """
    for layout in _layouts(data):
        _check_chain(data, layout, most)


def _check_chain(data: bytes, layout: _Layout, most: int) -> None:
    left, claims = ENTRIES, 2 * len(data) + SLACK
    for number, entries in enumerate(_chain(data, layout), 1):
        if number > most > 1:
            raise TooLarge(f"it has more than {most:,} pages.")
        left -= len(entries) // layout.entry.size
        claims -= _claimed(entries, layout, len(data))
        if most > 1:
            _check_tiles(data, entries, layout)
        if left < 0 or claims < 0:
            raise TooLarge("the tags of its metadata claim far more than there is.")
        if most == 1:
            return


def _layouts(data: bytes) -> Iterator[_Layout]:
    """Yield how decoders read the numbers; Pillow takes a BigTIFF of "MM" for a plain one."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return
    if data[2] != 43:
        (first,) = struct.unpack_from(order + "I", data, 4)
        yield _Layout(first, *(struct.Struct(order + form) for form in ("H", "HHI4x", "I")))
    if 43 in data[2:4] and len(data) >= 16:
        (first,) = struct.unpack_from(order + "Q", data, 8)
        yield _Layout(first, *(struct.Struct(order + form) for form in ("Q", "HHQ8x", "Q")))


def _chain(data: bytes, layout: _Layout) -> Iterator[bytes]:
    """Yield the entries of each directory until the chain ends or comes back."""
    at = layout.first
    seen: set[int] = set()
    while at and at not in seen and at + layout.count.size <= len(data):
        seen.add(at)
        (count,) = layout.count.unpack_from(data, at)
        start = at + layout.count.size
        end = start + min(count, (len(data) - start) // layout.entry.size) * layout.entry.size
        yield data[start:end]
        if end + layout.offset.size > len(data):
            return
        (at,) = layout.offset.unpack_from(data, end)


def _claimed(entries: bytes, layout: _Layout, size: int) -> int:
    """Give how many bytes the values of a directory take, of `size` that there are."""
    total = numbers = rationals = 0
    for _, kind, count in layout.entry.iter_unpack(entries):
        unit = _SIZES.get(kind, 0)
        claimed = min(unit * count, size)
        total += claimed
        if kind in _FRACTIONS:
            rationals += claimed // unit
        elif unit > 1:
            numbers += claimed // unit
    if numbers > NUMBERS or rationals > RATIONALS:
        raise TooLarge("a tag of its metadata holds millions of numbers.")
    return total


def _check_tiles(data: bytes, entries: bytes, layout: _Layout) -> None:
    """Raise TooLarge for tiles far larger than their page.

    Of a tag that stands twice one decoder takes the first, another the last.
    """
    found: dict[int, list[int]] = {}
    size, offset = layout.entry.size, layout.offset
    for at in range(0, len(entries), size):
        tag, kind, count = layout.entry.unpack_from(entries, at)
        if tag in (_WIDTH, _HEIGHT, _TILE_WIDTH, _TILE_HEIGHT):
            unit, place = _SIZES.get(kind, 0), at + size - offset.size
            held = entries[place : place + offset.size]
            if unit * count > offset.size:
                start = offset.unpack(held)[0]
                held = data[start : start + unit]
            order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
            found.setdefault(tag, []).append(int.from_bytes(held[:unit], order))
    width, height = (min(found.get(tag, [0])) for tag in (_WIDTH, _HEIGHT))
    across, down = (max(found.get(tag, [0])) for tag in (_TILE_WIDTH, _TILE_HEIGHT))
    if across * down > max(TILE, 2 * width * height):
        raise TooLarge(f"it is cut into tiles of {across * down / 1e6:,.0f} megapixels.")
