"""Reads the tables of a `meta` box: item kinds, places, references, properties.

Source: ISO/IEC 14496-12 sections 8.11.3, 8.11.6, 8.11.12; ISO/IEC 23008-12 section 9.3.
"""

from __future__ import annotations

from dataclasses import dataclass

from safeshare.verify.boxes import Box
from safeshare.verify.notes import BrokenError, Cursor, Notes

WHAT = {
    b"Exif": "an EXIF block",
    b"mime": "an XMP or other document",
    b"uri ": "a document",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item. at: where its entry stands."""

    id: int
    kind: bytes
    name: str
    at: int

    @property
    def label(self) -> str:
        """Its kind, printable."""
        return self.kind.decode("latin-1").strip() or "without a kind"

    @property
    def what(self) -> str:
        """What it is when the primary picture does not need it."""
        return WHAT.get(self.kind, "a further picture or document")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item's bytes stand. extents: start and size, counted from base.

    inside_store: counted from the content of `idat`, not from the start of the file.
    """

    base: int
    extents: tuple[tuple[int, int], ...]
    inside_store: bool


def read_item(box: Box) -> Item:
    """Return the item of an `infe` box; names beyond the first are part of its name."""
    cursor = Cursor(box.data, box.start, box.end)
    version = cursor.number(1, "infe")
    cursor.take(3, "infe")
    if version not in (2, 3):
        raise BrokenError(f"box infe at byte {box.at:,}", f"an unknown version {version}")
    item = cursor.number(2 if version == 2 else 4, "infe")
    protection = cursor.number(2, "infe")
    kind = cursor.take(4, "infe")
    name = cursor.rest().removesuffix(b"\0")
    if protection:
        raise BrokenError(f"box infe at byte {box.at:,}", "an encrypted item")
    return Item(item, kind, name.decode("latin-1"), box.at)


def read_places(cursor: Cursor, notes: Notes) -> dict[int, Place]:
    """Return where each item stands, from the content of `iloc`."""
    version = cursor.number(1, "iloc")
    cursor.take(3, "iloc")
    sizes, bases = cursor.number(1, "iloc"), cursor.number(1, "iloc")
    offset, length, base, index = sizes >> 4, sizes & 15, bases >> 4, bases & 15
    if version > 2 or not {offset, length, base, index} <= {0, 4, 8}:
        raise BrokenError(f"box iloc at byte {cursor.at:,}", "an unknown version or layout")
    places: dict[int, Place] = {}
    total = 0
    for _ in range(cursor.number(4 if version == 2 else 2, "iloc")):
        notes.count_block(cursor.at)
        item = cursor.number(4 if version == 2 else 2, "iloc")
        method = cursor.number(2, "iloc") if version else 0
        source = cursor.number(2, "iloc")
        if method > 1 or source or item in places:
            raise BrokenError(f"box iloc at byte {cursor.at:,}", "an item stored elsewhere")
        start = cursor.number(base, "iloc")
        extents = []
        for _ in range(cursor.number(2, "iloc")):
            notes.count_block(cursor.at)
            if version:
                cursor.take(index, "iloc")
            extents.append((cursor.number(offset, "iloc"), cursor.number(length, "iloc")))
            total += extents[-1][1]
        places[item] = Place(start, tuple(extents), bool(method))
    if total > 2 * len(cursor.data):
        raise BrokenError(f"box iloc at byte {cursor.at:,}", "the same bytes named many times")
    if cursor.left:
        notes.leftover("box iloc", cursor.at, cursor.rest())
    return places


def read_references(box: Box, wide: int, notes: Notes) -> tuple[bytes, int, tuple[int, ...]]:
    """Return kind, source and targets of one reference; ids have `wide` bytes."""
    cursor = Cursor(box.data, box.start, box.end)
    source = cursor.number(wide, "iref")
    targets = _numbers(cursor, cursor.number(2, "iref"), wide, notes)
    if cursor.left:
        raise BrokenError(f"box {box.name} at byte {box.at:,}", "a reference of the wrong length")
    return box.kind, source, targets


def read_associations(cursor: Cursor, notes: Notes) -> dict[int, tuple[int, ...]]:
    """Return the numbers of each item's properties, from the content of `ipma`, from 1."""
    version = cursor.number(1, "ipma")
    wide = 2 if cursor.number(3, "ipma") & 1 else 1
    owned: dict[int, tuple[int, ...]] = {}
    for _ in range(cursor.number(4, "ipma")):
        notes.count_block(cursor.at)
        item = cursor.number(4 if version else 2, "ipma")
        if item in owned:
            notes.odd("box ipma", cursor.at, "properties of an item that has some already")
        numbers = _numbers(cursor, cursor.number(1, "ipma"), wide, notes)
        owned[item] = tuple(number & (1 << 8 * wide - 1) - 1 for number in numbers)
    if cursor.left:
        raise BrokenError(f"box ipma at byte {cursor.at:,}", "a table of the wrong length")
    return owned


def _numbers(cursor: Cursor, count: int, wide: int, notes: Notes) -> tuple[int, ...]:
    """Return the next numbers of `wide` bytes; raise BrokenError for more than any file has."""
    found = []
    for _ in range(count):
        notes.count_block(cursor.at)
        found.append(cursor.number(wide, "number"))
    return tuple(found)
