"""Reads a PNG or APNG strictly: known chunks, in order, of fixed length, with right checksums.

Source: PNG specification, third edition, sections 5, 7, 11 and 13.
Does not see: what is told by durations, by a clear colour that no pixel has, by the low bits of
colour numbers that make sense, or by how rows were filtered and compressed.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence

from safeshare.model import Severity
from safeshare.verify import png_colour
from safeshare.verify.allowed import is_bare_orientation, is_canonical_profile
from safeshare.verify.inflate import measure
from safeshare.verify.notes import BrokenError, Cursor, Notes
from safeshare.verify.png_frames import Canvas
from safeshare.verify.png_palette import check_clear_colour, check_palette
from safeshare.verify.png_state import NAMES, Chunk, State
from safeshare.verify.png_streams import close_stream, collect, open_frame

PROFILE_NAMES = (b"ICC Profile", b"icc", b"sRGB")
LARGEST_PROFILE = 1 << 20
MOST_ROUNDS = 0xFFFF  # an animation that ends after more will not be seen to end

# chunk: its possible lengths, None where a rule below decides
LENGTHS: dict[bytes, tuple[int, ...] | None] = {
    b"IHDR": (13,), b"PLTE": None, b"IDAT": None, b"IEND": (0,), b"tRNS": None, b"sRGB": (1,),
    b"gAMA": (4,), b"cHRM": (32,), b"cICP": (4,), b"acTL": (8,),
    b"fcTL": (26,), b"fdAT": None, b"eXIf": None, b"iCCP": None,
}  # fmt: skip
REPEATED = frozenset((b"IDAT", b"fcTL", b"fdAT"))
BEFORE_PALETTE = frozenset((b"sRGB", b"gAMA", b"cHRM", b"cICP", b"iCCP"))
BEFORE_DATA = BEFORE_PALETTE | {b"PLTE", b"tRNS", b"acTL"}


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a PNG that a bare picture does not need; record what is shown.

    Raises: CutError when it ends before IEND, BrokenError when it has no readable header.
    """
    cursor = Cursor(data, 8)
    header = _chunk(cursor, notes)
    if header.kind != b"IHDR" or len(header.payload) != 13:
        raise BrokenError(f"{_name(header.kind)} at byte 8", "no IHDR chunk at the start")
    state = State(notes, Canvas.of(header.payload), {b"IHDR"})
    for chunk in _chunks(cursor, notes):
        close_stream(state, chunk.kind)
        if _expected(state, chunk):
            state.seen.add(chunk.kind)
            _take(state, chunk)
    if b"IDAT" not in state.seen:
        raise BrokenError("IDAT", "no picture data")
    if state.animated >= 0 and state.animated != state.frames:
        notes.odd("acTL", 0, f"{state.animated:,} frames promised, {state.frames:,} there")
    if state.frame is not None:
        notes.odd("fcTL", 0, "a frame header that no frame follows")
    notes.picture("IHDR", header.payload)
    _finish(state)
    if cursor.left:
        notes.leftover("trailer", cursor.at, cursor.rest(), severity=Severity.HIGH)


def _finish(state: State) -> None:
    """Check and record what all chunks together tell."""
    notes, kept = state.notes, state.kept
    alpha = kept.get(b"tRNS", b"")
    if state.canvas.colour == 3:
        check_palette(notes, kept.get(b"PLTE", b""), alpha, state.named)
    else:
        check_clear_colour(notes, state.canvas, alpha)
    overridden = [kind for kind in png_colour.OVERRIDDEN if kind in kept and b"iCCP" in state.seen]
    for kind in overridden:
        notes.odd(_name(kind), 0, "colour numbers beside a profile that overrides them")
    for kind in png_colour.KINDS:
        if kind in kept and kind not in overridden:
            notes.picture(_name(kind), kept[kind])
    for name, part in state.coded:
        notes.picture(name, part)


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
    intact = checksum == zlib.crc32(payload, zlib.crc32(kind))
    if not intact:
        notes.unreadable(f"{_name(kind)} at byte {at:,}", "a wrong checksum")
    return Chunk(kind, at, payload, intact)


def _name(kind: bytes) -> str:
    return kind.decode("ascii", "replace")


def _expected(state: State, chunk: Chunk) -> bool:
    """Return whether the chunk may stand here, with that length; note it if it may not."""
    kind, size = chunk.kind, len(chunk.payload)
    if not chunk.intact and kind not in (b"IDAT", b"fdAT"):
        return False
    if kind not in LENGTHS:
        state.leftover(chunk, NAMES.get(kind))
        return False
    lengths = LENGTHS[kind]
    late = (kind in BEFORE_PALETTE and b"PLTE" in state.seen) or (
        kind in BEFORE_DATA and b"IDAT" in state.seen
    )
    again = kind in state.seen and kind not in REPEATED
    apart = kind == b"IDAT" and kind in state.seen and state.pieces_kind != b"IDAT"
    unfit = kind in FIXED and size not in FIXED[kind](state.canvas)
    if late or again or apart or unfit or (lengths is not None and size not in lengths):
        state.leftover(chunk, f"a {_name(kind)} chunk in a wrong place or of a wrong length")
        return False
    return True


def _take(state: State, chunk: Chunk) -> None:
    """Check the content of a chunk that may stand here."""
    kind, payload = chunk.kind, chunk.payload
    if kind in (b"IDAT", b"fdAT"):
        collect(state, chunk)
    elif kind == b"fcTL":
        open_frame(state, chunk)
    elif kind == b"acTL":
        state.animated = int.from_bytes(payload[:4], "big")
        state.coded.append(("rounds", payload[4:]))
        if int.from_bytes(payload[4:], "big") > MOST_ROUNDS:
            state.notes.odd("acTL", chunk.at, "more rounds than anybody watches")
    elif kind in png_colour.KINDS:
        _colour(state, chunk)
    elif kind in FIXED:
        state.kept[kind] = payload
    elif kind == b"eXIf" and not is_bare_orientation(payload):
        state.leftover(chunk, "an EXIF block")
    elif kind == b"iCCP" and not _is_canonical(payload):
        state.leftover(chunk, "a colour profile")


FIXED: dict[bytes, Callable[[Canvas], Sequence[int]]] = {
    b"PLTE": lambda canvas: range(3, 3 * canvas.most_colours + 1, 3),
    b"tRNS": lambda canvas: canvas.transparency_lengths,
}


def _colour(state: State, chunk: Chunk) -> None:
    """Hold colour numbers against what makes sense."""
    usual = png_colour.usual(chunk.kind, chunk.payload)
    if usual is not None:
        state.kept[chunk.kind] = usual
    if usual != chunk.payload:
        state.leftover(chunk, "colour numbers that no picture needs so exactly")


def _is_canonical(payload: bytes) -> bool:
    """Return whether an iCCP chunk holds a known profile under a neutral name."""
    name, _, rest = payload.partition(b"\0")
    if name not in PROFILE_NAMES or rest[:1] != b"\0":
        return False
    stream = measure([rest[1:]], LARGEST_PROFILE)
    if not stream.complete or stream.unused:
        return False
    return is_canonical_profile(zlib.decompress(rest[1:]))
