"""The arithmetic of PNG: how many bytes a picture of a size needs, and checks by it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Self

from safeshare.verify.notes import BrokenError

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Adam7: first column, first row, column step, row step of each pass
PASSES = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
)  # fmt: skip
LONGEST_SIDE = 1 << 31


@dataclass(frozen=True, slots=True)
class Pass:
    """A run of rows of one length. stride: bytes of a row, without the filter byte."""

    columns: int
    rows: int
    stride: int


@dataclass(frozen=True, slots=True)
class Canvas:
    """What IHDR says. size: width and height in pixels."""

    size: tuple[int, int]
    depth: int
    colour: int
    interlaced: bool

    @classmethod
    def of(cls, payload: bytes) -> Self:
        """Return the canvas of an IHDR payload of 13 bytes; raise BrokenError if impossible."""
        width, height, depth, colour, *methods = struct.unpack(">IIBBBBB", payload)
        fits = 0 < width < LONGEST_SIDE and 0 < height < LONGEST_SIDE
        if not fits or depth not in DEPTHS.get(colour, ()) or methods not in ([0, 0, 0], [0, 0, 1]):
            raise BrokenError("IHDR at byte 8", "a header that no picture can have")
        return cls((width, height), depth, colour, methods[2] == 1)

    def raw_size(self, width: int, height: int) -> int:
        """Return the bytes that the zlib stream of such a picture inflates to."""
        return sum(part.rows * (1 + part.stride) for part in self.passes(width, height))

    def passes(self, width: int, height: int) -> tuple[Pass, ...]:
        """Return the runs of rows that such a picture is coded in: one, or up to seven."""
        steps = PASSES if self.interlaced else ((0, 0, 1, 1),)
        bits = self.depth * CHANNELS[self.colour]
        found = []
        for x, y, across, down in steps:
            columns, rows = -(-(width - x) // across), -(-(height - y) // down)
            if columns > 0 and rows > 0:
                found.append(Pass(columns, rows, (columns * bits + 7) // 8))
        return tuple(found)

    @property
    def packed(self) -> bool:
        """Whether samples are numbers of colours, or share a byte."""
        return self.colour == 3 or self.depth < 8

    @property
    def most_colours(self) -> int:
        """How many palette entries a pixel can name; none in a picture of true colours."""
        return 1 << self.depth if self.colour == 3 else 0

    @property
    def transparency_lengths(self) -> range:
        """The possible lengths of tRNS."""
        return {0: range(2, 3), 2: range(6, 7), 3: range(1, self.most_colours + 1)}.get(
            self.colour, range(0)
        )


@dataclass(frozen=True, slots=True)
class FrameControl:
    """What fcTL says about the next frame."""

    size: tuple[int, int]
    place: tuple[int, int]
    ways: tuple[int, int]

    @classmethod
    def of(cls, payload: bytes) -> Self:
        """Return the frame of an fcTL payload of 26 bytes."""
        _, width, height, x, y, _, _, disposal, blend = struct.unpack(">IIIIIHHBB", payload)
        return cls((width, height), (x, y), (disposal, blend))

    def fits(self, canvas: Canvas) -> bool:
        """Return whether the frame lies inside of the canvas and is drawn in a known way."""
        inside = all(
            size > 0 and place + size <= whole
            for size, place, whole in zip(self.size, self.place, canvas.size, strict=True)
        )
        return inside and self.ways[0] <= 2 and self.ways[1] <= 1
