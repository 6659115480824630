"""Reads the header of a JPEG XL picture without decoding it: size, turn, depth, colours.

Source: ISO/IEC 18181-1 (SizeHeader, ImageMetadata and what they hold), 18181-2 (boxes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.pixels.boxes import boxes, first
from safeshare.pixels.jxl_bits import Bits

CODESTREAM: Final = b"\xff\x0a"
CONTAINER: Final = b"\0\0\0\x0cJXL \r\n\x87\n"
SIGNATURES: Final = (CODESTREAM, CONTAINER)
EXTRA_CHANNELS: Final = 256  # level 10 of 18181-1 allows as many

_SIDE: Final = ((9, 1), (13, 1), (18, 1), (30, 1))
_RATIOS: Final = ((1, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_PREVIEW_EIGHTHS: Final = ((0, 16), (0, 32), (5, 1), (9, 33))
_PREVIEW_SIDE: Final = ((6, 1), (8, 65), (10, 321), (12, 1345))
_COORDINATE: Final = ((19, 0), (19, 1 << 19), (20, 1 << 20), (21, 1 << 21))
_ALPHA, _SPOT, _CFA = 0, 2, 5
_RGB, _GREY = 0, 1
_CUSTOM: Final = 2


@dataclass(frozen=True, slots=True)
class Colour:
    """What the sample values mean.

    space: 0 RGB, 1 grey, 2 XYB, 3 unknown. icc: a profile inside of the codestream says it,
    and the rest means nothing. white, primaries, curve: Enum values of the standard, or, where
    the file gives numbers, chromaticities in millionths and the gamma in ten millionths.
    """

    space: int = _RGB
    icc: bool = False
    white: int | tuple[int, ...] = 1
    primaries: int | tuple[int, ...] = 1
    curve: int = 13
    gamma: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says. width, height: upright. orientation: 1..8, as in EXIF.

    bits: of a sample. floating: samples are floating-point numbers. alpha: there is
    transparency; premultiplied: colours were multiplied with it. channels: types of all extra
    channels. moves: an animation, or several pages.
    """

    width: int
    height: int
    orientation: int = 1
    bits: int = 8
    floating: bool = False
    channels: tuple[int, ...] = ()
    premultiplied: bool = False
    moves: bool = False
    colour: Colour = Colour()

    @property
    def alpha(self) -> bool:
        """Whether there is transparency."""
        return _ALPHA in self.channels


def codestream(data: bytes) -> bytes:
    """Give the coded picture without its container. Raises UnreadableImage when there is none."""
    if data.startswith(CODESTREAM):
        return data
    parts: list[bytes] = []
    for kind, (start, end) in boxes(data, (0, len(data))):
        if kind == b"jxlc":
            parts.append(data[start:end])
            break
        if kind == b"jxlp":
            parts.append(data[start + 4 : end])
            if data[start : start + 1] >= b"\x80":  # the last part
                break
    joined = b"".join(parts)
    if not joined.startswith(CODESTREAM):
        raise UnreadableImage("The file holds no JPEG XL picture.")
    return joined


def has_jpeg(data: bytes) -> bool:
    """Tell whether the file can be turned back into the JPEG that it was made from."""
    if data.startswith(CODESTREAM):
        return False
    return first(data, (0, len(data)), b"jbrd") is not None


def read(stream: bytes) -> Header:
    """Read the header of a codestream. Raises UnreadableImage where it is cut or impossible."""
    bits = Bits(stream[2 : 1 << 20])
    width, height = _size(bits, _SIDE)
    if bits.flag():
        return Header(width, height)
    orientation, moves = 1, False
    further = bits.flag()
    if further:
        orientation, moves = _further(bits)
    floating, depth = _depth(bits)
    bits.flag()  # whether 16-bit buffers are enough
    count = bits.number((0, 0), (0, 1), (4, 2), (12, 1))
    if count > EXTRA_CHANNELS:
        raise UnreadableImage(f"The picture has {count:,} extra channels.")
    channels = [_channel(bits) for _ in range(count)]
    bits.flag()  # whether the samples are coded as XYB
    colour = _colour(bits)
    if orientation >= 5:
        width, height = height, width
    kinds = tuple(kind for kind, _ in channels)
    joined = any(associated for _, associated in channels)
    return Header(width, height, orientation, depth, floating, kinds, joined, moves, colour)


def _size(bits: Bits, side: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    eighths = bits.flag()
    height = 8 * (bits.take(5) + 1) if eighths else bits.number(*side)
    ratio = bits.take(3)
    if ratio:
        across, down = _RATIOS[ratio]
        return height * across // down, height
    return 8 * (bits.take(5) + 1) if eighths else bits.number(*side), height


def _preview(bits: Bits) -> None:
    eighths = bits.flag()
    side = _PREVIEW_EIGHTHS if eighths else _PREVIEW_SIDE
    bits.number(*side)
    if not bits.take(3):
        bits.number(*side)


def _further(bits: Bits) -> tuple[int, bool]:
    """Read the seldom fields; give the orientation, and whether there are several frames."""
    orientation = bits.take(3) + 1
    if bits.flag():
        _size(bits, _SIDE)
    if bits.flag():
        _preview(bits)
    moves = bits.flag()
    if moves:
        bits.number((0, 100), (0, 1000), (10, 1), (30, 1))
        bits.number((0, 1), (0, 1001), (8, 1), (10, 1))
        bits.number((0, 0), (3, 0), (16, 0), (32, 0))
        bits.flag()
    return orientation, moves


def _depth(bits: Bits) -> tuple[bool, int]:
    """Read whether samples are floating-point numbers, and how many bits they have."""
    if not bits.flag():
        return False, bits.number((0, 8), (0, 10), (0, 12), (6, 1))
    depth = bits.number((0, 32), (0, 16), (0, 24), (6, 1))
    bits.take(4)  # bits of the exponent
    return True, depth


def _channel(bits: Bits) -> tuple[int, bool]:
    """Read an extra channel; give its type, and whether colours were multiplied with it."""
    if bits.flag():
        return _ALPHA, False
    kind = bits.word()
    _depth(bits)
    bits.number((0, 0), (0, 3), (0, 4), (3, 1))
    for _ in range(bits.number((0, 0), (4, 0), (5, 16), (10, 48))):
        bits.take(8)  # its name
    joined = kind == _ALPHA and bits.flag()
    if kind == _SPOT:
        bits.take(64)
    if kind == _CFA:
        bits.number((0, 1), (2, 0), (4, 3), (8, 19))
    return kind, joined


def _colour(bits: Bits) -> Colour:
    if bits.flag():
        return Colour()
    icc, space = bits.flag(), bits.word()
    if icc or space not in (_RGB, _GREY):
        return Colour(space, icc=icc)
    white: int | tuple[int, ...] = bits.word()
    if white == _CUSTOM:
        white = _point(bits)
    primaries: int | tuple[int, ...] = 1
    if space == _RGB:
        primaries = bits.word()
        if primaries == _CUSTOM:
            primaries = _point(bits) + _point(bits) + _point(bits)
    if bits.flag():
        return Colour(space, white=white, primaries=primaries, curve=0, gamma=bits.take(24))
    return Colour(space, white=white, primaries=primaries, curve=bits.word())


def _point(bits: Bits) -> tuple[int, ...]:
    """Read a chromaticity: x and y in millionths."""
    folded = (bits.number(*_COORDINATE) for _ in range(2))
    return tuple(value >> 1 if value % 2 == 0 else -(value >> 1) - 1 for value in folded)
