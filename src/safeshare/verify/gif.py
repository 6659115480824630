"""Reads a GIF strictly: header, colour tables, frames, one loop count, trailer.

Source: GIF89a specification; the Netscape 2.0 application extension.
Does not see: colours of a table that no pixel uses.
"""

from __future__ import annotations

from dataclasses import dataclass

from safeshare.model import Limits, Severity
from safeshare.verify import lzw
from safeshare.verify.notes import BrokenError, Cursor, Notes

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
COMMENT, CONTROL, APPLICATION = 0xFE, 0xF9, 0xFF
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
NAMES = {COMMENT: "a comment", 0x01: "a plain text block"}


@dataclass(slots=True)
class State:
    """What the reader has seen of one file."""

    notes: Notes
    canvas: tuple[int, int]
    shared_table: bool
    frames: int = 0
    loops: bool = False
    control: int | None = None  # where a control block stands that waits for its frame


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a GIF that a bare picture does not need.

    Raises: CutError when it ends before its trailer, BrokenError on an unknown block.
    """
    cursor = Cursor(data, 6, order="<")
    width, height, packed, _, _ = cursor.unpack("HHBBB", "screen descriptor")
    _table(cursor, packed)
    state = State(notes, (width, height), bool(packed & 0x80))
    while True:
        at = cursor.at
        notes.count_block(at)
        (kind,) = cursor.unpack("B", "block")
        if kind == TRAILER:
            break
        if kind == IMAGE:
            _image(state, cursor, at)
        elif kind == EXTENSION:
            _extension(state, cursor, at)
        else:
            raise BrokenError(f"block at byte {at:,}", f"an unknown block {kind:02X}")
    if not state.frames:
        raise BrokenError(f"trailer at byte {at:,}", "no picture before the trailer")
    _unused_control(state)
    if cursor.left:
        notes.leftover("trailer", cursor.at, cursor.rest(), severity=Severity.HIGH)


def _table(cursor: Cursor, packed: int) -> None:
    """Step over a colour table, if there is one."""
    if packed & 0x80:
        cursor.take(3 << ((packed & 7) + 1), "colour table")


def _blocks(cursor: Cursor) -> list[bytes]:
    """Return the sub-blocks up to their terminator."""
    blocks = []
    while size := cursor.unpack("B", "sub-block")[0]:
        blocks.append(cursor.take(size, "sub-block"))
    return blocks


def _extension(state: State, cursor: Cursor, at: int) -> None:
    (label,) = cursor.unpack("B", "extension")
    blocks = _blocks(cursor)
    if label == CONTROL and len(blocks) == 1 and len(blocks[0]) == 4 and blocks[0][0] & 0xE0 == 0:
        _unused_control(state)
        state.control = at
        return
    loop = len(blocks) == 2 and blocks[0] in LOOPS and len(blocks[1]) == 3 and blocks[1][0] == 1
    if label == APPLICATION and loop and not state.loops and not state.frames:
        state.loops = True
        return
    name = blocks[0][:11].decode("latin-1") if label == APPLICATION and blocks else f"{label:02X}"
    severity = Severity.HIGH if label == COMMENT or b"XMP" in b"".join(blocks[:1]) else None
    state.notes.leftover(f"extension {name}", at, b"".join(blocks), NAMES.get(label), severity)


def _unused_control(state: State) -> None:
    if state.control is not None:
        state.notes.odd("extension F9", state.control, "a control block that no frame follows")
        state.control = None


def _image(state: State, cursor: Cursor, at: int) -> None:
    """One frame: descriptor, colour table, coded pixels."""
    x, y, width, height, packed = cursor.unpack("HHHHB", "image descriptor")
    if x + width > state.canvas[0] or y + height > state.canvas[1] or not width * height:
        state.notes.odd("image", at, "a frame that does not lie inside of the picture")
    if packed & 0x18 or not (packed & 0x80 or state.shared_table):
        state.notes.odd("image", at, "a frame without colours, or with unused bits set")
    _table(cursor, packed)
    (root,) = cursor.unpack("B", "image data")
    if not 2 <= root <= 8:
        raise BrokenError(f"image at byte {at:,}", "an impossible code size")
    coded = b"".join(_blocks(cursor))
    _check_coded(state, at, coded, root, width * height)
    state.frames += 1
    if state.frames > Limits().frames:
        raise BrokenError(f"image at byte {at:,}", "more frames than are read")
    state.control = None


def _check_coded(state: State, at: int, coded: bytes, root: int, needed: int) -> None:
    """Note coded pixels beyond the frame, and bytes behind the end code."""
    stream = lzw.measure(coded, lzw.Dialect(root, little=True, early=False), needed)
    if stream.broken:
        state.notes.unreadable(f"image at byte {at:,}", "coded pixels that can't be followed")
    elif stream.symbols > needed:
        state.notes.leftover("image", at, coded, "more pixels than the frame has", Severity.HIGH)
    elif stream.used < len(coded):
        rest = coded[stream.used :]
        state.notes.leftover("image", at, rest, "bytes behind the coded pixels", Severity.HIGH)
    elif stream.symbols < needed:
        state.notes.unreadable(f"image at byte {at:,}", "coded pixels that end too early")
