"""Reads JPEG XL strictly: a codestream, alone or in a container that holds nothing else.

Source: ISO/IEC 18181-1 (codestream), 18181-2 (container).
Where a codestream ends is known to a decoder only: when the picture still decodes without
its last byte, that byte was no part of it.
Does not see: names of frames, what a profile inside of the codestream says, bytes that fill up
the coded sections.
"""

from __future__ import annotations

from safeshare.errors import TooLarge
from safeshare.model import DEFAULT_LIMITS, Severity
from safeshare.verify.boxes import Box, split
from safeshare.verify.jxl_decode import decoded
from safeshare.verify.jxl_header import read_header
from safeshare.verify.notes import BrokenError, CutError, Notes

CODESTREAM = b"\xff\x0a"
SIGNATURE_BOX = b"\r\n\x87\n"
BRAND = b"jxl \0\0\0\0jxl "
LEVELS = (b"\x05", b"\x0a")
WHAT = {
    b"Exif": "an EXIF block", b"xml ": "an XMP block", b"brob": "a compressed block",
    b"jbrd": "what brings back the original JPEG", b"jumb": "a provenance claim",
}  # fmt: skip
WEIGHT = dict.fromkeys((*WHAT, b"uuid"), Severity.HIGH)
CUTS = tuple(16**power for power in range(8))


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a JPEG XL file that a bare picture does not need.

    Raises: CutError or BrokenError where the structure does not fit, TooLarge above the limits,
    UnsupportedFormat without the library that decodes.
    """
    at = 0
    stream = data
    if not data.startswith(CODESTREAM):
        at, stream = _unwrapped(data, notes)
    if not stream.startswith(CODESTREAM):
        raise BrokenError(f"codestream at byte {at:,}", "another signature")
    header = read_header(stream, notes)
    if header.width * header.height > DEFAULT_LIMITS.pixels:
        raise TooLarge(f"it has {header.width:,} x {header.height:,} pixels.")
    notes.picture("codestream", stream)
    if header.moves:
        notes.unreadable("codestream", "an animation, whose end can't be told")
        return
    if decoded(stream) is None:
        raise CutError(f"codestream at byte {at:,}", "it can't be decoded")
    surplus = _surplus(stream)
    if surplus:
        where = len(data) - surplus
        notes.leftover("behind the codestream", where, stream[-surplus:], severity=Severity.HIGH)


def _unwrapped(data: bytes, notes: Notes) -> tuple[int, bytes]:
    """Note the boxes that hold no picture; return where the codestream begins, and its bytes."""
    parts: list[Box] = []
    try:
        for box in split(data, 0, len(data), notes):
            if box.kind in (b"jxlc", b"jxlp"):
                parts.append(box)
            elif not _is_frame(box, len(parts)):
                box.note(notes, WHAT.get(box.kind), WEIGHT.get(box.kind))
    except BrokenError as error:
        if not parts:
            raise
        notes.leftover(error.where, parts[-1].end, data[parts[-1].end :], severity=Severity.HIGH)
    if not parts:
        raise CutError("container", "it holds no codestream")
    _check_order(parts, notes)
    return parts[0].start, _joined(parts)


def _check_order(parts: list[Box], notes: Notes) -> None:
    """Note codestreams beyond the first, and parts of one that are not numbered 0, 1, ..."""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        number = index | (0x80000000 if last else 0)
        if index and b"jxlc" in (part.kind, parts[0].kind):
            part.note(notes, "a second codestream", Severity.HIGH)
        elif part.kind == b"jxlp" and part.payload[:4] != number.to_bytes(4, "big"):
            notes.odd("box jxlp", part.at, "a part of the codestream out of order")


def _is_frame(box: Box, parts: int) -> bool:
    """Tell whether a box is one that every container begins with."""
    return parts == 0 and (
        (box.kind == b"JXL " and box.at == 0 and box.payload == SIGNATURE_BOX)
        or (box.kind == b"ftyp" and box.at == 12 and box.payload == BRAND)
        or (box.kind == b"jxll" and box.at == 32 and box.payload in LEVELS)
    )


def _joined(parts: list[Box]) -> bytes:
    if parts[0].kind == b"jxlc":
        return parts[0].payload
    return b"".join(part.payload[4:] for part in parts if part.kind == b"jxlp")


def _surplus(stream: bytes) -> int:
    """Return how many bytes at the end can be left away; a power of 16 that is not too large."""
    spare = 0
    for cut in CUTS:
        if cut >= len(stream) or decoded(stream[:-cut]) is None:
            return spare
        spare = cut
    return spare
