"""BMP: lists its blocks. Such files are rebuilt, never copied.

Source: BITMAPFILEHEADER, BITMAPINFOHEADER and BITMAPV5HEADER of the Windows API.
"""

from __future__ import annotations

import struct
from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import tail
from .listing import Listing

HEADERS: Final = (12, 16, 40, 52, 56, 64, 108, 124)
_PROFILES: Final = {b"DEBM": BlockKind.ICC, b"KNIL": BlockKind.APPLICATION}


def begins(data: bytes) -> bool:
    """Tell whether the data begins like BMP; two letters alone would prove little."""
    return len(data) >= 26 and data[:2] == b"BM" and _number(data, 14) in HEADERS


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a BMP file.

    Raises UnreadableImage when the data does not begin like BMP.
    """
    if not begins(data):
        raise UnreadableImage("The file does not begin like a BMP picture.")
    found = Listing("BMP")
    found.picture()
    header, pixels = _number(data, 14), _number(data, 10)
    if any(data[6:10]):
        found.add(BlockKind.JUNK, "reserved bytes", data[6:10])
    tables = 14 + header + _tables(data, header)
    end = min(len(data), pixels + _size(data, header)) if pixels >= tables else len(data)
    if pixels < tables or end < pixels:
        found.add(BlockKind.UNREADABLE, "pixel offset", data[10:14])
        return found.blocks()
    if data[tables:pixels].strip(b"\0"):
        found.extend(tail.classify(data, tables, pixels, "in front of pixels", BlockKind.JUNK))
    end = _profile(found, data, header, end)
    if end < len(data):
        found.extend(tail.trailing(data, end))
    return found.blocks()


def _profile(found: Listing, data: bytes, header: int, end: int) -> int:
    """List a version 5 header's profile; give where the file ends."""
    if header < 124 or len(data) < 138:
        return end
    kind = _PROFILES.get(data[70:74])
    start, size = 14 + _number(data, 126), _number(data, 130)
    if kind is None or not size or start >= len(data):
        return end
    stop = min(start + size, len(data))
    found.add(kind, "BMP profile", data[start:stop])
    if start > end and data[end:start].strip(b"\0"):
        found.extend(tail.classify(data, end, start, "behind pixels", BlockKind.JUNK))
    return max(end, stop)


def _tables(data: bytes, header: int) -> int:
    """Give the bytes of bit masks and palette behind the header."""
    if header < 40 or len(data) < 54:
        (bits,) = struct.unpack_from("<H", data, 24)
        return 3 << bits if bits <= 8 else 0
    (bits,) = struct.unpack_from("<H", data, 28)
    masks = {3: 12, 6: 16}.get(_number(data, 30), 0) if header == 40 else 0
    colours = _number(data, 46) or (1 << bits if bits <= 8 else 0)
    return masks + 4 * min(colours, 256)


def _size(data: bytes, header: int) -> int:
    """Give the bytes of the pixels, computed for plain rows and as declared for compressed ones."""
    width: int
    height: int
    bits: int
    if header < 40 or len(data) < 54:
        width, height, _, bits = struct.unpack_from("<HHHH", data, 18)
    else:
        width, height, _, bits, packed, declared = struct.unpack_from("<iiHHII", data, 18)
        if packed not in (0, 3, 6):
            return int(declared)
    return (abs(width) * bits + 31) // 32 * 4 * abs(height)


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
