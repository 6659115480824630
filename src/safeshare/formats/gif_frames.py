"""A GIF's frames with the control block and the colours that each of them needs.

Source: GIF89a specification, sections 18 to 23.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from safeshare.errors import UnreadableImage

from .gif_blocks import CONTROL, IMAGE, GifBlock, content
from .gif_codes import Colours
from .palette import blackened

FRAMES: Final = 20_000
_TABLE, _SIZE = 0x80, 0x07
_CLEAR, _DISPOSAL, _INTERLACED = 0x01, 0x1C, 0x40
_TO_BACKGROUND: Final = 2 << 2


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    control: the four bytes of its control block, or empty. descriptor: its ten bytes.
    table: its own colours, or empty. coded: LZW code size and sub-blocks, as they stand.
    drawn: the colours that its pixels name. first: nothing lies below it.
    """

    control: bytes
    descriptor: bytes
    table: bytes = field(repr=False)
    coded: bytes = field(repr=False)
    drawn: frozenset[int]
    first: bool

    @property
    def shown(self) -> frozenset[int]:
        """Give the colours that show.

        Simple viewers show the clear colour below the first frame, and where a frame fades.
        """
        if not self.control or not self.control[0] & _CLEAR:
            return self.drawn
        clear = {self.control[3]}
        if self.fades:
            return self.drawn | clear
        return self.drawn if self.first else self.drawn - clear

    @property
    def fades(self) -> bool:
        """Tell whether the frame gives way to the background."""
        return bool(self.control) and self.control[0] & _DISPOSAL == _TO_BACKGROUND

    def written(self, *, moves: bool) -> bytes:
        """Give the frame's blocks. moves: it is one of several."""
        packed = self.descriptor[9] & (_INTERLACED | (_TABLE | _SIZE if self.table else 0))
        head = self.descriptor[:9] + bytes([packed]) + blackened(self.table, self.shown)
        return self._control(moves=moves) + head + self.coded

    def _control(self, *, moves: bool) -> bytes:
        if not self.control:
            return b""
        packed = self.control[0] & (_CLEAR | _DISPOSAL)
        time = self.control[1:3] if moves else b"\0\0"
        clear = self.control[3] if packed & _CLEAR else 0
        return bytes([0x21, CONTROL, 4, packed, *time, clear, 0])


def frames(data: bytes, parts: Iterable[GifBlock]) -> list[Frame]:
    """Give the frames in order; of several control blocks the last one counts.

    Raises UnreadableImage for coded pixels that can't be followed.
    """
    found: list[Frame] = []
    colours = Colours()
    control = b""
    for part in parts:
        if part.label == CONTROL and data[part.body] == 4:
            control = data[part.body + 1 : part.body + 5]
        elif part.label == IMAGE:
            start = part.body - 1  # the code size
            drawn = frozenset(colours.named(content(data, part.body), data[start]))
            table = data[part.start + 10 : start]
            descriptor = data[part.start : part.start + 10]
            coded = data[start : part.end]
            found.append(Frame(control, descriptor, table, coded, drawn, first=not found))
            control = b""
            if len(found) > FRAMES:
                raise UnreadableImage("The file holds more frames than any animation.")
    return found


def screen(data: bytes, head: GifBlock, found: Sequence[Frame]) -> bytes:
    """Give the file's head, with a background and shared colours where something shows them."""
    table = data[13 : head.end]
    packed = data[10] & (_TABLE | _SIZE) if table else 0
    shown = {colour for frame in found if not frame.table for colour in frame.shown}
    covered = found[0].descriptor[1:9] == bytes(4) + data[6:10]
    bare = not covered or any(frame.fades for frame in found)
    background = data[11] if bare and 3 * data[11] < len(table) else 0
    shown |= {background} if bare else set()
    return data[:10] + bytes([packed, background, 0]) + blackened(table, shown)
