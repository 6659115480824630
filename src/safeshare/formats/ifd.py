"""A bounded reader of TIFF's directories (IFDs), in TIFF, BigTIFF and EXIF alike.

It never raises on what a stranger's bytes say: a directory or value that lies
outside of the data is left out or clipped, loops end, counts are bounded.
Source: TIFF 6.0, section 2; BigTIFF as libtiff documents it; Exif 3.0, section 4.6.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

DIRECTORIES: Final = 4096
ENTRIES: Final = 200_000  # of all directories together
VALUES: Final = 1_000_000  # of one entry
DEPTH: Final = 6
POINTED: Final = 64  # directories that one entry points at

SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8}
SIZES.update({11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8})
NUMBERS: Final = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
POINTERS: Final = {0x8769: "Exif", 0x8825: "GPS", 0xA005: "Interop", 0x014A: "SubIFD"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag: its value is data[start:end]; inline when it lies in the directory itself."""

    type: int
    count: int
    start: int
    end: int
    inline: bool


@dataclass(frozen=True, slots=True)
class Ifd:
    """One directory: its place in the data and its entries by tag.

    name: "IFD0", "IFD1", ...; a nested one follows its parent: "IFD0 Exif".
    """

    name: str
    start: int
    end: int
    entries: dict[int, Entry]
    order: str
    data: bytes = field(repr=False)

    def raw(self, tag: int) -> bytes:
        """Give the bytes of a tag's value; empty when it is missing."""
        entry = self.entries.get(tag)
        return self.data[entry.start : entry.end] if entry else b""

    def numbers(self, tag: int, most: int = VALUES) -> tuple[int, ...]:
        """Give a tag's first unsigned integers; empty when it is missing or of another type."""
        entry = self.entries.get(tag)
        if entry is None or entry.type not in NUMBERS:
            return ()
        code = NUMBERS[entry.type]
        count = min((entry.end - entry.start) // SIZES[entry.type], most)
        return struct.unpack_from(f"{self.order}{count}{code}", self.data, entry.start)

    def number(self, tag: int) -> int | None:
        """Give the first of a tag's unsigned integers, or None."""
        return next(iter(self.numbers(tag, 1)), None)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How wide the numbers of a directory are: 32-bit (TIFF, EXIF) or 64-bit (BigTIFF)."""

    order: str
    first: int
    count: str
    entry: str
    offset: str


def read(data: bytes) -> tuple[Ifd, ...]:
    """Give all directories that can be reached, chained ones first to last, nested ones after.

    Empty when the data has no TIFF header or its first directory lies outside.
    """
    layout = _layout(data)
    if layout is None:
        return ()
    return tuple(_Walk(data, layout).chain(layout.first, "IFD", 0))


def has_header(data: bytes) -> bool:
    """Tell whether the data begins like TIFF or BigTIFF."""
    return _layout(data) is not None


def _layout(data: bytes) -> _Layout | None:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return None
    (magic,) = struct.unpack_from(order + "H", data, 2)
    if magic == 42:
        return _Layout(order, struct.unpack_from(order + "I", data, 4)[0], "H", "HHI", "I")
    if magic == 43 and len(data) >= 16:
        return _Layout(order, struct.unpack_from(order + "Q", data, 8)[0], "Q", "HHQ", "Q")
    return None


class _Walk:
    """One pass through the directories, with what it may still spend."""

    def __init__(self, data: bytes, layout: _Layout) -> None:
        self._data = data
        self._layout = layout
        self._entries = ENTRIES
        self._seen: set[int] = set()

    def chain(self, offset: int, name: str, depth: int) -> list[Ifd]:
        """Read a directory, those that follow it, and those that hang below each."""
        found: list[Ifd] = []
        number = 0
        while offset and offset not in self._seen and len(self._seen) < DIRECTORIES:
            self._seen.add(offset)
            label = f"{name}{number}" if depth == 0 or number else name
            ifd, offset = self._directory(offset, label)
            if ifd is None:
                break
            found += [ifd, *self._nested(ifd, depth + 1)]
            number += 1
        return found

    def _nested(self, ifd: Ifd, depth: int) -> list[Ifd]:
        if depth > DEPTH:
            return []
        return [
            below
            for tag, name in POINTERS.items()
            for offset in ifd.numbers(tag, POINTED)
            for below in self.chain(offset, f"{ifd.name} {name}", depth)
        ]

    def _directory(self, offset: int, name: str) -> tuple[Ifd | None, int]:
        data, layout = self._data, self._layout
        head = struct.calcsize("=" + layout.count)
        width = struct.calcsize("=" + layout.offset)
        size = struct.calcsize("=" + layout.entry) + width
        if offset + head > len(data):
            return None, 0
        (count,) = struct.unpack_from(layout.order + layout.count, data, offset)
        start = offset + head
        count = min(count, (len(data) - start) // size, self._entries)
        self._entries -= count
        entries: dict[int, Entry] = {}
        for at in range(start, start + count * size, size):
            tag, kind, values = struct.unpack_from(layout.order + layout.entry, data, at)
            entry = self._entry(kind, values, at + size - width, width)
            if entry is not None:
                entries.setdefault(tag, entry)
        end = start + count * size
        following = 0
        if end + width <= len(data):
            (following,) = struct.unpack_from(layout.order + layout.offset, data, end)
            end += width
        return Ifd(name, offset, end, entries, layout.order, data), following

    def _entry(self, kind: int, count: int, at: int, width: int) -> Entry | None:
        unit = SIZES.get(kind)
        if unit is None:
            return None
        inline = unit * count <= width
        start = at
        if not inline:
            (start,) = struct.unpack_from(self._layout.order + self._layout.offset, self._data, at)
        if start >= len(self._data):
            return None
        return Entry(kind, count, start, min(start + unit * count, len(self._data)), inline)
