"""What a container declares, read before any decoder opens it.

A decoder may set memory aside for what a few bytes promise: libwebp two canvases
on opening, Pillow one frame after the other of a GIF. Here only headers are read,
each loop is bounded, and what promises too much is refused.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from safeshare.errors import TooLarge, UnreadableImage
from safeshare.model import DEFAULT_LIMITS, Limits
from safeshare.pixels.av1_size import check_coded
from safeshare.pixels.directories import check_directories
from safeshare.pixels.exif_blocks import PIECES, exif_blocks, png_chunks, riff_chunks
from safeshare.pixels.heif_extents import check_items
from safeshare.pixels.heif_pieces import check_pieces
from safeshare.pixels.jxl_original import check_original

WEBP_SIDE: Final = 16_383
"""Pixels a side that VP8 and VP8L can code (RFC 6386, 9.1; RFC 9649, 3.4)."""

DEFLATE: Final = 1032
"""The most bytes that one byte of a deflate stream grows to."""

_GIF_BLOCK: Final = re.compile(rb"[!,;]")


@dataclass(frozen=True, slots=True)
class Extent:
    """A canvas that holds every frame, in pixels, and how many frames are drawn on it."""

    width: int
    height: int
    frames: int


def check_extent(data: bytes, kind: str, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse a file that promises more than `limits`, or more than its bytes can hold.

    kind: a name in opening.DECODERS. Raises TooLarge, and UnreadableImage for a PNG
    whose pixels can't be in it. What is broken otherwise is left to the decoder.
    """
    if kind == "tiff":
        check_directories(data, limits.frames)
    for block in exif_blocks(data, kind):
        check_directories(block, 1)
    if kind == "png":
        _check_png(data, limits)
    if kind in ("heic", "avif"):
        check_items(data)
        check_coded(data)
    if kind == "heic":
        check_pieces(data, limits)
    if kind == "jxl":
        check_original(data)
    extent = extent_of(data, kind)
    if extent is None:
        return
    if kind == "webp" and max(extent.width, extent.height) > WEBP_SIDE:
        raise TooLarge(f"it is larger than {WEBP_SIDE:,} pixels a side, which no WebP can be.")
    if extent.frames > limits.frames:
        raise TooLarge(f"it has more than {limits.frames:,} frames.")
    check_pixels(extent.width * extent.height * max(1, extent.frames), limits)


def check_pixels(pixels: int, limits: Limits) -> None:
    """Raise TooLarge for more pixels, of all frames together, than the limits allow."""
    if pixels > limits.pixels:
        millions = f"{pixels / 1e6:,.0f} megapixels; the limit is {limits.pixels / 1e6:,.0f}"
        raise TooLarge(f"it has {millions}, all frames together.")


def extent_of(data: bytes, kind: str) -> Extent | None:
    """Give what the headers of a GIF or an extended WebP say; None for all others."""
    reader = _READERS.get(kind)
    try:
        return reader(data) if reader else None
    except (struct.error, IndexError):
        return None


def _gif(data: bytes) -> Extent:
    """Give the canvas: the screen, or more where a frame reaches beyond (GIF89a, 18 and 20)."""
    width, height, packed = struct.unpack_from("<HHB", data, 6)
    frames = list(islice(_gif_frames(data, 13 + _colours(packed)), DEFAULT_LIMITS.frames + 1))
    width = max([width, *(left + wide for left, _, wide, _ in frames)])
    height = max([height, *(top + high for _, top, _, high in frames)])
    return Extent(width, height, len(frames))


def _gif_frames(data: bytes, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, width and height of each frame, up to where the file breaks off."""
    pieces = PIECES
    while pieces and (match := _GIF_BLOCK.search(data, at)) and match.group() != b";":
        at = match.start() + 2
        if match.group() == b",":
            left, top, wide, high, packed = struct.unpack_from("<HHHHB", data, at - 1)
            yield left, top, wide, high
            at += 9 + _colours(packed)
        while at < len(data) and data[at] and pieces:
            at, pieces = at + 1 + data[at], pieces - 1
        at, pieces = at + 1, max(0, pieces - 1)
    if not pieces:
        raise TooLarge("it is cut into millions of pieces.")


def _colours(packed: int) -> int:
    """Give the bytes of the colour table that a packed field announces."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _webp(data: bytes) -> Extent | None:
    """Give the canvas of an extended file, and count its frames (RFC 9649, 2.7)."""
    if data[12:16] != b"VP8X" or len(data) < 30:
        return None
    width = 1 + int.from_bytes(data[24:27], "little")
    height = 1 + int.from_bytes(data[27:30], "little")
    return Extent(width, height, sum(name == b"ANMF" for name, _, _ in riff_chunks(data)))


_READERS: Final[dict[str, Callable[[bytes], Extent | None]]] = {"gif": _gif, "webp": _webp}


def _check_png(data: bytes, limits: Limits) -> None:
    """Raise unless the data chunks can hold the rows, packed as well as deflate can."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        return
    width, height, depth, colour = struct.unpack_from(">IIBB", data, 16)
    if width * height > limits.pixels:
        return  # said with its number, once it is opened
    samples = {2: 3, 4: 2, 6: 4}.get(colour, 1)
    rows = height * ((width * depth * samples + 7) // 8 + 1)
    there = sum(min(size, len(data) - at) for name, at, size in png_chunks(data) if name == b"IDAT")
    if there * DEFLATE < rows:
        raise UnreadableImage("the picture can't be decoded: it is cut short.")
