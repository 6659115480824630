"""What only the JPEG XL library can unpack: compressed boxes, and the original JPEG.

Without the library both stay packed; such files are refused later anyhow.
Source: ISO/IEC 18181-1 (SizeHeader), 18181-2 (brob and jbrd boxes).
"""

from __future__ import annotations

from typing import Final

from safeshare.model import DEFAULT_LIMITS

from .jpeg_segments import SIGNATURE

MOST: Final = 8 << 20  # bytes that a compressed box may grow to
TOTAL: Final = 32 << 20  # bytes that all of them together may grow to
_WIDTHS: Final = (9, 13, 18, 30)  # bits of a side


class Unpacker:
    """Unpacks the compressed boxes of one file until together they reached a bound."""

    def __init__(self) -> None:
        self._left = TOTAL

    def unpacked(self, packed: bytes) -> bytes | None:
        """Give the content of a Brotli stream; None when it is none, or larger than allowed."""
        if not packed or self._left <= 0:
            return None
        most = min(MOST, self._left)
        self._left -= most  # what is no stream, or too large, is found out by unpacking
        try:
            from imagecodecs import brotli_decode

            content = bytes(brotli_decode(packed, out=most))
        except (ImportError, RuntimeError, ValueError):
            return None
        self._left += most - len(content)
        return content


def original(data: bytes, stream: bytes) -> bytes | None:
    """Give the JPEG that a file was made from, byte for byte; None when it can't be brought back.

    stream: the beginning of its codestream, which says how large the picture is.
    """
    if len(stream) < 4 or _pixels(stream) > DEFAULT_LIMITS.pixels:
        return None
    try:
        from imagecodecs import jpegxl_decode_jpeg

        made = bytes(jpegxl_decode_jpeg(data))
    except (ImportError, RuntimeError, ValueError, MemoryError):
        return None
    return made if made.startswith(SIGNATURE) else None


def _pixels(stream: bytes) -> int:
    """Give how many pixels the header promises, at most; a ratio makes a side twice as long."""
    bits = int.from_bytes(stream[2:16], "little")
    if bits & 1:
        return 256 * 256 * 2
    width = _WIDTHS[bits >> 1 & 3]
    height = (bits >> 3 & (1 << width) - 1) + 1
    at = 3 + width
    if bits >> at & 7:
        return 2 * height * height
    across = _WIDTHS[bits >> at + 3 & 3]
    return height * ((bits >> at + 5 & (1 << across) - 1) + 1)
