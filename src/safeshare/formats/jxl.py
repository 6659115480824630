"""JPEG XL: lists the blocks of its container. Such files are rebuilt, never copied.

Source: ISO/IEC 18181-2 (the container and its boxes).
Not seen: what stands inside of the codestream itself (a colour profile, names of channels and
frames), and bytes behind the end of a codestream that has no container.
"""

from __future__ import annotations

from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import boxes, jpeg, jxl_packed, tail
from .boxes import Box
from .listing import Listing, printable

CODESTREAM: Final = b"\xff\x0a"
CONTAINER: Final = b"\0\0\0\x0cJXL \r\n\x87\n"

_CODED: Final = {b"jxlc": 0, b"jxlp": 4}  # bytes in front of the codestream
_PICTURE: Final = (b"JXL ", b"ftyp", b"jxll", *_CODED)
_PADDING: Final = (b"free", b"skip", b"wide")
_KINDS: Final = {
    b"xml ": BlockKind.XMP,
    b"jumb": BlockKind.C2PA,
    b"jhgm": BlockKind.SECOND_PICTURE,  # a gain map
}
_HEAD: Final = 16  # bytes that hold a codestream's size
_PACKED: Final = b"brob"
_ORIGINAL: Final = b"jbrd"


def begins(data: bytes) -> bool:
    """Tell whether the data begins like a JPEG XL file, with a container or without."""
    return data.startswith((CODESTREAM, CONTAINER))


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a JPEG XL file, in file order.

    Where the file can be turned back into the JPEG that it was made from, that JPEG's own
    blocks are listed too. Raises UnreadableImage when the data begins like no JPEG XL file.
    """
    if not begins(data):
        raise UnreadableImage("The file does not begin like a JPEG XL picture.")
    found = Listing("JPEG XL")
    if data.startswith(CODESTREAM):
        found.picture()
        return found.blocks()
    top = list(boxes.boxes(data, 0, len(data)))
    coded = [box for box in top if box.kind in _CODED]
    whole, unpacker = bool(coded), jxl_packed.Unpacker()
    for box in top:
        if box.kind == boxes.BROKEN:
            _rest(found, data, box, whole=whole)
        elif box.kind == _ORIGINAL:
            _original(found, data, box, coded)
            coded = []  # a decoder takes the first; to bring it back again would take long
        else:
            _note(found, box.kind, data[box.body : box.end], unpacker)
    return found.blocks()


def _note(found: Listing, kind: bytes, payload: bytes, unpacker: jxl_packed.Unpacker) -> None:
    """List a box by its kind."""
    if kind in _PICTURE:
        found.picture()
    elif kind == b"Exif":
        start = 4 + int.from_bytes(payload[:4], "big")
        found.exif("box Exif", payload[start if start < len(payload) else 4 :])
    elif kind == _PACKED:
        _unpacked(found, payload[:4], payload[4:], unpacker)
    elif kind not in _PADDING or payload.strip(b"\0"):
        found.add(_KINDS.get(kind, BlockKind.APPLICATION), _name(kind), payload)


def _unpacked(found: Listing, kind: bytes, packed: bytes, unpacker: jxl_packed.Unpacker) -> None:
    """List a compressed box as what it holds, or as unreadable when that can't be told."""
    content = None if kind in (_PACKED, *_PICTURE) else unpacker.unpacked(packed)
    if content is None:
        found.add(BlockKind.UNREADABLE, f"compressed {_name(kind)}", packed)
    else:
        _note(found, kind, content, unpacker)


def _original(found: Listing, data: bytes, box: Box, coded: list[Box]) -> None:
    """List what brings back the original JPEG, and the blocks of that JPEG."""
    found.add(BlockKind.APPLICATION, "box jbrd (the original JPEG)", data[box.body : box.end])
    starts = ((part.body + _CODED[part.kind], part.end) for part in coded[:_HEAD])
    stream = b"".join(data[start : min(end, start + _HEAD)] for start, end in starts)
    original = jxl_packed.original(data, stream)
    if original is not None:
        for block in jpeg.walk(original):
            if not block.needed:
                where = f"original JPEG {block.where}"
                found.extend([Block(block.kind, where, block.payload)])


def _rest(found: Listing, data: bytes, box: Box, *, whole: bool) -> None:
    """List what lies behind the last whole box: a trailer, or a cut box."""
    if whole:
        found.extend(tail.trailing(data, box.start))
    else:
        found.add(BlockKind.UNREADABLE, "broken box", data[box.start :])


def _name(kind: bytes) -> str:
    return f"box {printable(kind)}".strip()
