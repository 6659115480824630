"""A TIFF structure's fields, read by ExifRead under a budget."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterable
from typing import Any

from safeshare.reveal.facts import VALUE_LIMIT, decoded

READS, BYTES = 500_000, 32_000_000
"""What ExifRead may read from one block: about a second's work."""

_NAMES = 5_000


class Unreadable(Exception):
    """No reader made sense of the structure."""


class Tags:
    """Fields of one TIFF structure by ExifRead's names, such as "EXIF LensModel".

    Every getter gives an empty or zero answer where the field is missing or broken.
    """

    def __init__(self, payload: bytes, fields: dict[str, Any]) -> None:
        self.payload = payload
        self._fields = fields

    def names(self) -> Iterable[str]:
        """Return the names of the fields, at most some thousands."""
        return list(self._fields)[:_NAMES]

    def raw(self, name: str) -> bytes:
        """Return a field's bytes; of fields within a maker's notes, whose offsets vary, none."""
        field = self._fields.get(name)
        if field is None or name.startswith("MakerNote "):
            return b""
        return self.payload[field.field_offset : field.field_offset + field.field_length]

    def text(self, name: str) -> str:
        """Return a field as text, trimmed, at most VALUE_LIMIT characters."""
        field = self._fields.get(name)
        if field is None:
            return ""
        if name.startswith("Image XP"):  # Windows keeps these in UTF-16, little-endian
            return _utf16(self.raw(name), "little")
        return _text(field.values)[:VALUE_LIMIT]

    def numbers(self, name: str) -> list[float]:
        """Return a field's numbers; those that are none (a division by zero) end the list."""
        values = getattr(self._fields.get(name), "values", [])
        numbers: list[float] = []
        for value in values if isinstance(values, list) else []:
            try:
                numbers.append(float(value))
            except (TypeError, ValueError, ZeroDivisionError, OverflowError):
                break
        return [number for number in numbers if math.isfinite(number)]

    def number(self, name: str) -> int:
        """Return a field's first number as an integer, or 0."""
        return next((int(number) for number in self.numbers(name)), 0)

    def utf16(self, raw: bytes) -> str:
        """Return UTF-16 text: by its mark, else in the byte order that reads more like text."""
        order = "little" if raw[1::2].count(0) > raw[0::2].count(0) else "big"
        if raw.count(0) == 0:
            order = "little" if self.payload.startswith(b"II") else "big"
        return _utf16(raw, order)


def read_tags(payload: bytes) -> Tags:
    """Return the fields of a TIFF structure (without the "Exif" prefix).

    Maker's notes that can't be read are left out. Raises Unreadable.
    """
    if not payload.startswith((b"II*\0", b"MM\0*")):
        raise Unreadable
    # A warning would quote from a private photo, on a terminal or in a log.
    logging.getLogger("exifread").setLevel(logging.CRITICAL + 1)
    for details in (True, False):
        try:
            return Tags(payload, _exifread(payload, details=details))
        except Exception:  # noqa: BLE001, S112 - ExifRead raises nearly anything on broken bytes
            continue
    raise Unreadable


def _exifread(payload: bytes, *, details: bool) -> dict[str, Any]:
    import exifread

    # Its thumbnail extraction copies the whole thumbnail once per field: not used.
    return exifread.process_file(
        _Metered(payload), details=details, extract_thumbnail=False, truncate_tags=True
    )


class _Metered(io.BytesIO):
    """Bytes as a file that refuses after READS reads or BYTES bytes.

    ExifRead follows counts and offsets as they stand, so that a few hostile
    bytes could keep it busy for hours; each of its loops reads.
    """

    def __init__(self, payload: bytes) -> None:
        super().__init__(payload)
        self._reads = READS
        self._bytes = BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        self._reads -= 1
        self._bytes -= len(chunk)
        if self._reads < 0 or self._bytes < 0:
            raise Unreadable
        return chunk


def _text(values: object) -> str:
    if isinstance(values, str):
        return values.strip("\0 \t\r\n")
    if isinstance(values, bytes):
        return decoded(values)
    if isinstance(values, list):
        return " ".join(str(value) for value in values[:VALUE_LIMIT])
    return str(values)


def _utf16(raw: bytes, order: str) -> str:
    codec = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else f"utf-16-{order[0]}e"
    text = raw[: 2 * VALUE_LIMIT].decode(codec, "replace")
    return text.strip("\0 \t\r\n")
