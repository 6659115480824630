"""The compressed pictures of a PNG or APNG, and the headers of frames in front of them."""

from __future__ import annotations

from safeshare.model import Severity
from safeshare.verify.inflate import measure
from safeshare.verify.png_frames import FrameControl
from safeshare.verify.png_rows import Rows
from safeshare.verify.png_state import Chunk, State


def collect(state: State, chunk: Chunk) -> None:
    """Gather the pieces of one compressed picture."""
    payload = chunk.payload
    if chunk.kind == b"fdAT":
        _count(state, chunk)
        payload = payload[4:]
        if state.frame is None:
            state.leftover(chunk, "picture data without a frame")
            return
    if not state.pieces:
        state.pieces_at, state.pieces_kind = chunk.at, chunk.kind
    state.pieces.append(payload)


def close_stream(state: State, following: bytes) -> None:
    """Look into the compressed picture that ends before a chunk of the kind `following`."""
    kind = state.pieces_kind
    goes_on = following not in (b"fcTL", b"IEND") if kind == b"fdAT" else following == b"IDAT"
    if not state.pieces or goes_on:
        return
    apart = kind == b"IDAT" and state.animated >= 0 and state.frame is None
    if apart:
        what = "a picture that stands outside of the animation"
        state.leftover(Chunk(b"IDAT", state.pieces_at, b"".join(state.pieces)), what)
    area = state.frame.size if state.frame and kind == b"fdAT" else state.canvas.size
    where = f"{kind.decode('ascii')} at byte {state.pieces_at:,}"
    state.notes.count_pixels(where, area[0] * area[1])
    _inflate(state, Rows(state.canvas, area, record=state.notes.recording))
    state.pieces, state.pieces_kind, state.frame = [], b"", None


def _inflate(state: State, rows: Rows) -> None:
    """Note what a compressed picture holds besides its rows; record these."""
    notes, at, block = state.notes, state.pieces_at, state.pieces_kind.decode("ascii")
    where = f"{block} at byte {at:,}"
    stream = measure(state.pieces, rows.needed, rows.look)
    if stream.broken:
        notes.unreadable(where, "compressed data that can't be inflated")
    elif stream.inflated > rows.needed:
        whole = b"".join(state.pieces)
        notes.leftover(block, at, whole, "more rows than the picture has", Severity.HIGH)
    elif not stream.complete or stream.inflated < rows.needed:
        notes.unreadable(where, "compressed data that ends too early")
    elif stream.unused:
        what = "data behind the end of the compressed picture"
        notes.leftover(block, at, stream.unused, what, Severity.HIGH)
    state.coded.append(("pixels", rows.finish(notes, block, at)))
    state.named |= rows.named


def open_frame(state: State, chunk: Chunk) -> None:
    """Take a frame's header; one that no animation counts belongs to nothing."""
    _count(state, chunk)
    frame = FrameControl.of(chunk.payload)
    first = b"IDAT" not in state.seen
    whole = not first or (frame.size, frame.place) == (state.canvas.size, (0, 0))
    if state.frame is not None or not frame.fits(state.canvas) or not whole:
        state.leftover(chunk, "a frame header that no frame follows or that makes no sense")
    state.frames += 1
    if state.frames > state.animated:
        state.leftover(chunk, "a frame that no animation counts")
        state.frame = None
        return
    state.frame = frame
    state.coded.append(("frame", chunk.payload[4:]))


def _count(state: State, chunk: Chunk) -> None:
    """Animation chunks are numbered through; any other number is a place to hide one."""
    if int.from_bytes(chunk.payload[:4], "big") != state.sequence:
        state.notes.odd(chunk.name, chunk.at, "a wrong sequence number")
    state.sequence += 1
