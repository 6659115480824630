"""Splits ISO base media data into boxes and tells what an allowed leaf box may hold.

Source: ISO/IEC 14496-12 section 4.2; ISO/IEC 23008-12 section 6.5 (item properties).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from safeshare.model import Severity
from safeshare.verify.allowed import is_canonical_profile
from safeshare.verify.coded import SEQUENCE_HEADER, walk_obus, walk_parameter_sets
from safeshare.verify.notes import BrokenError, CutError, Notes

ALPHA = (
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
    b"urn:mpeg:hevc:2015:auxid:1\0",
)


@dataclass(frozen=True, slots=True)
class Box:
    """One box. at: where it starts; start, end: its content, half-open, in `data`."""

    data: bytes
    kind: bytes
    at: int
    start: int
    end: int

    @property
    def name(self) -> str:
        """The four characters of its type."""
        return "".join(chr(byte) if 0x20 < byte < 0x7F else "." for byte in self.kind)

    @property
    def payload(self) -> bytes:
        """Its content."""
        return self.data[self.start : self.end]

    def note(self, notes: Notes, what: str | None = None, severity: Severity | None = None) -> None:
        """Note the whole box as a leftover."""
        notes.leftover(f"box {self.name}", self.at, self.payload, what, severity)


def split(data: bytes, start: int, end: int, notes: Notes) -> Iterator[Box]:
    """Give the boxes in data[start:end]; raise CutError or BrokenError where they don't fit."""
    at = start
    while at < end:
        notes.count_block(at)
        if end - at < 8:
            raise CutError(f"box at byte {at:,}", "too short for a header")
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < head:
            raise BrokenError(f"box at byte {at:,}", "an impossible size")
        if at + size > end:
            raise CutError(f"box {kind!r} at byte {at:,}", f"{size:,} bytes promised")
        yield Box(data, kind, at, at + head, at + size)
        at += size


def _exact(*sizes: int) -> Callable[[Box, Notes], None]:
    def check(box: Box, notes: Notes) -> None:
        if box.end - box.start not in sizes or (sizes[0] >= 12 and any(box.payload[:4])):
            box.note(notes, "a box of the wrong length or version")

    return check


def _pixel_depths(box: Box, notes: Notes) -> None:
    payload = box.payload
    if len(payload) < 5 or payload[:4] != b"\0\0\0\0" or len(payload) != 5 + payload[4]:
        box.note(notes, "a box of the wrong length")


def _colour(box: Box, notes: Notes) -> None:
    payload = box.payload
    numbers = payload[:4] == b"nclx" and len(payload) == 11 and payload[10] & 0x7F == 0
    if not numbers and not (payload[:4] == b"prof" and is_canonical_profile(payload[4:])):
        box.note(notes, "a colour profile")


def _alpha(box: Box, notes: Notes) -> None:
    payload = box.payload
    if payload[:4] != b"\0\0\0\0" or payload[4:] not in ALPHA:
        box.note(notes, "the mark of an auxiliary picture", Severity.MEDIUM)


def _av1(box: Box, notes: Notes) -> None:
    if len(box.payload) < 4 or box.payload[0] != 0x81:
        box.note(notes, "a decoder configuration that makes no sense")
    walk_obus(box.data, box.start + 4, box.end, notes, SEQUENCE_HEADER)


def _hevc(box: Box, notes: Notes) -> None:
    walk_parameter_sets(box.data, box.start, box.end, notes)


def _crop(box: Box, notes: Notes) -> None:
    box.note(notes, "a crop, behind which parts of the picture hide", Severity.HIGH)


# Item properties and boxes of a sample entry that describe the coded picture.
PROPERTIES: dict[bytes, Callable[[Box, Notes], None]] = {
    b"ispe": _exact(12),
    b"pixi": _pixel_depths,
    b"colr": _colour,
    b"auxC": _alpha,
    b"auxi": _alpha,
    b"av1C": _av1,
    b"hvcC": _hevc,
    b"irot": _exact(1),
    b"imir": _exact(1),
    b"pasp": _exact(8),
    b"clap": _crop,
    b"ccst": _exact(8),
}


def check_property(box: Box, notes: Notes) -> None:
    """Note a property that is unknown, or known and not as a bare picture has it."""
    check = PROPERTIES.get(box.kind)
    if check is None:
        box.note(notes)
    else:
        check(box, notes)


def check_handler(box: Box, kinds: tuple[bytes, ...], notes: Notes) -> None:
    """Note a handler of another kind, or one with a name."""
    payload = box.payload
    blank = payload[:8] == bytes(8) and payload[12:24] == bytes(12)
    if payload[8:12] not in kinds:
        box.note(notes, "a handler of no picture", Severity.MEDIUM)
    elif not blank or payload[24:] not in (b"", b"\0"):
        box.note(notes, "a handler with a name", Severity.MEDIUM)
