"""Finds what a WebP picture's coded data holds unseen, and pictures that don't decode.

A decoder stops at the last block and ignores what follows in the chunk. So the picture
is decoded without the last bytes: when nothing is missing, they were not part of it. Of 931
pictures written by libwebp (flat, noisy and photographed, 17 x 33 pixels and more, lossless
and quality 20 to 100) every one needed its end, and none with 40 bytes appended did. The same
goes for the first partition of a lossy picture, in the middle of its chunk. Lossless data has
four channels, whichever of them are shown.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.WebPImagePlugin import WebPImageFile

WITHHELD = 16  # bytes
SMALLEST = 64  # bytes; less is not worth a hiding place
LOSSY_HEADER = 10  # bytes in front of the first partition; its size stands in the first three
COMPRESSED = 1  # an alpha channel's first byte, its two low bits
ALPHA_FLAG = 0x10
LOSSLESS_ALPHA = 0x10  # in the fifth byte of a VP8L picture

Area = tuple[int, int]


def decoded(kind: bytes, payload: bytes, alpha: bytes, area: Area) -> WebPImageFile | None:
    """Return the picture as a decoder shows it, None when it can't.

    kind: b"VP8 " or b"VP8L". payload: the chunk's content. alpha: that of the ALPH chunk in
    front of it, or empty. area: width and height in pixels.
    """
    chunks = _chunk(kind, payload)
    if alpha:
        sides = b"".join((side - 1).to_bytes(3, "little") for side in area)
        header = _chunk(b"VP8X", bytes([ALPHA_FLAG, 0, 0, 0]) + sides)
        chunks = header + _chunk(b"ALPH", alpha) + chunks
    return _decoded(chunks)


def needs_its_end(kind: bytes, payload: bytes) -> bool:
    """Return whether a decoder fails when the last 16 bytes of a picture are missing."""
    return len(payload) < SMALLEST or not _shows(_chunk(kind, payload[:-WITHHELD]))


def alpha_needs_its_end(payload: bytes, area: Area) -> bool:
    """Return whether a decoder fails when the last 16 bytes of an alpha channel are missing.

    A compressed one is a lossless picture without its header of five bytes.
    """
    if payload[0] & 3 != COMPRESSED:
        return True
    return needs_its_end(b"VP8L", _as_picture(payload, area))


def hides_opacity(payload: bytes) -> bool:
    """Return whether a VP8L picture that says it has no opacity holds a varied one.

    Source: RFC 9649, section 3.4: alpha_is_used is a hint, the channel is coded all the same.
    """
    clear = payload[:4] + bytes([payload[4] | LOSSLESS_ALPHA]) + payload[5:]
    return _varies(clear, "A")


def alpha_hides_colours(payload: bytes, area: Area) -> bool:
    """Return whether a compressed alpha channel, which is the green of a picture, has others."""
    if payload[0] & 3 != COMPRESSED:
        return False
    return _varies(_as_picture(payload, area, LOSSLESS_ALPHA << 24), "RBA")


def _as_picture(alpha: bytes, area: Area, flag: int = 0) -> bytes:
    """Return a compressed alpha channel with the header of a lossless picture."""
    bits = (area[0] - 1) | (area[1] - 1) << 14 | flag
    return b"\x2f" + struct.pack("<I", bits) + alpha[1:]


def _varies(payload: bytes, channels: str) -> bool:
    """Return whether one of the channels of a VP8L picture has several values."""
    picture = _decoded(_chunk(b"VP8L", payload))
    if picture is None or picture.mode != "RGBA":
        return False
    extremes = (picture.getchannel(channel).getextrema() for channel in channels)
    return any(low != high for low, high in extremes)


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
    return _decoded(chunks) is not None


def _decoded(chunks: bytes) -> WebPImageFile | None:
    from PIL.WebPImagePlugin import WebPImageFile

    data = b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks
    try:
        picture = WebPImageFile(BytesIO(data))
        picture.load()
    except Exception:  # noqa: BLE001 - whatever a decoder says to a cut picture
        return None
    return picture


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return kind + struct.pack("<I", len(payload)) + payload + bytes(len(payload) & 1)
