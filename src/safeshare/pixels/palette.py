"""Few colours: what a GIF frame can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Frame = NDArray[np.uint8]


def few_colours(frame: Frame) -> Frame:
    """Give a uint8 frame of at most 255 colours; its opacity becomes clear or opaque."""
    from PIL import Image

    colours = np.ascontiguousarray(frame[..., :3])
    if len(_distinct(_packed(colours))) > 255:
        reduced = Image.fromarray(colours).quantize(255, dither=Image.Dither.FLOYDSTEINBERG)
        colours = np.asarray(reduced.convert("RGB"))
    if frame.shape[2] == 3:
        return colours
    opaque = frame[..., 3] >= 128
    return np.dstack([colours * opaque[..., None], opaque * np.uint8(255)])


def _packed(colours: Frame) -> NDArray[np.uint32]:
    """Give each pixel's colour as one number of 24 bits."""
    packed = colours[..., 0].astype(np.uint32)
    for channel in (1, 2):
        packed <<= np.uint32(8)
        packed |= colours[..., channel]
    return packed


def _distinct(packed: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Give the colours that occur, in order.

    Sorting a large frame takes many copies of it; for a small one it is faster than a table.
    """
    if packed.size < 1 << 20:
        return np.unique(packed).astype(np.intp)
    seen = np.zeros(1 << 24, np.bool_)
    for row in packed:
        seen[row] = True
    return np.flatnonzero(seen)


def indexed(frame: Frame) -> Image.Image:
    """Turn a frame of few colours into a palette image, colour for colour."""
    from PIL import Image

    packed = _packed(frame[..., :3])
    colours = _distinct(packed)
    palette = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    numbers = np.zeros(1 << 24, np.uint8)
    numbers[colours] = np.arange(len(colours))
    pixels = np.stack([numbers[row] for row in packed])
    clear = len(colours)
    if frame.shape[2] == 4:
        pixels[frame[..., 3] == 0] = clear
    image = Image.fromarray(pixels, "P")
    image.putpalette(palette.astype(np.uint8).tobytes())
    if frame.shape[2] == 4:
        image.info["transparency"] = clear
    return image
