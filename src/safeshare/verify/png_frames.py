"""The arithmetic of PNG: how many bytes a picture of a size needs, and checks by it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from safeshare.model import Severity
from safeshare.verify.inflate import measure
from safeshare.verify.notes import BrokenError, Notes

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Adam7: first column, first row, column step, row step of each pass
PASSES = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
)  # fmt: skip
LONGEST_SIDE = 1 << 31


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
        bits = self.depth * CHANNELS[self.colour]
        if not self.interlaced:
            return height * (1 + (width * bits + 7) // 8)
        total = 0
        for x, y, across, down in PASSES:
            columns, rows = -(-(width - x) // across), -(-(height - y) // down)
            if columns > 0 and rows > 0:
                total += rows * (1 + (columns * bits + 7) // 8)
        return total

    @property
    def most_colours(self) -> int:
        """How many palette entries a pixel can name."""
        return 1 << self.depth if self.colour == 3 else 256

    @property
    def transparency_lengths(self) -> range:
        """The possible lengths of tRNS."""
        return {0: range(2, 3), 2: range(6, 7), 3: range(1, self.most_colours + 1)}.get(
            self.colour, range(0)
        )

    @property
    def significant_bits_length(self) -> int:
        """The length of sBIT."""
        return 3 if self.colour == 3 else CHANNELS[self.colour]

    @property
    def background_length(self) -> int:
        """The length of bKGD."""
        return {3: 1, 0: 2, 4: 2}.get(self.colour, 6)


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


def check_stream(notes: Notes, block: str, at: int, pieces: Sequence[bytes], needed: int) -> None:
    """Note what a compressed picture holds beyond the `needed` bytes of its rows."""
    stream = measure(pieces, needed)
    if stream.broken:
        notes.unreadable(f"{block} at byte {at:,}", "compressed data that can't be inflated")
    elif stream.inflated > needed:
        notes.leftover(block, at, b"".join(pieces), "more rows than the picture has",
                       Severity.HIGH)  # fmt: skip
    elif not stream.complete or stream.inflated < needed:
        notes.unreadable(f"{block} at byte {at:,}", "compressed data that ends too early")
    elif stream.unused:
        notes.leftover(
            block, at, stream.unused, "data behind the end of the compressed picture", Severity.HIGH
        )
