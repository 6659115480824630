"""Reads the header of a JPEG XL codestream strictly, field by field.

Source: ISO/IEC 18181-1: SizeHeader, ImageMetadata, ColourEncoding, ToneMapping, Extensions.
Does not read: what follows, which is a profile where the header promises one, and the frames.
"""

from __future__ import annotations

from dataclasses import dataclass

from safeshare.model import Severity
from safeshare.verify.notes import CutError, Notes

NAME = ((0, 0), (4, 0), (5, 16), (10, 48))  # pairs: bits that follow, and what they add to
SIDE = ((9, 1), (13, 1), (18, 1), (30, 1))
RATIOS = ((1, 1), (1, 1), (6, 5), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
MOST_CHANNELS = 256
ALPHA, SPOT, FILTER = 0, 2, 5
CUSTOM = 2
F16, F16_OF_TONES = 16, 3


@dataclass(frozen=True, slots=True)
class Header:
    """width, height: pixels as stored. moves: there are several frames."""

    width: int
    height: int
    moves: bool


class Fields:
    """A run of bits, lowest first."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._bit = 16  # behind the signature

    @property
    def byte(self) -> int:
        """Where the next bit stands."""
        return self._bit // 8

    def bits(self, count: int) -> int:
        """Return an unsigned number; raise CutError past the end."""
        last = (self._bit + count + 7) // 8
        if last > len(self._stream):
            raise CutError(f"header at byte {self.byte:,}", "it is cut short")
        word = int.from_bytes(self._stream[self.byte : last], "little") >> self._bit % 8
        self._bit += count
        return word & ~(-1 << count)

    def u32(self, *pairs: tuple[int, int]) -> int:
        """Return a number that is coded in one of four ways."""
        width, least = pairs[self.bits(2)]
        return least + self.bits(width)

    def enum(self) -> int:
        """Return a number that stands for a name."""
        return self.u32((0, 0), (0, 1), (4, 2), (6, 18))

    def u64(self) -> int:
        """Return a number of up to 64 bits."""
        match self.bits(2):
            case 0:
                return 0
            case 1:
                return 1 + self.bits(4)
            case 2:
                return 17 + self.bits(8)
        value, shift = self.bits(12), 12
        while self.bits(1):
            if shift == 60:
                return value | self.bits(4) << shift
            value |= self.bits(8) << shift
            shift += 8
        return value


def read_header(stream: bytes, notes: Notes) -> Header:
    """Note what a bare picture's header would not hold; return the size and the kind.

    Raises CutError where the header ends too early.
    """
    fields = Fields(stream)
    width, height = _size(fields)
    if fields.bits(1):
        return Header(width, height, moves=False)
    further = fields.bits(1)
    moves = bool(further) and _further(fields, notes)
    _depth(fields)
    fields.bits(1)
    count = fields.u32((0, 0), (0, 1), (4, 2), (12, 1))
    for _ in range(min(count, MOST_CHANNELS)):
        _channel(fields, notes)
    fields.bits(1)
    _colour(fields, notes)
    if further and not fields.bits(1):
        fields.bits(F16_OF_TONES * F16 + 1)
    if fields.u64():
        notes.odd("header", fields.byte, "an extension of the header")
    return Header(width, height, moves=moves)


def _size(fields: Fields) -> tuple[int, int]:
    small = fields.bits(1)
    height = (fields.bits(5) + 1) * 8 if small else fields.u32(*SIDE)
    ratio = fields.bits(3)
    if ratio:
        return height * RATIOS[ratio][0] // RATIOS[ratio][1], height
    return (fields.bits(5) + 1) * 8 if small else fields.u32(*SIDE), height


def _further(fields: Fields, notes: Notes) -> bool:
    """Read orientation, second sizes and animation; return whether there are several frames."""
    fields.bits(3)
    if fields.bits(1):
        _size(fields)
        notes.odd("header", fields.byte, "a second size of the picture")
    if fields.bits(1):
        notes.leftover("header", fields.byte, b"", "a preview picture", Severity.HIGH)
        eighths = fields.bits(1)
        sides = ((0, 16), (0, 32), (5, 1), (9, 33)) if eighths else (
            (6, 1), (8, 65), (10, 321), (12, 1345))  # fmt: skip
        fields.u32(*sides)
        if not fields.bits(3):
            fields.u32(*sides)
    moves = bool(fields.bits(1))
    if moves:
        fields.u32((0, 100), (0, 1000), (10, 1), (30, 1))
        fields.u32((0, 1), (0, 1001), (8, 1), (10, 1))
        fields.u32((0, 0), (3, 0), (16, 0), (32, 0))
        if fields.bits(1):
            notes.odd("header", fields.byte, "time codes of the frames")
    return moves


def _depth(fields: Fields) -> None:
    if fields.bits(1):
        fields.u32((0, 32), (0, 16), (0, 24), (6, 1))
        fields.bits(4)
    else:
        fields.u32((0, 8), (0, 10), (0, 12), (6, 1))


def _channel(fields: Fields, notes: Notes) -> None:
    if fields.bits(1):
        return
    kind = fields.enum()
    _depth(fields)
    fields.u32((0, 0), (0, 3), (0, 4), (3, 1))
    at = fields.byte
    name = bytes(fields.bits(8) for _ in range(fields.u32(*NAME)))
    if name:
        notes.leftover("header", at, name, "a name of a channel")
    if kind != ALPHA:
        notes.leftover("header", at, b"", "a channel that is not shown", Severity.HIGH)
    else:
        fields.bits(1)
    if kind == SPOT:
        fields.bits(4 * F16)
    if kind == FILTER:
        fields.u32((0, 1), (2, 0), (4, 3), (8, 19))


def _colour(fields: Fields, notes: Notes) -> None:
    if fields.bits(1):
        return
    profile, space = fields.bits(1), fields.enum()
    if profile:
        what = "a colour profile inside of the coded picture"
        notes.leftover("header", fields.byte, b"", what, Severity.MEDIUM)
        return
    if space != CUSTOM and fields.enum() == CUSTOM:  # white; for XYB it is given
        _points(fields, 1)
    if space not in (1, CUSTOM) and fields.enum() == CUSTOM:
        _points(fields, 3)
    if space != CUSTOM:
        if fields.bits(1):
            fields.bits(24)
        else:
            fields.enum()
    fields.enum()


def _points(fields: Fields, count: int) -> None:
    for _ in range(2 * count):
        fields.u32((19, 0), (19, 1 << 19), (20, 1 << 20), (21, 1 << 21))
