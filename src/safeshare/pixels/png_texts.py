"""Keeps texts of a PNG from its decoder, which refuses a picture for the size of its texts."""

from __future__ import annotations

from typing import Final

from safeshare.pixels.exif_blocks import png_chunks

TEXTS: Final = frozenset((b"tEXt", b"zTXt", b"iTXt"))


def without_texts(data: bytes) -> bytes:
    """Give a PNG without its text chunks (PNG, 11.3.3)."""
    kept, at = [], 0
    for name, start, size in png_chunks(data):
        if name in TEXTS:
            kept.append(data[at : start - 8])
            at = start + size + 4
    return b"".join([*kept, data[at:]]) if at else data
