"""The fields of a TIFF structure, EXIF's among them, as texts and numbers."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from types import MappingProxyType
from typing import Final

from safeshare.formats import ifd
from safeshare.reveal.facts import VALUE_LIMIT, decoded

MAKER_NOTE: Final = 0x927C
MAKE, MODEL = 0x010F, 0x0110

_GPS: Final = "GPS"
_PHOTO: Final = frozenset({"IFD", "SubIFD", "Exif"})
_MOST_PAGES = 50
_LONGEST: Final = 1_000_000  # bytes of a field that are looked at; all fields may be the whole file
_ASCII: Final = 2
_BYTES: Final = frozenset({1, 2, 7})
_FORMS: Final = MappingProxyType(
    {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q"}
)
_RATIOS: Final = MappingProxyType({5: "II", 10: "ii"})
_MOST_NUMBERS = 200
_BLANK_CODES: Final = frozenset({b"ASCII", b"JIS", b""})


class Unreadable(Exception):
    """No reader made sense of the structure."""


class Tags:
    """Fields of directories of one TIFF structure, found by tag.

    Of several directories the first that has the field counts. Every getter gives
    an empty or zero answer where the field is missing or broken.
    """

    def __init__(self, payload: bytes, order: str, directories: Sequence[ifd.Ifd]) -> None:
        self.payload = payload
        self.order = order
        self._entries: dict[int, ifd.Entry] = {}
        for directory in directories:
            self._entries = {**directory.entries, **self._entries}

    def entry(self, tag: int) -> ifd.Entry | None:
        """Return where a field's value lies, or None."""
        return self._entries.get(tag)

    def present(self) -> Iterator[int]:
        """Yield the tags of the fields that there are, lowest first."""
        yield from sorted(self._entries)

    def is_text(self, tag: int) -> bool:
        """Tell whether a field is declared to be text."""
        entry = self.entry(tag)
        return entry is not None and entry.type == _ASCII

    def raw(self, tag: int) -> bytes:
        """Return a field's bytes, at most _LONGEST."""
        entry = self.entry(tag)
        return self.payload[entry.start : min(entry.end, entry.start + _LONGEST)] if entry else b""

    def text(self, tag: int) -> str:
        """Return a field as text, trimmed, at most VALUE_LIMIT characters.

        What follows a NUL in a text is no part of it.
        """
        entry = self.entry(tag)
        if entry is None:
            return ""
        if entry.type not in _BYTES:
            return " ".join(f"{number:.10g}" for number in self.numbers(tag))
        raw = self.raw(tag)
        return decoded(raw.partition(b"\0")[0] if entry.type == _ASCII else raw)[:VALUE_LIMIT]

    def windows(self, tag: int) -> str:
        """Return a text that Windows wrote: UTF-16, little-endian."""
        return _utf16(self.raw(tag), "little")

    def numbers(self, tag: int) -> list[float]:
        """Return a field's numbers; one that is none (a division by zero) ends the list."""
        entry = self.entry(tag)
        if entry is None:
            return []
        form = _FORMS.get(entry.type) or _RATIOS.get(entry.type)
        if form is None:
            return []
        raw = self.raw(tag)[: _MOST_NUMBERS * 8]
        unit = struct.Struct(self.order + form)
        numbers: list[float] = []
        for parts in unit.iter_unpack(raw[: len(raw) // unit.size * unit.size]):
            if len(parts) == 2 and parts[1] == 0:
                break
            number = parts[0] / parts[1] if len(parts) == 2 else parts[0]
            if math.isfinite(number):
                numbers.append(number)
        return numbers

    def number(self, tag: int) -> int:
        """Return a field's first number as an integer, or 0."""
        return next((int(number) for number in self.numbers(tag)), 0)

    def coded(self, tag: int) -> str:
        """Return a text whose first eight bytes name its character code (Exif 3.0, 4.6.6.2).

        Many programs leave the name out.
        """
        raw = self.raw(tag)
        code = raw[:8].rstrip(b"\0 ").upper()
        if code == b"UNICODE":
            return self._either_utf16(raw[8:])
        return decoded(raw[8:] if code in _BLANK_CODES else raw)

    def _either_utf16(self, raw: bytes) -> str:
        """Return UTF-16 text: by its mark, else in the byte order that reads more like text."""
        order = "little" if raw[1::2].count(0) > raw[0::2].count(0) else "big"
        if raw.count(0) == 0:
            order = "little" if self.order == "<" else "big"
        return _utf16(raw, order)


@dataclass(frozen=True, slots=True)
class Page:
    """The fields of one photo of a structure: all directories' but GPS's, and GPS's."""

    tags: Tags
    gps: Tags


def read_pages(payload: bytes) -> Iterator[Page]:
    """Yield the photos of a TIFF structure (without the "Exif" prefix), at most _MOST_PAGES.

    EXIF has two: the photo and its thumbnail. Raises Unreadable.
    """
    directories = ifd.read(payload)
    if not directories:
        raise Unreadable
    order = directories[0].order
    pages = groupby(directories, lambda found: found.name.partition(" ")[0])
    for _, group in islice(pages, _MOST_PAGES):
        photo, gps = [], []
        for found in group:
            kind = found.name.rpartition(" ")[2].rstrip("0123456789")
            if kind == _GPS:
                gps.append(found)
            elif kind in _PHOTO:
                photo.append(found)
        yield Page(Tags(payload, order, photo), Tags(payload, order, gps))


def _utf16(raw: bytes, order: str) -> str:
    codec = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else f"utf-16-{order[0]}e"
    text = raw[: 2 * VALUE_LIMIT].decode(codec, "replace")
    return text.strip("\0 \t\r\n")
