"""A PNG's palette and transparency: which entries pixels name, and what stands in the others."""

from __future__ import annotations

from collections.abc import Iterable

from safeshare.verify.gif_colours import untold
from safeshare.verify.notes import Notes
from safeshare.verify.png_frames import Canvas

OPAQUE = 255


def check_palette(notes: Notes, palette: bytes, alpha: bytes, named: Iterable[int]) -> None:
    """Note entries that no pixel names, unless they are black and opaque; record the others.

    palette: three bytes an entry. alpha: one byte for each of the first entries.
    """
    named = sorted(named)
    entries = len(palette) // 3
    spare = sorted(set(range(entries)).difference(named))
    colours = untold(palette, named)
    if named and named[-1] >= entries:
        notes.unreadable("PLTE", "pixels name colours that are missing")
    if colours:
        notes.leftover("PLTE", 0, colours, "colours that no pixel has")
    levels = bytes(alpha[entry] for entry in spare if entry < len(alpha)) + alpha[entries:]
    if levels.strip(bytes([OPAQUE])):
        notes.leftover("tRNS", 0, levels, "transparency of colours that no pixel has")
    full = alpha.ljust(256, bytes([OPAQUE]))
    for entry in named:
        colour = palette[3 * entry : 3 * entry + 3]
        notes.picture(f"colour {entry}", colour + full[entry : entry + 1])


def check_clear_colour(notes: Notes, canvas: Canvas, alpha: bytes) -> None:
    """Note bits of a clear colour that no sample can have; record the colour."""
    values = [int.from_bytes(alpha[at : at + 2], "big") for at in range(0, len(alpha), 2)]
    if any(value >> canvas.depth for value in values):
        notes.odd("tRNS", 0, "a colour that no pixel can have", alpha.hex())
    notes.picture("clear colour", alpha)
