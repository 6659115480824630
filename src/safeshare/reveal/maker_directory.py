"""Makers' notes that are directories of fields, and those at fixed places, read by tables.

For makers that ExifRead doesn't know. Their layouts are not published; these are
what their cameras write.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from safeshare.formats.ifd import SIZES
from safeshare.model import Finding, Severity
from safeshare.reveal.facts import VALUE_LIMIT, decoded, fact, says_something, shown
from safeshare.reveal.maker_fields import (
    APPLE,
    MOTOROLA,
    OLYMPUS_EQUIPMENT,
    PANASONIC,
    PENTAX,
    SAMSUNG,
)
from safeshare.reveal.moment import moment
from safeshare.reveal.tags import MAKE, Tags

_WHERE = "EXIF MakerNote"
_MOST_ENTRIES = 500
_EQUIPMENT, _RUN_TIME = 0x2010, 0x0003
_RECONYX = (b"\x01\xf1\x02\0", b"\x01\xf1\x03\0")

Fields = Mapping[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a maker's notes begin.

    prefix: the note's first bytes, or b"" where the camera's make tells.
    skip: bytes before the directory. own: offsets count from the note's start,
    not from that of the whole structure.
    order: the directory's byte order, "" where it is that of the whole structure.
    within: a tag whose value is the offset of the directory with the fields, or None.
    """

    make: str
    prefix: bytes
    skip: int
    own: bool
    fields: Fields
    order: str = ""
    within: int | None = None


_LAYOUTS = (
    _Layout("", b"Apple iOS\0", 14, own=True, fields=APPLE, order=">"),
    _Layout("", b"Panasonic\0\0\0", 12, own=False, fields=PANASONIC),
    _Layout("", b"AOC\0", 6, own=False, fields=PENTAX),
    _Layout("", b"PENTAX \0", 10, own=True, fields=PENTAX),
    _Layout("", b"MOT\0", 8, own=True, fields=MOTOROLA),
    _Layout("", b"OLYMPUS\0", 12, own=True, fields=OLYMPUS_EQUIPMENT, within=_EQUIPMENT),
    _Layout("samsung", b"", 0, own=True, fields=SAMSUNG),
)


def directory_facts(tags: Tags, start: int, note: bytes) -> list[Finding] | None:
    """Return what the notes of makers in the tables tell, None for those of other makers.

    start: where the note begins in the structure.
    """
    if note.startswith(_RECONYX):
        return list(_reconyx(note))
    make = tags.text(MAKE).casefold()
    for layout in _LAYOUTS:
        if note.startswith(layout.prefix) and make.startswith(layout.make):
            found = list(_texts(tags, start, layout))
            return [told for tag, raw in found for told in _told(layout.fields, tag, raw)] or None
    return None


def _told(fields: Fields, tag: int, raw: bytes) -> Iterator[Finding]:
    if fields is APPLE and tag == _RUN_TIME:
        yield from _run_time(raw)
    kind, sentence = fields.get(tag, ("", ""))
    text = _text(raw)
    if not kind or not says_something(text):
        return
    stamp = moment(text) if kind == "time" else None
    if kind != "time" or stamp:
        yield fact(kind, _WHERE, sentence.format(stamp or shown(text)), text)


def _texts(tags: Tags, start: int, layout: _Layout) -> Iterator[tuple[int, bytes]]:
    """Yield (tag, bytes) of the directory in which a layout has its fields."""
    base = start if layout.own else 0
    data, order = tags.payload, layout.order or tags.order
    entries = _entries(data, start + layout.skip, base, order)
    if layout.within is not None:
        raw = next((raw for tag, raw in entries if tag == layout.within), b"")
        if len(raw) < 4:
            return
        below = base + int.from_bytes(raw[:4], "little" if order == "<" else "big")
        entries = _entries(data, below, base, order)
    yield from entries


def _entries(data: bytes, at: int, base: int, order: str) -> Iterator[tuple[int, bytes]]:
    """Yield (tag, bytes) of one directory of TIFF's kind; stops where it leaves the data."""
    try:
        (count,) = struct.unpack_from(f"{order}H", data, at)
        for index in range(min(count, _MOST_ENTRIES)):
            place = at + 2 + 12 * index
            tag, kind, length = struct.unpack_from(f"{order}HHI", data, place)
            size = SIZES.get(kind, 0) * length
            here = place + 8
            if size > 4:
                here = base + struct.unpack_from(f"{order}I", data, here)[0]
            yield tag, data[here : here + min(size, VALUE_LIMIT)]
    except struct.error:
        return


def _text(raw: bytes) -> str:
    text = decoded(raw.partition(b"\0")[0])
    return text if text.isprintable() else raw.hex()


def _run_time(raw: bytes) -> Iterator[Finding]:
    """Yield how long a phone had been running: a property list with value and timescale."""
    import plistlib

    try:
        time = plistlib.loads(raw, fmt=plistlib.FMT_BINARY)
        hours = float(time["value"]) / float(time["timescale"]) / 3_600
    except Exception:  # noqa: BLE001 - its reader raises nearly anything on broken bytes
        return
    if math.isfinite(hours) and hours > 0:
        words = f"{hours:.1f} hours"
        summary = f"the phone had been running for {words}"
        yield fact("time", _WHERE, summary, words, severity=Severity.LOW)


def _reconyx(note: bytes) -> Iterator[Finding]:
    """Yield a HyperFire trail camera's serial number and label, which stand at fixed places."""
    serial = note[42:72].decode("utf-16-le", "replace").partition("\0")[0].strip()
    if says_something(serial):
        yield fact("serial", _WHERE, f"the camera's serial number {shown(serial)}", serial)
    label = decoded(note[86:108].partition(b"\0")[0])
    if says_something(label):
        yield fact("caption", _WHERE, f"the camera's label {shown(label)}", label)
