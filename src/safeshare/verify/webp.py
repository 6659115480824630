"""Reads a WebP strictly: known chunks, in order, with flags that say what is there.

Source: RFC 9649, section 2.
Does not see: fewer than 16 bytes behind coded data; bytes between the further parts of a lossy
picture that has several; what is told by durations, or by how the encoder chose its codes.
"""

from __future__ import annotations

from collections.abc import Iterator

from safeshare.model import Severity
from safeshare.verify.allowed import is_bare_orientation, is_canonical_profile
from safeshare.verify.notes import BrokenError, Cursor, Notes
from safeshare.verify.webp_picture import (
    PICTURES,
    Area,
    Chunk,
    check_picture,
    coded_size,
    is_clear,
    leftover,
)

ANIMATION, EXIF, ALPHA, ICC = 0x02, 0x08, 0x10, 0x20
FLAGS = ANIMATION | EXIF | ALPHA | ICC
# Where a chunk may stand: no chunk comes after one of a higher rank.
RANKS = {b"VP8X": 0, b"ICCP": 1, b"ANIM": 2, b"ALPH": 3, b"ANMF": 3, b"VP8 ": 4, b"VP8L": 4,
         b"EXIF": 5}  # fmt: skip
FRAME_HEADER = 16  # bytes


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a WebP that a bare picture does not need; record what is shown.

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


def _chunks(cursor: Cursor, notes: Notes, start: int = 0) -> Iterator[Chunk]:
    """Give the chunks up to the cursor's end. start: where its data stands in the file."""
    while cursor.left:
        at = cursor.at
        notes.count_block(at)
        kind = cursor.take(4, "chunk")
        (size,) = cursor.unpack("I", "chunk")
        chunk = Chunk(kind, start + at, cursor.take(size, "chunk"))
        if size % 2 and cursor.take(1, "padding") != b"\0":
            notes.odd(chunk.name, chunk.at, "a padding byte that is not zero")
        yield chunk


def _simple(chunks: list[Chunk], notes: Notes) -> None:
    """A file without VP8X is one picture chunk and nothing else."""
    first = chunks[0]
    if first.kind not in PICTURES:
        raise BrokenError(f"{first.name} at byte {first.at:,}", "no picture at the start")
    _record_canvas(notes, coded_size(first) or (0, 0), clear=is_clear(first))
    check_picture(notes, first, None, None)
    for chunk in chunks[1:]:
        leftover(notes, chunk)


def _record_canvas(notes: Notes, size: Area, *, clear: bool) -> None:
    notes.picture("canvas", b"".join(side.to_bytes(4, "little") for side in size))
    notes.picture("transparent", bytes([clear]))


def _extended(chunks: list[Chunk], notes: Notes) -> None:
    header = chunks[0]
    if len(header.payload) != 10:
        raise BrokenError(f"VP8X at byte {header.at:,}", "a header of the wrong length")
    flags = header.payload[0]
    canvas = _three(header.payload[4:]) + 1, _three(header.payload[7:]) + 1
    _record_canvas(notes, canvas, clear=bool(flags & ALPHA))
    kept = _in_place(chunks[1:], notes, animated=bool(flags & ANIMATION))
    present = flags & ANIMATION
    alpha: Chunk | None = None
    for chunk in kept:
        if chunk.kind == b"ALPH":
            alpha, present = chunk, present | ALPHA
        elif chunk.kind in PICTURES:
            check_picture(notes, chunk, alpha, canvas)
        else:
            present |= CHECKS[chunk.kind](chunk, canvas, notes)
    if not any(chunk.kind in (b"ANMF", *PICTURES) for chunk in kept):
        raise BrokenError("RIFF at byte 0", "no picture")
    promised = flags & ~ALPHA | (present & ALPHA)
    if header.payload[1:4] != b"\0\0\0" or flags & ~FLAGS or promised != present:
        notes.odd("VP8X", header.at, "flags that don't say what is in the file")
    elif present & ALPHA and not flags & ALPHA:
        notes.odd("VP8X", header.at, "an alpha channel that no flag announces")


def _in_place(chunks: list[Chunk], notes: Notes, *, animated: bool) -> list[Chunk]:
    """Return the chunks that may stand where they stand, of each kind one; note the others."""
    kept: list[Chunk] = []
    seen = {b"VP8X"}
    rank = 0
    for chunk in chunks:
        kind = chunk.kind
        again = kind in seen and kind != b"ANMF"
        again = again or (kind in PICTURES and not seen.isdisjoint(PICTURES))
        misplaced = RANKS.get(kind, -1) < rank or again
        unfit = kind in (b"ANIM", b"ANMF") if not animated else kind in (b"ALPH", *PICTURES)
        early = kind == b"EXIF" and seen.isdisjoint((b"ANMF", *PICTURES))
        empty = kind == b"ALPH" and not chunk.payload
        if misplaced or unfit or early or empty:
            leftover(notes, chunk)
            continue
        if kind == b"VP8L" and b"ALPH" in seen:
            leftover(notes, next(other for other in kept if other.kind == b"ALPH"))
            kept = [other for other in kept if other.kind != b"ALPH"]
        kept.append(chunk)
        seen.add(kind)
        rank = RANKS[kind]
    return kept


def _three(raw: bytes) -> int:
    return int.from_bytes(raw[:3], "little")


def _profile(chunk: Chunk, _: Area, notes: Notes) -> int:
    if not is_canonical_profile(chunk.payload):
        leftover(notes, chunk)
    return ICC


def _exif(chunk: Chunk, _: Area, notes: Notes) -> int:
    if not is_bare_orientation(chunk.payload.removeprefix(b"Exif\0\0")):
        leftover(notes, chunk)
    return EXIF


def _animation(chunk: Chunk, _: Area, notes: Notes) -> int:
    if len(chunk.payload) != 6:
        leftover(notes, chunk)
    notes.picture("background and rounds", chunk.payload[:6])
    return ANIMATION


def _frame(chunk: Chunk, canvas: Area, notes: Notes) -> int:
    """One frame: a header of 16 bytes, then chunks of its own."""
    payload = chunk.payload
    if len(payload) < FRAME_HEADER:
        raise BrokenError(f"ANMF at byte {chunk.at:,}", "a frame header is cut")
    x, y, width, height = (_three(payload[place:]) for place in (0, 3, 6, 9))
    area = width + 1, height + 1
    if 2 * x + area[0] > canvas[0] or 2 * y + area[1] > canvas[1] or payload[15] & 0xFC:
        notes.odd("ANMF", chunk.at, "a frame that does not fit the canvas")
    notes.picture("frame", payload[:15] + bytes([payload[15] & 0x03]))
    inner = list(_chunks(Cursor(payload, FRAME_HEADER, order="<"), notes, chunk.at + 8))
    kept = _in_place(
        [part for part in inner if part.kind in (b"ALPH", *PICTURES)], notes, animated=False
    )
    for part in inner:
        if part.kind not in (b"ALPH", *PICTURES):
            leftover(notes, part)
    if not kept or kept[-1].kind not in PICTURES:
        raise BrokenError(f"ANMF at byte {chunk.at:,}", "a frame without a picture")
    check_picture(notes, kept[-1], kept[0] if len(kept) > 1 else None, area)
    return ALPHA if len(kept) > 1 else 0


CHECKS = {b"ICCP": _profile, b"ANIM": _animation, b"ANMF": _frame, b"EXIF": _exif}
