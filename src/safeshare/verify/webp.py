"""Reads a WebP strictly: known chunks, in order, with flags that say what is there.

Source: RFC 9649 (container, VP8L, ALPH); RFC 6386 section 9.1 (VP8 frame header).
Does not see: bytes behind the coded data inside of an ALPH chunk; fewer than 16 behind a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from safeshare.model import Severity
from safeshare.verify.allowed import is_bare_orientation, is_canonical_profile
from safeshare.verify.notes import BrokenError, Cursor, Notes
from safeshare.verify.webp_tail import needs_its_end

ANIMATION, EXIF, ALPHA, ICC = 0x02, 0x08, 0x10, 0x20
FLAGS = ANIMATION | EXIF | ALPHA | ICC
# Where a chunk may stand: no chunk comes after one of a higher rank.
RANKS = {b"VP8X": 0, b"ICCP": 1, b"ANIM": 2, b"ALPH": 3, b"ANMF": 3, b"VP8 ": 4, b"VP8L": 4,
         b"EXIF": 5}  # fmt: skip
NAMES = {b"EXIF": "an EXIF block", b"XMP ": "an XMP block", b"ICCP": "a colour profile"}
PICTURES = (b"VP8 ", b"VP8L")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk. at: where its name stands."""

    kind: bytes
    at: int
    payload: bytes = field(repr=False)


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a WebP that a bare picture does not need.

    Raises: CutError when it ends too early, BrokenError when there is no picture.
    """
    cursor = Cursor(data, 4, order="<")
    (size,) = cursor.unpack("I", "RIFF")
    end = 8 + size
    cursor.take(4, "WEBP")
    if end < len(data):
        notes.leftover("trailer", end, data[end:], severity=Severity.HIGH)
        cursor.end = max(end, cursor.at)
    elif end > len(data):
        notes.unreadable("RIFF at byte 0", f"{size:,} bytes promised, {len(data) - 8:,} there")
    chunks = list(_chunks(cursor, notes))
    if not chunks:
        raise BrokenError("RIFF at byte 0", "no chunks")
    if chunks[0].kind == b"VP8X":
        _extended(chunks, notes)
    else:
        _simple(chunks, notes)


def _chunks(cursor: Cursor, notes: Notes) -> Iterator[Chunk]:
    while cursor.left:
        at = cursor.at
        notes.count_block(at)
        kind = cursor.take(4, "chunk")
        (size,) = cursor.unpack("I", "chunk")
        payload = cursor.take(size, _name(kind))
        if size % 2 and cursor.take(1, "padding") != b"\0":
            notes.odd(_name(kind), at, "a padding byte that is not zero")
        yield Chunk(kind, at, payload)


def _name(kind: bytes) -> str:
    return "".join(chr(byte) if 0x20 < byte < 0x7F else "." for byte in kind).rstrip(".")


def _leftover(notes: Notes, chunk: Chunk, what: str | None = None) -> None:
    severity = Severity.HIGH if chunk.kind in (b"EXIF", b"XMP ", *PICTURES) else None
    named = what or NAMES.get(chunk.kind)
    notes.leftover(_name(chunk.kind), chunk.at, chunk.payload, named, severity)


def _simple(chunks: list[Chunk], notes: Notes) -> None:
    """A file without VP8X is one picture chunk and nothing else."""
    if chunks[0].kind not in PICTURES:
        _leftover(notes, chunks[0])
    else:
        _coded_size(chunks[0], notes)
    for chunk in chunks[1:]:
        _leftover(notes, chunk)


def _extended(chunks: list[Chunk], notes: Notes) -> None:
    header = chunks[0]
    if len(header.payload) != 10:
        raise BrokenError(f"VP8X at byte {header.at:,}", "a header of the wrong length")
    flags = header.payload[0]
    canvas = _three(header.payload[4:]) + 1, _three(header.payload[7:]) + 1
    animated = bool(flags & ANIMATION)
    present, rank, seen = 0, 0, {b"VP8X"}
    for chunk in chunks[1:]:
        kind = chunk.kind
        again = kind in seen and kind != b"ANMF"
        again = again or (kind in PICTURES and not seen.isdisjoint(PICTURES))
        misplaced = RANKS.get(kind, -1) < rank or again
        unfit = kind in (b"ANIM", b"ANMF") if not animated else kind in (b"ALPH", *PICTURES)
        if misplaced or unfit or (kind == b"VP8L" and b"ALPH" in seen):
            _leftover(notes, chunk)
            continue
        present |= CHECKS[kind](chunk, canvas, notes)
        rank = RANKS[kind]
        seen.add(kind)
    if not seen & {b"ANMF", *PICTURES}:
        raise BrokenError("RIFF at byte 0", "no picture")
    promised = flags & ~ALPHA | (present & ALPHA)
    if header.payload[1:4] != b"\0\0\0" or flags & ~FLAGS or promised != present | animated * 2:
        notes.odd("VP8X", header.at, "flags that don't say what is in the file")
    elif present & ALPHA and not flags & ALPHA:
        notes.odd("VP8X", header.at, "an alpha channel that no flag announces")


def _three(raw: bytes) -> int:
    return int.from_bytes(raw[:3], "little")


def _profile(chunk: Chunk, _: tuple[int, int], notes: Notes) -> int:
    if not is_canonical_profile(chunk.payload):
        _leftover(notes, chunk)
    return ICC


def _exif(chunk: Chunk, _: tuple[int, int], notes: Notes) -> int:
    if not is_bare_orientation(chunk.payload.removeprefix(b"Exif\0\0")):
        _leftover(notes, chunk)
    return EXIF


def _animation(chunk: Chunk, _: tuple[int, int], notes: Notes) -> int:
    if len(chunk.payload) != 6:
        _leftover(notes, chunk)
    return ANIMATION


def _still(chunk: Chunk, area: tuple[int, int], notes: Notes) -> int:
    if _coded_size(chunk, notes) not in (area, None):
        _leftover(notes, chunk, "a picture of another size than the canvas")
    return 0


def _alpha(chunk: Chunk, area: tuple[int, int], notes: Notes) -> int:
    way = chunk.payload[0] if chunk.payload else 0xFF
    plain = way & 3 == 0 and len(chunk.payload) != 1 + area[0] * area[1]
    if way & 0xC3 > 1 or (way >> 4) & 3 > 1 or plain:
        _leftover(notes, chunk, "an alpha channel that makes no sense")
    return ALPHA


def _frame(chunk: Chunk, canvas: tuple[int, int], notes: Notes) -> int:
    """One frame: a header of 16 bytes, then chunks of its own."""
    payload = chunk.payload
    if len(payload) < 16:
        raise BrokenError(f"ANMF at byte {chunk.at:,}", "a frame header is cut")
    x, y, width, height = (_three(payload[place:]) for place in (0, 3, 6, 9))
    area = width + 1, height + 1
    if 2 * x + area[0] > canvas[0] or 2 * y + area[1] > canvas[1] or payload[15] & 0xFC:
        notes.odd("ANMF", chunk.at, "a frame that does not fit the canvas")
    inner = list(_chunks(Cursor(payload, 16, order="<"), notes))
    alpha = 0
    if len(inner) > 1 and (inner[0].kind, inner[1].kind) == (b"ALPH", b"VP8 "):
        alpha = _alpha(inner.pop(0), area, notes)
    if not inner or inner[0].kind not in PICTURES:
        raise BrokenError(f"ANMF at byte {chunk.at:,}", "a frame without a picture")
    _still(inner[0], area, notes)
    for extra in inner[1:]:
        _leftover(notes, Chunk(extra.kind, chunk.at + 8 + extra.at, extra.payload))
    return alpha


CHECKS = {
    b"ICCP": _profile, b"ANIM": _animation, b"ALPH": _alpha, b"ANMF": _frame, b"VP8 ": _still,
    b"VP8L": _still, b"EXIF": _exif,
}  # fmt: skip


def _coded_size(chunk: Chunk, notes: Notes) -> tuple[int, int] | None:
    """Return the size that the coded picture itself names, None where its header is wrong."""
    if not needs_its_end(chunk.kind, chunk.payload):
        _leftover(notes, chunk, "bytes behind the coded picture")
    head = chunk.payload[:10]
    if chunk.kind == b"VP8L" and len(head) >= 5 and head[0] == 0x2F and head[4] >> 5 == 0:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk.kind == b"VP8 " and len(head) == 10 and head[3:6] == b"\x9d\x01\x2a":
        first = _three(head) >> 5
        if not head[0] & 1 and first <= len(chunk.payload) - 10:
            pair = (int.from_bytes(head[place : place + 2], "little") for place in (6, 8))
            width, height = pair
            return width & 0x3FFF, height & 0x3FFF
    _leftover(notes, chunk, "data that is no coded picture")
    return None
