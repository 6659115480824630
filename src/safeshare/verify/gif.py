"""Reads a GIF strictly: header, colour tables, frames, one loop count, trailer.

Source: GIF89a specification; the Netscape 2.0 application extension.
Does not see: what is told by durations, by a transparent index that no pixel has, by how the
coded pixels were cut into sub-blocks, or by how the encoder chose its codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from safeshare.model import Limits, Severity
from safeshare.verify import lzw
from safeshare.verify.gif_colours import Table
from safeshare.verify.gif_controls import BARE, Control
from safeshare.verify.notes import BrokenError, Cursor, Notes

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
COMMENT, CONTROL, APPLICATION = 0xFE, 0xF9, 0xFF
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
NAMES = {COMMENT: "a comment", 0x01: "a plain text block"}
RESTORE_BACKGROUND = 2
MOST_PIECES = 2_000_000  # sub-blocks; a file within the limits that fills them has fewer
NEXT_BLOCK = re.compile(rb"[\x21\x2c\x3b]")


@dataclass(slots=True)
class State:
    """What the reader has seen of one file."""

    notes: Notes
    canvas: tuple[int, int]
    shared: Table | None
    background: int
    frames: int = 0
    loop: bytes | None = None
    control: Control | None = None  # one that waits for its frame
    controls: list[Control] = field(default_factory=list)  # of the frames
    covers: bool = True  # the first frame lies over the whole canvas
    pixels: list[tuple[str, bytes]] = field(default_factory=list)
    pieces: int = 0  # sub-blocks


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a GIF that a bare picture does not need; record what is shown.

    Raises: CutError when it ends before its trailer, BrokenError when it holds no frame.
    """
    cursor = Cursor(data, 6, order="<")
    state = _screen(cursor, notes)
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
            _junk(state, cursor, at)
    if not state.frames:
        raise BrokenError(f"trailer at byte {at:,}", "no picture before the trailer")
    _unused_control(state)
    _finish(state)
    if cursor.left:
        notes.leftover("trailer", cursor.at, cursor.rest(), severity=Severity.HIGH)


def _screen(cursor: Cursor, notes: Notes) -> State:
    """Read the size of the picture and the colours that its frames share."""
    width, height, packed, background, aspect = cursor.unpack("HHBBB", "screen descriptor")
    if aspect or packed & 0x08 or (not packed & 0x80 and packed & 0x07):
        notes.odd("screen descriptor", 6, "a pixel shape or flags that nothing needs")
    return State(notes, (width, height), Table.take(cursor, packed), background)


def _junk(state: State, cursor: Cursor, at: int) -> None:
    """Note bytes between blocks; decoders pass them by."""
    found = NEXT_BLOCK.search(cursor.data, at)
    cursor.at = found.start() if found else cursor.end
    state.notes.leftover("junk", at, cursor.data[at : cursor.at])


def _blocks(state: State, cursor: Cursor) -> list[bytes]:
    """Return the sub-blocks up to their terminator; raise BrokenError for too many of them."""
    blocks = []
    while size := cursor.unpack("B", "sub-block")[0]:
        blocks.append(cursor.take(size, "sub-block"))
        state.pieces += 1
        if state.pieces > MOST_PIECES:
            raise BrokenError(f"sub-block at byte {cursor.at:,}", "cut into millions of pieces")
    return blocks


def _extension(state: State, cursor: Cursor, at: int) -> None:
    (label,) = cursor.unpack("B", "extension")
    blocks = _blocks(state, cursor)
    if label == CONTROL and blocks and len(blocks[0]) == 4:
        _unused_control(state)
        state.control = Control.of(blocks[0], at)
        surplus = b"".join(blocks[1:])
        if surplus:
            state.notes.leftover("extension F9", at, surplus)
        if not state.control.bare:
            state.notes.odd("extension F9", at, "flags that no frame needs")
        return
    loop = len(blocks) > 1 and blocks[0] in LOOPS and len(blocks[1]) == 3 and blocks[1][0] == 1
    if label == APPLICATION and loop and state.loop is None:
        state.loop = blocks[1][1:]
        if len(blocks) == 2 and not state.frames:
            return
    name = blocks[0][:11].decode("latin-1") if label == APPLICATION and blocks else f"{label:02X}"
    severity = Severity.HIGH if label == COMMENT or b"XMP" in b"".join(blocks[:1]) else None
    state.notes.leftover(f"extension {name}", at, b"".join(blocks), NAMES.get(label), severity)


def _unused_control(state: State) -> None:
    if state.control is not None:
        what = "a control block that no frame follows"
        state.notes.odd("extension F9", state.control.at, what)
        state.control = None


def _image(state: State, cursor: Cursor, at: int) -> None:
    """One frame: descriptor, colour table, coded pixels."""
    x, y, width, height, packed = cursor.unpack("HHHHB", "image descriptor")
    if x + width > state.canvas[0] or y + height > state.canvas[1] or not width * height:
        state.notes.odd("image", at, "a frame that does not lie inside of the picture")
    table = Table.take(cursor, packed)
    if packed & 0x38 or (packed & 0x07 and table is None):
        state.notes.odd("image", at, "flags that nothing needs")
    colours = table or state.shared
    if colours is None:
        state.notes.odd("image", at, "a frame without colours")
    (root,) = cursor.unpack("B", "image data")
    if not 2 <= root <= 8:
        raise BrokenError(f"image at byte {at:,}", "an impossible code size")
    coded = b"".join(_blocks(state, cursor))
    stream = _follow(state, at, coded, root, width * height)
    control = state.control or Control(BARE, at)
    state.control = None
    _colours(state, control, colours, stream.literals, at)
    if table is not None:
        table.check(state.notes, at)
    if not state.frames:
        state.covers = (x, y, width, height) == (0, 0, *state.canvas)
    place = b"".join(side.to_bytes(2, "little") for side in (x, y, width, height))
    state.pixels += [
        (f"frame {state.frames}", place + bytes([packed & 0x40, root])),
        (f"pixels {state.frames}", coded[: stream.used]),
    ]
    state.frames += 1
    state.controls.append(replace(control, named=control.transparent in stream.literals))
    if state.frames > Limits().frames:
        raise BrokenError(f"image at byte {at:,}", "more frames than are read")


def _colours(
    state: State, control: Control, table: Table | None, named: frozenset[int], at: int
) -> None:
    """Note and record which colours a frame's pixels name.

    Below the first frame's clear pixels, and below frames that give way to the background,
    simple viewers show the clear colour; so it may stay.
    """
    if table is None:
        return
    drawn = named - {control.transparent}
    fades = control.disposal == RESTORE_BACKGROUND and control.transparent < table.size
    table.used |= drawn if state.frames else named
    table.used |= {control.transparent} if fades else set()
    if drawn and max(drawn) >= table.size:
        state.notes.unreadable(f"image at byte {at:,}", "pixels name colours that are missing")
    state.pixels.append((f"colours {state.frames}", table.listed(drawn)))


def _follow(state: State, at: int, coded: bytes, root: int, needed: int) -> lzw.Stream:
    """Note coded pixels beyond the frame, and bytes behind the end code."""
    dialect = lzw.Dialect(root, little=True, early=False)
    notes = state.notes
    stream = lzw.measure(coded, dialect, needed, lzw.MOST_TABLES - notes.tables)
    notes.tables += stream.tables
    if stream.broken:
        notes.unreadable(f"image at byte {at:,}", "coded pixels that can't be followed")
    elif stream.symbols > needed:
        notes.leftover("image", at, coded, "more pixels than the frame has", Severity.HIGH)
    elif stream.used < len(coded):
        rest = coded[stream.used :]
        notes.leftover("image", at, rest, "bytes behind the coded pixels", Severity.HIGH)
    elif stream.symbols < needed:
        notes.unreadable(f"image at byte {at:,}", "coded pixels that end too early")
    elif stream.spare:
        notes.odd("image", at, "bits behind the coded pixels")
    return stream


def _finish(state: State) -> None:
    """Check and record what only all frames together tell."""
    notes, shared = state.notes, state.shared
    moves = state.frames > 1
    shows = not state.covers or any(c.disposal == RESTORE_BACKGROUND for c in state.controls)
    known = shared is not None and state.background < shared.size
    fill = {state.background if known else 0} if shows else set()
    if state.background and not (shows and known):
        notes.odd("screen descriptor", 6, "a background colour that nothing shows")
    if not moves and (state.controls[0].duration or (state.loop or b"\0\0") != b"\0\0"):
        notes.odd("extension F9", state.controls[0].at, "a duration of a picture that stands still")
    if shared is not None:
        shared.used |= fill
        shared.check(notes, 13)
    notes.picture("canvas", b"".join(side.to_bytes(2, "little") for side in state.canvas))
    notes.picture("background", shared.listed(fill) if shared else b"")
    notes.picture("loop", state.loop or b"" if moves else b"")
    notes.picture("controls", b"".join(control.shown(moves=moves) for control in state.controls))
    for name, part in state.pixels:
        notes.picture(name, part)
