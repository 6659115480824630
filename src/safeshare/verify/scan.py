"""Finds bytes behind the last coded block of a JPEG with a single scan.

A reader can't tell coded data from other bytes without decoding. So the picture is
decoded without the scan's last bytes: when its last row still appears, those bytes
were not part of the picture.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from safeshare.model import Limits

if TYPE_CHECKING:
    from PIL.JpegImagePlugin import JpegImageFile

WITHHELD = 16  # bytes; more than any encoder pads, fewer than a row of blocks takes


def surplus(data: bytes, scan: tuple[int, int]) -> bytes:
    """Return the last bytes of the coded data if no block needs them, else nothing.

    scan: the half-open range of the coded data in `data`.
    Does not see: a surplus of fewer than 16 bytes, one below a picture whose last row is
    black, one in a JPEG of several scans, and pictures that Pillow can't decode.
    """
    from PIL import Image
    from PIL.JpegImagePlugin import JpegImageFile

    start, end = scan
    if end - start <= 2 * WITHHELD:
        return b""
    try:
        # The plug-in's own class: Image.open would judge the size by a global limit.
        picture = JpegImageFile(BytesIO(data[: end - WITHHELD]))
        width, height = picture.size
        if width * height > Limits().pixels:
            return b""
        _load_what_is_there(picture)
        last_row = picture.crop((0, height - 1, width, height))
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError):
        return b""
    return data[end - WITHHELD : end] if last_row.getbbox() else b""


def _load_what_is_there(picture: JpegImageFile) -> None:
    """Decode as many rows as the data holds; the rest stays black."""
    try:
        picture.load()
    except OSError:  # says that the file is cut, which it is
        picture.tile = []
