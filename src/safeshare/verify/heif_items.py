"""Reads the `meta` box of a HEIF or AVIF file: which items there are, and which it needs.

Needed are the primary item, the tiles of a grid, and their alpha pictures. Every other item,
such as a thumbnail, EXIF, XMP or a gain map, is noted with its bytes.
Source: ISO/IEC 23008-12; ISO/IEC 14496-12 section 8.11.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from safeshare.model import Severity
from safeshare.verify.boxes import ALPHA, Box, check_handler, check_property, split
from safeshare.verify.coded import walk_nals, walk_obus
from safeshare.verify.heif_tables import (
    Item,
    Place,
    read_associations,
    read_item,
    read_places,
    read_references,
)  # fmt: skip
from safeshare.verify.notes import BrokenError, Cursor, CutError, Notes

Ranges = list[tuple[int, int]]
ITEM_NAMES = ("", "Color", "Alpha")  # what libavif calls them
PICTURES = (b"av01", b"hvc1", b"grid")


@dataclass(slots=True)
class Meta:
    """The tables of one `meta` box, by item id."""

    data: bytes
    notes: Notes
    primary: int = 0
    items: dict[int, Item] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    references: list[tuple[bytes, int, tuple[int, ...]]] = field(default_factory=list)
    properties: list[Box] = field(default_factory=list)
    owned: dict[int, tuple[int, ...]] = field(default_factory=dict)
    store: Box | None = None  # idat

    def ranges(self, item: int) -> Ranges:
        """Return where the item's bytes stand in the file; raise CutError if outside of it."""
        place = self.places.get(item)
        if place is None:
            return []
        base, limit = place.base, len(self.data)
        if place.inside_store and self.store:
            base, limit = base + self.store.start, self.store.end
        spots = [(base + start, base + start + size) for start, size in place.extents]
        if any(end > limit for _, end in spots):
            raise CutError(f"item {item}", "its bytes lie outside of the file")
        return spots


def read_meta(box: Box, notes: Notes) -> Ranges:
    """Note what the box holds beyond the primary picture; return the ranges of all items.

    Ranges are half-open, in the file, without those inside of the `meta` box itself.
    """
    meta = Meta(box.data, notes)
    seen: set[bytes] = set()
    if box.payload[:4] != b"\0\0\0\0":
        notes.odd("box meta", box.at, "a version or flags that are not zero")
    for child in split(box.data, box.start + 4, box.end, notes):
        if child.kind in TABLES and child.kind not in seen:
            TABLES[child.kind](meta, child)
        elif child.kind != b"free" or child.payload.strip(b"\0"):
            child.note(notes, None, Severity.HIGH if child.kind == b"uuid" else None)
        seen.add(child.kind)
    if meta.primary not in meta.items:
        raise BrokenError(f"box meta at byte {box.at:,}", "no primary picture")
    needed = _needed(meta)
    _check_references(meta, box)
    _check_tables(meta, box)
    for item in meta.items.values():
        _judge(meta, item, item.id in needed)
    return _outside(meta)


def _handler(meta: Meta, box: Box) -> None:
    check_handler(box, (b"pict",), meta.notes)


def _primary(meta: Meta, box: Box) -> None:
    payload = box.payload
    if len(payload) not in (6, 8) or payload[:4] not in (b"\0\0\0\0", b"\1\0\0\0"):
        box.note(meta.notes, "a box of the wrong length or version")
    meta.primary = int.from_bytes(payload[4:8], "big")


def _items(meta: Meta, box: Box) -> None:
    wide = 4 if box.payload[:1] != b"\0" else 2
    start = box.start + 4 + wide
    promised = int.from_bytes(box.payload[4 : 4 + wide], "big")
    for child in split(box.data, start, box.end, meta.notes):
        if child.kind != b"infe":
            child.note(meta.notes)
            continue
        item = read_item(child)
        meta.items[item.id] = item
    if promised != len(meta.items):
        meta.notes.odd("box iinf", box.at, "another number of items than there are")


def _places(meta: Meta, box: Box) -> None:
    meta.places = read_places(Cursor(box.data, box.start, box.end), meta.notes)


def _references(meta: Meta, box: Box) -> None:
    wide = 4 if box.payload[:1] != b"\0" else 2
    for child in split(box.data, box.start + 4, box.end, meta.notes):
        meta.references.append(read_references(child, wide, meta.notes))


def _properties(meta: Meta, box: Box) -> None:
    for child in split(box.data, box.start, box.end, meta.notes):
        if child.kind == b"ipco" and not meta.properties:
            meta.properties = list(split(box.data, child.start, child.end, meta.notes))
        elif child.kind == b"ipma":
            meta.owned |= read_associations(Cursor(box.data, child.start, child.end), meta.notes)
        else:
            child.note(meta.notes)
    for one in meta.properties:
        check_property(one, meta.notes)


def _store(meta: Meta, box: Box) -> None:
    meta.store = box


TABLES = {
    b"hdlr": _handler, b"pitm": _primary, b"iinf": _items, b"iloc": _places, b"iref": _references,
    b"iprp": _properties, b"idat": _store,
}  # fmt: skip


def _needed(meta: Meta) -> set[int]:
    """Return the items without which the primary picture can't be shown."""
    needed = {meta.primary}
    for _ in range(3):  # the picture, its alpha, the tiles of either
        for kind, source, targets in meta.references:
            if kind == b"dimg" and source in needed and meta.items[source].kind == b"grid":
                needed.update(target for target in targets if target in meta.items)
            if kind == b"auxl" and source in meta.items and _is_alpha(meta, source):
                needed.update({source} if needed.intersection(targets) else ())
    return needed


def _is_alpha(meta: Meta, item: int) -> bool:
    boxes = (meta.properties[index - 1] for index in meta.owned.get(item, ())
             if 0 < index <= len(meta.properties))  # fmt: skip
    return any(box.kind == b"auxC" and box.payload[4:] in ALPHA for box in boxes)


def _check_references(meta: Meta, box: Box) -> None:
    for kind, source, targets in meta.references:
        if not {source, *targets} <= meta.items.keys():
            name = kind.decode("latin-1")
            meta.notes.odd("box iref", box.at, f"a reference {name!r} to no item")


def _check_tables(meta: Meta, box: Box) -> None:
    """Note what stands in the tables for no item, and properties that no item has."""
    if not meta.owned.keys() | meta.places.keys() <= meta.items.keys():
        meta.notes.odd("box meta", box.at, "places or properties of no item")
    known = set(range(1, len(meta.properties) + 1))
    named = {number for numbers in meta.owned.values() for number in numbers}
    if named - known:
        meta.notes.odd("box ipma", box.at, "properties that are missing")
    for item, numbers in meta.owned.items():
        kinds = [_sort(meta.properties[number - 1]) for number in known.intersection(numbers)]
        if len(set(kinds)) < len(kinds):
            meta.notes.odd("box ipma", box.at, f"a property that item {item} has twice")
    for number in sorted(known - named):
        meta.properties[number - 1].note(meta.notes, "a property that no item has")


def _sort(box: Box) -> bytes:
    """Return what an item has once; colours may be told in numbers and by a profile."""
    return box.kind + (box.payload[:4] if box.kind == b"colr" else b"")


def _judge(meta: Meta, item: Item, needed: bool) -> None:  # noqa: FBT001 - one private caller
    """Walk over the coded picture of a needed item, note any other item with its bytes."""
    ranges = meta.ranges(item.id)
    if not needed or item.kind not in PICTURES:
        severity = Severity.HIGH if item.kind in (b"Exif", b"mime", *PICTURES, b"jpeg") else None
        payload = b"".join(meta.data[start:end] for start, end in ranges)
        meta.notes.leftover(f"item {item.id} {item.label}", item.at, payload, item.what, severity)
        return
    if item.name not in ITEM_NAMES:
        meta.notes.leftover("box infe", item.at, item.name.encode(), "a name of an item")
    if item.kind == b"grid":
        if sum(end - start for start, end in ranges) not in (8, 12):
            raise BrokenError(f"item {item.id}", "a grid of the wrong length")
        return
    walk = walk_obus if item.kind == b"av01" else walk_nals
    if sum(walk(meta.data, start, end, meta.notes) for start, end in ranges) > 1:
        what = "a further picture beside the shown one, all"
        payload = b"".join(meta.data[start:end] for start, end in ranges)
        meta.notes.leftover(f"item {item.id} {item.label}", item.at, payload, what, Severity.HIGH)


def _outside(meta: Meta) -> Ranges:
    """Return the ranges in the media data; note bytes of `idat` that no item uses."""
    stored: Ranges = []
    outside: Ranges = []
    for item, place in meta.places.items():
        (stored if place.inside_store else outside).extend(meta.ranges(item))
    if meta.store:
        reached = meta.store.start
        for start, end in sorted(stored):
            reached = end if start <= reached < end else reached
        if reached < meta.store.end:
            meta.notes.leftover("box idat", reached, meta.data[reached : meta.store.end],
                                severity=Severity.HIGH)  # fmt: skip
    return outside
