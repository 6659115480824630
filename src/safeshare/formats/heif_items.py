"""Reads the item tables of a HEIF `meta` box: what there is, where it lies, what belongs to what.

Source: ISO/IEC 14496-12, sections 8.11.3 (iloc), 8.11.6 (iinf), 8.11.12 (iref);
ISO/IEC 23008-12, section 9.3 (iprp).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from .boxes import BROKEN, Box, boxes

ITEMS: Final = 65_536
EXTENTS: Final = 100_000  # of all items together; so many references and properties too

_TABLES: Final = frozenset(b"pitm iinf iref iloc iprp idat hdlr dinf grpl ipro".split())


class _CutError(Exception):
    """A table ends before its own count; what was read so far stands."""


class _Cursor:
    """Reads big-endian numbers and texts from data[at:end]."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def number(self, size: int) -> int:
        if self.at + size > self.end:
            raise _CutError
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "big")

    def text(self) -> bytes:
        stop = self.data.find(b"\0", self.at, self.end)
        start, self.at = self.at, (stop + 1 if stop >= 0 else self.end)
        return self.data[start : stop if stop >= 0 else self.end]


@dataclass(slots=True)
class Item:
    """One item: its type (such as b"hvc1", b"Exif"), and where its bytes lie in the file.

    hidden: viewers do not offer it as a picture of its own.
    """

    kind: bytes
    content_type: bytes = b""
    hidden: bool = False
    extents: list[tuple[int, int]] = field(default_factory=list)
    auxiliary: bytes = b""


@dataclass(slots=True)
class Items:
    """The item tables of one `meta` box.

    references: (kind, from, to) in the file's order. properties: the boxes of `ipco`.
    owned: how many properties of items were looked up.
    """

    primary: int = 0
    items: dict[int, Item] = field(default_factory=dict)
    references: list[tuple[bytes, int, int]] = field(default_factory=list)
    properties: list[Box] = field(default_factory=list)
    owned: int = 0
    others: list[Box] = field(default_factory=list)


def read(data: bytes, meta: Box) -> Items:
    """Read the tables. A broken one gives what stands in front of the break."""
    result = Items()
    inside = list(boxes(data, meta.body + 4, meta.end))
    by_kind = {box.kind: box for box in reversed(inside)}
    idat = by_kind.get(b"idat")
    for kind, reader in ((b"pitm", _primary), (b"iinf", _information), (b"iref", _references)):
        if kind in by_kind:
            _tolerant(reader, result, data, by_kind[kind])
    if b"iloc" in by_kind:
        _tolerant(_Locations(idat), result, data, by_kind[b"iloc"])
    if b"iprp" in by_kind:
        _properties(result, data, by_kind[b"iprp"])
    result.others = [box for box in inside if box.kind not in _TABLES]
    return result


def _tolerant(
    reader: Callable[[Items, bytes, Box], None], result: Items, data: bytes, box: Box
) -> None:
    try:
        reader(result, data, box)
    except _CutError:
        return


def _opened(data: bytes, box: Box) -> tuple[_Cursor, int]:
    """Give a cursor behind the version and flags of a full box, and the version."""
    cursor = _Cursor(data, box.body, box.end)
    return cursor, cursor.number(4) >> 24


def _primary(result: Items, data: bytes, box: Box) -> None:
    cursor, version = _opened(data, box)
    result.primary = cursor.number(4 if version else 2)


def _information(result: Items, data: bytes, box: Box) -> None:
    cursor, version = _opened(data, box)
    cursor.number(4 if version else 2)
    for entry in boxes(data, cursor.at, box.end):
        if entry.kind != b"infe" or len(result.items) >= ITEMS:
            continue
        inside, version = _opened(data, entry)
        if version < 2:
            continue
        number = inside.number(4 if version > 2 else 2)
        inside.number(2)
        kind = inside.number(4).to_bytes(4, "big")
        inside.text()
        content = inside.text() if kind in (b"mime", b"uri ") else b""
        hidden = bool(data[entry.body + 3] & 1)
        result.items.setdefault(number, Item(kind, content, hidden))


def _references(result: Items, data: bytes, box: Box) -> None:
    cursor, version = _opened(data, box)
    width = 4 if version else 2
    for entry in boxes(data, cursor.at, box.end):
        inside = _Cursor(data, entry.body, entry.end)
        if entry.kind == BROKEN:
            return
        source = inside.number(width)
        for _ in range(min(inside.number(2), EXTENTS - len(result.references))):
            result.references.append((entry.kind, source, inside.number(width)))


@dataclass(frozen=True, slots=True)
class _Locations:
    """Reader of `iloc`; some items lie in the `idat` box."""

    idat: Box | None

    def __call__(self, result: Items, data: bytes, box: Box) -> None:
        cursor, version = _opened(data, box)
        sizes = cursor.number(2)
        offset, length, base = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
        index = sizes & 15 if version else 0
        left = EXTENTS
        for _ in range(min(cursor.number(4 if version > 1 else 2), ITEMS)):
            item = result.items.get(cursor.number(4 if version > 1 else 2), Item(b""))
            method = cursor.number(2) & 15 if version else 0
            cursor.number(2)
            start = cursor.number(base)
            for _ in range(min(cursor.number(2), left)):
                left -= 1
                cursor.number(index)
                begin = start + cursor.number(offset)
                item.extents += self._extent(data, method, begin, cursor.number(length))

    def _extent(self, data: bytes, method: int, start: int, size: int) -> Iterator[tuple[int, int]]:
        low, high = 0, len(data)
        if method == 1 and self.idat is not None:
            low, high = self.idat.body, self.idat.end
        start += low
        end = min(start + size, high) if size else high
        if method < 2 and start < end:
            yield start, end


def _properties(result: Items, data: bytes, iprp: Box) -> None:
    """Keep the properties, and each item's auxiliary type."""
    inside = list(boxes(data, iprp.body, iprp.end))
    for box in inside:
        if box.kind == b"ipco":
            result.properties += boxes(data, box.body, box.end)
    for box in inside:
        if box.kind == b"ipma":
            _tolerant(_associations, result, data, box)


def _associations(result: Items, data: bytes, box: Box) -> None:
    cursor, version = _opened(data, box)
    width = 2 if data[box.body + 3] & 1 else 1
    for _ in range(min(cursor.number(4), ITEMS)):
        item = result.items.get(cursor.number(4 if version else 2))
        for _ in range(min(cursor.number(1), EXTENTS - result.owned)):
            result.owned += 1
            index = (cursor.number(width) & (0x7FFF if width == 2 else 0x7F)) - 1
            if item is None or not 0 <= index < len(result.properties):
                continue
            prop = result.properties[index]
            if prop.kind == b"auxC":
                item.auxiliary = data[prop.body + 4 : prop.end].partition(b"\0")[0]
