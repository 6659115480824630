"""Makers' notes by ExifRead: only the fields that identify, under a budget."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Mapping
from typing import Any

from exifread.core.exif_header import ExifHeader
from exifread.core.ifd_tag import IfdTag
from exifread.tags.fields import FieldType

from safeshare.reveal.facts import VALUE_LIMIT, decoded
from safeshare.reveal.maker_fields import NOTES

READS, BYTES = 100_000, 8_000_000
"""What ExifRead may read from one note: a quarter of a second's work."""

# A warning would quote from a private photo, on a terminal or in a log.
logging.getLogger("exifread").setLevel(logging.CRITICAL + 1)

_HEAD = 14  # bytes of a note that ExifRead looks at to tell its make
_ARRAYS = frozenset({0x0001, 0x0004, 0x0093})
"""Canon's arrays: camera settings, shot info, file info; ExifRead looks into them by number."""


class _TooMuch(Exception):
    """The note makes ExifRead read without end."""


def read_note(
    payload: bytes, order: str, start: int, note: bytes, camera: tuple[str, str]
) -> dict[str, str] | None:
    """Return the fields of a MakerNote that tell who, which or when, by ExifRead's names.

    payload: the TIFF structure; order: its byte order, "<" or ">"; start: where
    the note begins in it; camera: make and model, which say how it is written.
    None where ExifRead finds no field that it knows.
    """
    make, model = camera
    header = _Header(_Metered(payload), "I" if order == "<" else "M", 0, 0, strict=False)
    header.tags = {
        "EXIF MakerNote": _tag("", list(note[:_HEAD]), start, len(note)),
        "Image Make": _tag(make, make, 0, 0),
        "Image Model": _tag(model, model, 0, 0),
    }
    # It raises nearly anything on broken bytes; what was read so far stands.
    with contextlib.suppress(Exception):
        header.decode_maker_note()
    return _named(header.tags) if header.known else None


def _named(tags: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, tag in tags.items():
        start, _, field = name.partition(" ")
        if start == "MakerNote" and _is_wanted(field):
            found[field] = _text(tag.values)[:VALUE_LIMIT]
    return found


def _tag(printable: str, values: Any, offset: int, length: int) -> IfdTag:
    return IfdTag(printable, 0, FieldType.UNDEFINED, values, offset, length)


def _is_wanted(name: str) -> bool:
    return name.strip() in NOTES or name.strip().endswith("SerialNumber")


class _Header(ExifHeader):
    """ExifRead's reader, which leaves out the fields that nobody asks for: most of its work.

    known: fields whose names ExifRead knows, wanted or not.
    """

    known = 0

    def _process_tag(self, ifd: int, ifd_name: str, *rest: Any, **named: Any) -> None:
        _entry, _at, tag, name = rest[:4]
        self.known += not name.startswith("Tag 0x")
        if _is_wanted(name) or tag in _ARRAYS:
            super()._process_tag(ifd, ifd_name, *rest, **named)


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
            raise _TooMuch
        return chunk


def _text(values: object) -> str:
    if isinstance(values, str):
        return values.strip("\0 \t\r\n")
    if isinstance(values, bytes):
        return decoded(values)
    if isinstance(values, list) and len(values) > 4 and all(_is_byte(value) for value in values):
        raw = bytes(values)
        text = decoded(raw.partition(b"\0")[0])
        return text if text.isascii() and text.isprintable() else raw.hex()
    if isinstance(values, list):
        return " ".join(str(value) for value in values[:VALUE_LIMIT])
    return str(values)


def _is_byte(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= 255
