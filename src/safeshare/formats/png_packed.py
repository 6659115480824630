"""Takes away what a PNG with a palette, or with several pixels a byte, holds unseen.

Palette entries that no pixel names, and the bits behind the last pixel of a row.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from safeshare.errors import UnreadableImage

from . import png_rows
from .palette import blackened
from .png_chunks import Chunk, chunk
from .png_picture import Frame, Picture
from .png_unfilter import unfiltered

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST: Final = 1 << 28  # bytes of rows that are unpacked at all
_OPAQUE: Final = 255
_SLICE: Final = 1 << 20


def tidy(found: Sequence[Chunk], needed: Picture) -> None:
    """Change the needed parts in place, so that they hold nothing unseen.

    Rows are only written anew when bits behind them are set. Raises UnreadableImage for
    broken rows, and for more than LARGEST bytes of them.
    """
    if needed.head.colour != 3 and needed.head.depth >= 8:
        return
    named: set[int] = set()
    for frame in needed.frames:
        if frame.data:
            named |= _frame(found, needed, frame)
    if needed.head.colour == 3:
        _palette(found, needed, named)


def _frame(found: Sequence[Chunk], needed: Picture, frame: Frame) -> set[int]:
    """Clear the spare bits of one frame's rows, and give the colours that its pixels name."""
    import numpy as np

    head, first = needed.head, frame.data[0]
    skip = 4 if found[first].name == b"fdAT" else 0
    if png_rows.size(head, frame.width, frame.height) > LARGEST:
        raise UnreadableImage("The picture has too many pixels to be looked through.")
    packed = b"".join(needed.parts[index][8 + skip : -4] for index in frame.data)
    raw = np.frombuffer(zlib.decompress(packed), np.uint8)
    named: set[int] = set()
    written: list[bytes] = []
    dirty = False
    at = 0
    for columns, height, width in png_rows.passes(head, frame.width, frame.height):
        rows = raw[at : at + height * (1 + width)].reshape(height, 1 + width)
        at += rows.size
        pixels = np.array(unfiltered(rows))
        spare = (1 << 8 * width - columns * head.depth) - 1
        dirty |= bool((pixels[:, -1] & spare).any())
        pixels[:, -1] &= 255 - spare
        named |= _named(pixels, columns, head.depth) if head.colour == 3 else set()
        written.append(np.pad(pixels, ((0, 0), (1, 0))).tobytes())
    if dirty:
        sequence = needed.parts[first][8 : 8 + skip]
        needed.parts |= dict.fromkeys(frame.data, b"")
        stream = zlib.compress(b"".join(written), 9)
        needed.parts[first] = chunk(found[first].name, sequence, stream)
    return named


def _named(pixels: NDArray[np.uint8], columns: int, depth: int) -> set[int]:
    """Give the colours in rows whose spare bits are zero."""
    whole = columns * depth // 8
    colours = {
        byte >> shift & (1 << depth) - 1
        for byte in _different(pixels[:, :whole])
        for shift in range(0, 8, depth)
    }
    return colours | {
        byte >> 8 - depth * (place + 1) & (1 << depth) - 1
        for byte in _different(pixels[:, whole:])
        for place in range(columns % (8 // depth))
    }


def _different(pixels: NDArray[np.uint8]) -> list[int]:
    import numpy as np

    counts = np.zeros(256, np.int64)
    flat = pixels.reshape(-1)
    for at in range(0, flat.size, _SLICE):
        counts += np.bincount(flat[at : at + _SLICE], minlength=256)
    return [int(value) for value in np.flatnonzero(counts)]


def _palette(found: Sequence[Chunk], needed: Picture, named: set[int]) -> None:
    """Make palette entries black and opaque that no pixel names."""
    for index, part in enumerate(found):
        if index in needed.parts and part.name in (b"PLTE", b"tRNS"):
            blank = blackened if part.name == b"PLTE" else _opaque
            content = blank(bytes(needed.parts[index][8:-4]), named)
            needed.parts[index] = chunk(part.name, content)


def _opaque(levels: bytes, named: set[int]) -> bytes:
    return bytes(level if entry in named else _OPAQUE for entry, level in enumerate(levels))
