"""Reads a PNG or APNG strictly: known chunks, in order, of fixed length, with right checksums.

Source: PNG specification, third edition, sections 5, 7, 11 and 13.
Does not see: values hidden in colour numbers of a few bytes (gAMA, cHRM, bKGD).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from safeshare.model import Severity
from safeshare.verify.allowed import is_bare_orientation, is_canonical_profile
from safeshare.verify.inflate import measure
from safeshare.verify.notes import BrokenError, Cursor, Notes
from safeshare.verify.png_frames import Canvas, FrameControl, check_stream

PROFILE_NAMES = (b"ICC Profile", b"icc", b"sRGB")
LARGEST_PROFILE = 1 << 20

# chunk: its possible lengths, None where a rule below decides
LENGTHS: dict[bytes, tuple[int, ...] | None] = {
    b"IHDR": (13,), b"PLTE": None, b"IDAT": None, b"IEND": (0,), b"tRNS": None, b"sRGB": (1,),
    b"gAMA": (4,), b"cHRM": (32,), b"cICP": (4,), b"sBIT": (1, 2, 3, 4), b"bKGD": (1, 2, 6),
    b"acTL": (8,), b"fcTL": (26,), b"fdAT": None, b"eXIf": None, b"iCCP": None,
}  # fmt: skip
REPEATED = frozenset((b"IDAT", b"fcTL", b"fdAT"))
BEFORE_PALETTE = frozenset((b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT", b"iCCP"))
BEFORE_DATA = BEFORE_PALETTE | {b"PLTE", b"tRNS", b"bKGD", b"acTL"}
NAMES = {
    b"tEXt": "a text with a key", b"zTXt": "a compressed text with a key",
    b"iTXt": "a text with a key", b"tIME": "a time stamp", b"caBX": "a signed origin claim",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk. at: where its length field stands."""

    kind: bytes
    at: int
    payload: bytes = field(repr=False)


@dataclass(slots=True)
class State:
    """What the reader has seen of one file."""

    notes: Notes
    canvas: Canvas
    seen: set[bytes] = field(default_factory=set)
    animated: int = -1  # frames that acTL promises
    frames: int = 0
    sequence: int = 0
    frame: FrameControl | None = None
    pieces: list[bytes] = field(default_factory=list)
    pieces_at: int = 0
    pieces_kind: bytes = b""


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a PNG that a bare picture does not need.

    Raises: CutError when it ends before IEND, BrokenError when it has no readable header.
    """
    cursor = Cursor(data, 8)
    header = _chunk(cursor, notes)
    if header.kind != b"IHDR" or len(header.payload) != 13:
        raise BrokenError(f"{_name(header.kind)} at byte 8", "no IHDR chunk at the start")
    state = State(notes, Canvas.of(header.payload), {b"IHDR"})
    for chunk in _chunks(cursor, notes):
        if chunk.kind != state.pieces_kind:
            _close_stream(state)
        if _expected(state, chunk):
            _take(state, chunk)
        state.seen.add(chunk.kind)
    if b"IDAT" not in state.seen:
        raise BrokenError("IDAT", "no picture data")
    if state.animated >= 0 and state.animated != state.frames:
        notes.odd("acTL", 0, f"{state.animated:,} frames promised, {state.frames:,} there")
    if cursor.left:
        notes.leftover("trailer", cursor.at, cursor.rest(), severity=Severity.HIGH)


def _chunks(cursor: Cursor, notes: Notes) -> Iterator[Chunk]:
    """Give the chunks behind IHDR, the last of them IEND."""
    while True:
        chunk = _chunk(cursor, notes)
        yield chunk
        if chunk.kind == b"IEND":
            return


def _chunk(cursor: Cursor, notes: Notes) -> Chunk:
    at = cursor.at
    notes.count_block(at)
    length = cursor.number(4, "chunk")
    kind = cursor.take(4, "chunk")
    payload = cursor.take(length, _name(kind))
    checksum = cursor.number(4, _name(kind))
    if not kind.isalpha():
        raise BrokenError(f"chunk at byte {at:,}", "a chunk name that is no name")
    if checksum != zlib.crc32(payload, zlib.crc32(kind)):
        notes.unreadable(f"{_name(kind)} at byte {at:,}", "a wrong checksum")
    return Chunk(kind, at, payload)


def _name(kind: bytes) -> str:
    return kind.decode("ascii", "replace")


def _expected(state: State, chunk: Chunk) -> bool:
    """Return whether the chunk may stand here, with that length; note it if it may not."""
    kind, size = chunk.kind, len(chunk.payload)
    if kind not in LENGTHS:
        _leftover(state, chunk, NAMES.get(kind))
        return False
    lengths = LENGTHS[kind]
    late = (kind in BEFORE_PALETTE and b"PLTE" in state.seen) or (
        kind in BEFORE_DATA and b"IDAT" in state.seen
    )
    again = kind in state.seen and kind not in REPEATED
    apart = kind == b"IDAT" and kind in state.seen and state.pieces_kind != b"IDAT"
    if late or again or apart or (lengths is not None and size not in lengths):
        _leftover(state, chunk, f"a {_name(kind)} chunk in a wrong place or of a wrong length")
        return False
    return True


def _leftover(state: State, chunk: Chunk, what: str | None = None) -> None:
    severity = Severity.HIGH if chunk.kind in NAMES else None
    state.notes.leftover(_name(chunk.kind), chunk.at, chunk.payload, what, severity)


def _take(state: State, chunk: Chunk) -> None:
    """Check the content of a chunk that may stand here."""
    kind, payload, canvas = chunk.kind, chunk.payload, state.canvas
    if kind in (b"IDAT", b"fdAT"):
        _collect(state, chunk)
    elif kind == b"fcTL":
        _frame(state, chunk)
    elif kind == b"acTL":
        state.animated = int.from_bytes(payload[:4], "big")
    elif kind in FIXED and len(payload) not in FIXED[kind](canvas):
        _leftover(state, chunk, f"a {_name(kind)} chunk with more entries than the picture")
    elif kind == b"eXIf" and not is_bare_orientation(payload):
        _leftover(state, chunk, "an EXIF block")
    elif kind == b"iCCP" and not _is_canonical(payload):
        _leftover(state, chunk, "a colour profile")


FIXED: dict[bytes, Callable[[Canvas], Sequence[int]]] = {
    b"PLTE": lambda canvas: range(3, 3 * canvas.most_colours + 1, 3),
    b"tRNS": lambda canvas: canvas.transparency_lengths,
    b"sBIT": lambda canvas: (canvas.significant_bits_length,),
    b"bKGD": lambda canvas: (canvas.background_length,),
}


def _is_canonical(payload: bytes) -> bool:
    """Return whether an iCCP chunk holds a known profile under a neutral name."""
    name, _, rest = payload.partition(b"\0")
    if name not in PROFILE_NAMES or rest[:1] != b"\0":
        return False
    stream = measure([rest[1:]], LARGEST_PROFILE)
    if not stream.complete or stream.unused:
        return False
    return is_canonical_profile(zlib.decompress(rest[1:]))


def _collect(state: State, chunk: Chunk) -> None:
    """Gather the pieces of one compressed picture."""
    payload = chunk.payload
    if chunk.kind == b"fdAT":
        _count(state, chunk)
        payload = payload[4:]
        if state.frame is None:
            _leftover(state, chunk, "picture data without a frame")
            return
    if not state.pieces:
        state.pieces_at, state.pieces_kind = chunk.at, chunk.kind
    state.pieces.append(payload)


def _close_stream(state: State) -> None:
    """Measure the compressed picture that has just ended."""
    if not state.pieces:
        return
    area = state.canvas.size if state.frame is None else state.frame.size
    block = f"{_name(state.pieces_kind)}"
    if state.pieces_kind == b"IDAT" and state.animated >= 0 and state.frame is None:
        what = "a picture that stands outside of the animation"
        _leftover(state, Chunk(b"IDAT", state.pieces_at, b"".join(state.pieces)), what)
    check_stream(state.notes, block, state.pieces_at, state.pieces, state.canvas.raw_size(*area))
    state.pieces, state.pieces_kind, state.frame = [], b"", None


def _frame(state: State, chunk: Chunk) -> None:
    _count(state, chunk)
    frame = FrameControl.of(chunk.payload)
    if state.frame is not None or state.animated < 0 or not frame.fits(state.canvas):
        _leftover(state, chunk, "a frame header that no frame follows or that makes no sense")
    state.frame = frame
    state.frames += 1


def _count(state: State, chunk: Chunk) -> None:
    """Animation chunks are numbered through; any other number is a place to hide one."""
    if int.from_bytes(chunk.payload[:4], "big") != state.sequence:
        state.notes.odd(_name(chunk.kind), chunk.at, "a wrong sequence number")
    state.sequence += 1
