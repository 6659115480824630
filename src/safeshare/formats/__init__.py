"""Containers: bytes in, blocks and bytes out. Knows no pixels.

FORMATS names every format; a format is one line in it and one walker. `sniff()`
goes by the first bytes alone, never by a file's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from safeshare.model import Block

from . import bmp, gif, isobmff, jpeg, jxl, png, signatures, tiff, webp
from .exif import orientation
from .keep import Keep

__all__ = ["FORMATS", "Format", "Keep", "orientation", "sniff"]


@dataclass(frozen=True, slots=True)
class Format:
    """A container format.

    walk: lists all blocks, in file order. strip: a lossless copy of what a
    decoder needs, or None where files are rebuilt from pixels instead.
    """

    name: str
    extension: str
    media_type: str
    walk: Callable[[bytes], tuple[Block, ...]]
    strip: Callable[[bytes, Keep], bytes] | None


FORMATS: Final[dict[str, Format]] = {
    entry.name: entry
    for entry in (
        Format("jpeg", ".jpg", "image/jpeg", jpeg.walk, jpeg.strip),
        Format("png", ".png", "image/png", png.walk, png.strip),
        Format("webp", ".webp", "image/webp", webp.walk, webp.strip),
        Format("gif", ".gif", "image/gif", gif.walk, gif.strip),
        Format("tiff", ".tif", "image/tiff", tiff.walk, None),
        Format("bmp", ".bmp", "image/bmp", bmp.walk, None),
        Format("heic", ".heic", "image/heic", isobmff.walk, None),
        Format("avif", ".avif", "image/avif", isobmff.walk, None),
        Format("jxl", ".jxl", "image/jxl", jxl.walk, None),
    )
}


def sniff(data: bytes) -> Format:
    """Give the format of a photo by its signature.

    Raises UnsupportedFormat, with the format's name, for a known kind of file
    that safeshare can't clean; UnreadableImage for an empty or unknown one.
    """
    return FORMATS[signatures.name_of(data)]
