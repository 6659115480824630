"""GIF: lists its blocks, and copies losslessly what a decoder needs.

Source: GIF89a specification; XMP part 3, section 1.1.2; ICC.1, annex B.
"""

from __future__ import annotations

from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import gif_frames, tail
from .gif_blocks import (
    APPLICATION,
    BROKEN,
    COMMENT,
    CONTROL,
    HEAD,
    IMAGE,
    JUNK,
    PLAIN_TEXT,
    TRAILER,
    GifBlock,
    blocks,
    content,
)
from .keep import Keep
from .listing import Listing, printable

_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_XMP_MAGIC: Final = (
    b"\x01\xff\xfe\xfd"  # begins the trailer that makes a packet end like sub-blocks
)
_KINDS: Final = {
    b"ICCRGBG1012": BlockKind.ICC,
    b"C2PA_GIF": BlockKind.C2PA,
    b"MGK8BIM0000": BlockKind.IPTC,
    b"MGKIPTC0000": BlockKind.IPTC,
}


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a GIF file in its order.

    Raises UnreadableImage when the data does not begin like GIF.
    """
    found = Listing("GIF")
    looped = False
    for block in blocks(data):
        payload = data[block.start : block.end]
        bare = _bare_control(data, block) or (b"" if looped else _loop(data, block))
        looped |= block.label == APPLICATION and bool(bare)
        if block.label in (HEAD, IMAGE, TRAILER):
            found.picture()
        elif bare:
            found.picture()
            if len(bare) != len(payload):
                found.add(BlockKind.JUNK, "behind an extension", payload[len(bare) - 1 :])
        else:
            _note(found, data, block)
        if block.label == TRAILER:
            found.extend(tail.trailing(data, block.end))
    return found.blocks()


def strip(data: bytes, keep: Keep) -> bytes:
    """Give a GIF with the same coded pixels and nothing else; nothing of `keep` fits into it.

    Colours that no pixel names become black; flags without a meaning become zero.

    Raises UnreadableImage when the picture is cut or holds no frame.
    """
    del keep
    parts = list(blocks(data))
    if parts[-1].label != TRAILER:
        raise UnreadableImage("The file is cut: the picture's end is missing.")
    frames = gif_frames.frames(data, parts)
    if not frames:
        raise UnreadableImage("The file holds no frame.")
    loops = (loop for part in parts if (loop := _loop(data, part)))
    loop = next(loops, b"") if len(frames) > 1 else b""
    written = [frame.written(moves=len(frames) > 1) for frame in frames]
    return b"".join([gif_frames.screen(data, parts[0], frames), loop, *written, b";"])


def _bare_control(data: bytes, block: GifBlock) -> bytes:
    """Give the bare control extension (how long, over what) when the block is one; else empty."""
    if block.label != CONTROL or data[block.body] != 4:
        return b""
    packed, *rest = data[block.body + 1 : block.body + 5]
    return bytes([0x21, CONTROL, 4, packed & 0x1F, *rest, 0])


def _loop(data: bytes, block: GifBlock) -> bytes:
    """Give the bare loop extension when the block is one; empty otherwise."""
    head = data[block.body + 1 : block.body + 12]
    if block.label != APPLICATION or data[block.body] != 11 or head not in _LOOPS:
        return b""
    count = data[block.body + 12 : block.body + 16]
    if count[:2] != b"\x03\x01":
        return b""
    return bytes([0x21, APPLICATION, 11]) + head + count + b"\0"


def _note(found: Listing, data: bytes, block: GifBlock) -> None:
    """List a block that no decoder needs."""
    if block.label == JUNK:
        found.extend(tail.classify(data, block.start, block.end, "between blocks", BlockKind.JUNK))
    elif block.label == BROKEN:
        found.add(BlockKind.UNREADABLE, "end of file missing", data[block.start :])
    elif block.label == APPLICATION:
        _application(found, data, block)
    else:
        kinds = {COMMENT: BlockKind.COMMENT, PLAIN_TEXT: BlockKind.TEXT}
        names = {COMMENT: "comment", PLAIN_TEXT: "plain text", CONTROL: "control"}
        where = names.get(block.label, f"extension {block.label:02X}")
        payload = content(data, block.body)
        if block.label == PLAIN_TEXT:
            payload = b"plain text\0" + payload[12:].decode("latin-1").encode()
        found.add(kinds.get(block.label, BlockKind.APPLICATION), where, payload)


def _application(found: Listing, data: bytes, block: GifBlock) -> None:
    """List an application extension; XMP's packet stands in it without sub-blocks."""
    name = data[block.body + 1 : block.body + 1 + data[block.body]]
    where = f"application {printable(name)}"
    if name == b"XMP DataXMP":
        packet = data[block.body + 12 : block.end]
        end = packet.rfind(_XMP_MAGIC)
        found.add(BlockKind.XMP, where, packet[: end if end >= 0 else None])
        return
    payload = content(data, block.body)[len(name) :]
    found.add(_KINDS.get(name, BlockKind.APPLICATION), where, payload)
