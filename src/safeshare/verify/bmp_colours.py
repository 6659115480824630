"""How a BMP's pixels become colours: masks, the colour table, and bits that nothing shows."""

from __future__ import annotations

import struct

from safeshare.verify import samples
from safeshare.verify.gif_colours import untold
from safeshare.verify.notes import Notes

# Red, green and blue of a pixel, as programs write them.
MASKS = frozenset((
    (0xFF0000, 0xFF00, 0xFF), (0xFF, 0xFF00, 0xFF0000), (0xFF000000, 0xFF0000, 0xFF00),
    (0xFF00, 0xFF0000, 0xFF000000), (0x7C00, 0x3E0, 0x1F), (0xF800, 0x7E0, 0x1F),
    (0xF00, 0xF0, 0xF),
))  # fmt: skip
PLAIN_MASKS = {16: 0x7FFF, 32: 0xFFFFFF}  # bits of a pixel that are shown where no masks are given
BLACK_AND_WHITE = (bytes(3) + b"\xff" * 3, b"\xff" * 3 + bytes(3))


def check_masks(notes: Notes, at: int, raw: bytes) -> int:
    """Note masks that no program writes; return the bits of a pixel that they name.

    raw: red, green, blue, and where there is one opacity, each 4 bytes; all zero is none.
    """
    red, green, blue, *opacity = struct.unpack(f"<{len(raw) // 4}I", raw)
    named: int = red | green | blue
    rests = (0, 0xFFFFFFFF ^ named, 0xFFFF ^ named)
    usual = (red, green, blue) in MASKS and all(mask in rests for mask in opacity)
    if any(raw) and not usual:
        notes.leftover("header", at, raw, "masks of no usual colours")
    return named | (opacity[0] if opacity else 0)


def check_words(
    notes: Notes, at: int, rows: bytes, stride: int, width: int, depth: int, shown: int
) -> None:
    """Note bits of pixels of 16 or 32 bits that differ though they are not in the mask `shown`.

    Programs fill up those of all pixels alike.
    """
    import numpy as np

    words = np.frombuffer(rows, f"<u{depth // 8}").reshape(-1, stride * 8 // depth)[:, :width]
    different = np.bitwise_or.reduce(words, axis=None) ^ np.bitwise_and.reduce(words, axis=None)
    if int(different) & ~shown:
        notes.odd("rows", at, "bits of pixels that nothing shows")


def check_palette(
    notes: Notes, at: int, rows: bytes, stride: int, width: int, depth: int, table: bytes
) -> None:
    """Note colours that no pixel has, and bits behind the last pixel of a row.

    at: where the rows stand. table: four bytes an entry.
    """
    import numpy as np

    used = (width * depth + 7) // 8
    lines = np.frombuffer(rows, np.uint8).reshape(-1, stride)[:, :used]
    named = samples.values(lines, width, depth)
    colours = b"".join(table[place : place + 3] for place in range(0, len(table), 4))
    if max(named) * 4 >= len(table):
        notes.unreadable("colour table", "pixels name colours that are missing")
    unseen = b"" if colours in BLACK_AND_WHITE else untold(colours, named)
    if unseen:
        notes.leftover("colour table", at - len(table), unseen, "colours that no pixel has")
    if (lines[:, -1] & samples.spare(width, depth)).any():
        notes.odd("rows", at, "bits behind the last pixel of a row")
