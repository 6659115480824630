"""WebP, animated ones too: lists its blocks, and copies losslessly what a decoder needs.

Source: RFC 9649, section 2.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import riff, tail
from .keep import Keep
from .listing import Listing, printable
from .riff import BROKEN, Chunk

_ANIMATED, _EXIF, _ALPHA, _ICC = 0x02, 0x08, 0x10, 0x20
_FRAME: Final = 16  # bytes in front of a frame's chunks
_CODED: Final = (b"VP8 ", b"VP8L", b"ANMF")
_KINDS: Final = {
    b"ICCP": BlockKind.ICC,
    b"XMP ": BlockKind.XMP,
    b"C2PA": BlockKind.C2PA,
    b"VP8 ": BlockKind.SECOND_PICTURE,
    b"VP8L": BlockKind.SECOND_PICTURE,
    b"ALPH": BlockKind.SECOND_PICTURE,
    b"ANMF": BlockKind.SECOND_PICTURE,
}


@dataclass(slots=True)
class _Picture:
    """The needed chunks of a file.

    flags: of VP8X, without those that metadata set; None when the file is a simple one.
    parts: bytes to write by the index of their chunk. hidden: the chunks of a
    frame that it does not need, by its index. broken: why it can't be copied.
    """

    flags: int | None = None
    parts: dict[int, bytes] = field(default_factory=dict)
    hidden: dict[int, list[Chunk]] = field(default_factory=dict)
    broken: str = ""


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a WebP file in its order.

    Raises UnreadableImage when the data does not begin like WebP.
    """
    found = Listing("WebP")
    parts, end = _chunks(data)
    needed = _picture(data, parts)
    for index, part in enumerate(parts):
        if index in needed.parts:
            found.picture()
        else:
            _note(found, data, part)
        for inside in needed.hidden.get(index, ()):
            _note(found, data, inside)
    found.extend(tail.trailing(data, end))
    return found.blocks()


def strip(data: bytes, keep: Keep) -> bytes:
    """Give a WebP with the same coded picture, byte for byte, and nothing else but `keep`.

    Reserved bits and padding become zero. A simple file gets the extended
    header only if it carries something of `keep`.

    Raises UnreadableImage when the picture is cut or broken.
    """
    parts, end = _chunks(data)
    if end < 8 + int.from_bytes(data[4:8], "little"):
        raise UnreadableImage("The file is cut: the picture's end is missing.")
    needed = _picture(data, parts)
    if needed.broken:
        raise UnreadableImage(needed.broken)
    body = list(needed.parts.values())
    if needed.flags is None and (keep.exif or keep.icc):
        coded = parts[next(iter(needed.parts))]
        body.insert(0, _extended(data, coded))
    if needed.flags is not None or keep.exif or keep.icc:
        body[0] = _flagged(body[0], keep)
        body[1:1] = [riff.chunk(b"ICCP", keep.icc)] if keep.icc else []
        body += [riff.chunk(b"EXIF", keep.exif)] if keep.exif else []
    return riff.chunk(b"RIFF", b"WEBP", *body)


def _chunks(data: bytes) -> tuple[list[Chunk], int]:
    """Give the chunks, and where the file ends by its own account (or is cut)."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise UnreadableImage("The file does not begin like a WebP picture.")
    end = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    return list(riff.chunks(data, 12, end)), max(end, 12)


def _picture(data: bytes, parts: Sequence[Chunk]) -> _Picture:
    """Pick out what a decoder needs: the one picture, or the header and all frames."""
    result = _Picture()
    first = parts[0].name if parts else b""
    if first == b"VP8X" and parts[0].stop - parts[0].body >= 10:
        result.flags = data[parts[0].body] & (_ANIMATED | _ALPHA)
        canvas = data[parts[0].body + 4 : parts[0].body + 10]
        result.parts[0] = riff.chunk(b"VP8X", bytes([result.flags]), bytes(3), canvas)
    if result.flags is not None and result.flags & _ANIMATED:
        _animation(data, parts, result)
    else:
        result.parts |= _still(data, dict(enumerate(parts)), extended=result.flags is not None)
    if not any(parts[index].name in _CODED for index in result.parts):
        result.broken = "The file is cut, or holds no picture."
    return result


def _animation(data: bytes, parts: Sequence[Chunk], result: _Picture) -> None:
    for index, part in enumerate(parts):
        size = part.stop - part.body
        if part.name == b"ANIM" and len(result.parts) == 1 and size >= 6:
            result.parts[index] = riff.chunk(b"ANIM", data[part.body : part.body + 6])
        elif part.name == b"ANMF" and size >= _FRAME and len(result.parts) > 1:
            inside = list(riff.chunks(data, part.body + _FRAME, part.stop))
            coded = _still(data, dict(enumerate(inside)), extended=True)
            head = data[part.body : part.body + _FRAME - 1]
            bits = bytes([data[part.body + _FRAME - 1] & 0x03])
            result.parts[index] = riff.chunk(b"ANMF", head, bits, *coded.values())
            result.hidden[index] = [c for at, c in enumerate(inside) if at not in coded]
            if not coded:
                result.broken = "One of the frames is broken."


def _still(data: bytes, parts: dict[int, Chunk], *, extended: bool) -> dict[int, bytes]:
    """Give the chunks of one coded picture: VP8L, or VP8 with the ALPH in front of it."""
    kept: dict[int, bytes] = {}
    for index, part in parts.items():
        content = data[part.body : part.stop]
        if part.name == b"ALPH" and extended and not kept and content:
            kept[index] = riff.chunk(b"ALPH", bytes([content[0] & 0x3F]), content[1:])
        elif part.name in (b"VP8 ", b"VP8L"):
            coded = {index: riff.chunk(part.name, content)}
            return coded if part.name == b"VP8L" else kept | coded
        elif not extended:
            break
    return {}


def _extended(data: bytes, coded: Chunk) -> bytes:
    """Build a simple file's extended header from its bitstream (RFC 6386, 9.1; RFC 9649, 3.4)."""
    flags = 0
    content = data[coded.body : coded.stop]
    if len(content) < 10:
        raise UnreadableImage("The file is cut, or holds no picture.")
    if coded.name == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 1)
        width, height = bits & 0x3FFF, bits >> 14 & 0x3FFF
        flags = _ALPHA if bits >> 28 & 1 else 0
    else:
        width, height = (side - 1 & 0x3FFF for side in struct.unpack_from("<HH", content, 6))
    sides = width.to_bytes(3, "little") + height.to_bytes(3, "little")
    return riff.chunk(b"VP8X", bytes([flags, 0, 0, 0]), sides)


def _flagged(header: bytes, keep: Keep) -> bytes:
    """Set the flags of what is kept in an extended header."""
    flags = header[8] | (_EXIF if keep.exif else 0) | (_ICC if keep.icc else 0)
    return header[:8] + bytes([flags]) + header[9:]


def _note(found: Listing, data: bytes, part: Chunk) -> None:
    """List a chunk that no decoder needs."""
    payload = data[part.body : part.stop]
    if part.name == BROKEN:
        found.add(BlockKind.UNREADABLE, "broken chunk", payload)
    elif part.name == b"EXIF":
        found.exif("EXIF", payload)
    else:
        found.add(_KINDS.get(part.name, BlockKind.APPLICATION), printable(part.name), payload)
