"""The fields of a TIFF structure, EXIF's among them, as texts and numbers."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from safeshare.formats import ifd
from safeshare.reveal.facts import VALUE_LIMIT, decoded

MAKER_NOTE: Final = ("EXIF", 0x927C)
MAKE, MODEL = ("Image", 0x010F), ("Image", 0x0110)

Name = tuple[str, int]
"""A field: its directory, "Image", "EXIF" or "GPS", and its tag."""

_DIRECTORIES = (("Image", r"IFD\d+"), ("EXIF", r"IFD\d+ Exif"), ("GPS", r"IFD\d+ GPS"))
_MOST_DIRECTORIES = 50
_ASCII: Final = 2
_BYTES: Final = frozenset({1, 2, 7})
_FORMS: Final = MappingProxyType(
    {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q"}
)
_RATIOS: Final = MappingProxyType({5: "II", 10: "ii"})
_MOST_NUMBERS = 200


class Unreadable(Exception):
    """No reader made sense of the structure."""


class Tags:
    """Fields of one TIFF structure, found by directory and tag.

    Of several directories of a kind (the pages of a TIFF) the first that has
    the field counts. Every getter gives an empty or zero answer where the field
    is missing or broken.
    """

    def __init__(self, payload: bytes, directories: tuple[ifd.Ifd, ...]) -> None:
        self.payload = payload
        self.order = directories[0].order
        self._by_name = {
            name: [found for found in directories if re.fullmatch(pattern, found.name)][
                :_MOST_DIRECTORIES
            ]
            for name, pattern in _DIRECTORIES
        }

    def entry(self, name: Name) -> ifd.Entry | None:
        """Return where a field's value lies, or None."""
        directory, tag = name
        found = (below.entries.get(tag) for below in self._by_name[directory])
        return next((entry for entry in found if entry is not None), None)

    def present(self) -> Iterator[Name]:
        """Yield the fields that there are, each once."""
        for name, directories in self._by_name.items():
            for tag in dict.fromkeys(tag for found in directories for tag in found.entries):
                yield name, tag

    def raw(self, name: Name) -> bytes:
        """Return a field's bytes."""
        entry = self.entry(name)
        return self.payload[entry.start : entry.end] if entry else b""

    def text(self, name: Name) -> str:
        """Return a field as text, trimmed, at most VALUE_LIMIT characters.

        What follows a NUL in a text is no part of it.
        """
        entry = self.entry(name)
        if entry is None:
            return ""
        if entry.type not in _BYTES:
            return " ".join(f"{number:.10g}" for number in self.numbers(name))
        raw = self.raw(name)
        return decoded(raw.partition(b"\0")[0] if entry.type == _ASCII else raw)[:VALUE_LIMIT]

    def windows(self, name: Name) -> str:
        """Return a text that Windows wrote: UTF-16, little-endian."""
        return _utf16(self.raw(name), "little")

    def numbers(self, name: Name) -> list[float]:
        """Return a field's numbers; one that is none (a division by zero) ends the list."""
        entry = self.entry(name)
        if entry is None:
            return []
        form = _FORMS.get(entry.type) or _RATIOS.get(entry.type)
        if form is None:
            return []
        raw = self.raw(name)[: _MOST_NUMBERS * 8]
        unit = struct.Struct(self.order + form)
        numbers: list[float] = []
        for parts in unit.iter_unpack(raw[: len(raw) // unit.size * unit.size]):
            if len(parts) == 2 and parts[1] == 0:
                break
            number = parts[0] / parts[1] if len(parts) == 2 else parts[0]
            if math.isfinite(number):
                numbers.append(number)
        return numbers

    def number(self, name: Name) -> int:
        """Return a field's first number as an integer, or 0."""
        return next((int(number) for number in self.numbers(name)), 0)

    def utf16(self, raw: bytes) -> str:
        """Return UTF-16 text: by its mark, else in the byte order that reads more like text."""
        order = "little" if raw[1::2].count(0) > raw[0::2].count(0) else "big"
        if raw.count(0) == 0:
            order = "little" if self.order == "<" else "big"
        return _utf16(raw, order)


def read_tags(payload: bytes) -> Tags:
    """Return the fields of a TIFF structure (without the "Exif" prefix). Raises Unreadable."""
    directories = ifd.read(payload)
    if not directories:
        raise Unreadable
    return Tags(payload, directories)


def _utf16(raw: bytes, order: str) -> str:
    codec = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else f"utf-16-{order[0]}e"
    text = raw[: 2 * VALUE_LIMIT].decode(codec, "replace")
    return text.strip("\0 \t\r\n")
