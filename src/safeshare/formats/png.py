"""PNG and APNG: lists their blocks, and copies losslessly what a decoder needs."""

from __future__ import annotations

import zlib
from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import png_packed, png_text, tail
from .bounds import Inflater
from .keep import Keep
from .listing import Listing, printable
from .png_chunks import BROKEN, SIGNATURE, Chunk, chunk, chunks
from .png_picture import OVERRIDDEN, Picture, picture

_KINDS: Final = {
    b"tIME": BlockKind.TIME,
    b"caBX": BlockKind.C2PA,
    b"IDAT": BlockKind.JUNK,
    b"fcTL": BlockKind.JUNK,
    b"fdAT": BlockKind.SECOND_PICTURE,
}


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a PNG file in its order.

    Raises UnreadableImage when the data does not begin with signature and header.
    """
    found = Listing("PNG")
    parts = list(chunks(data))
    needed = picture(data, parts)
    inflater = Inflater()
    for index, part in enumerate(parts):
        if index in needed.parts:
            found.picture()
        else:
            _note(found, part, data[part.body : max(part.body, part.end - 4)], inflater)
        if index in needed.hidden:
            where = f"{part.name.decode('ascii')} behind its content"
            found.add(BlockKind.JUNK, where, needed.hidden[index])
    if parts[-1].name == BROKEN:
        found.add(BlockKind.UNREADABLE, "broken chunk", data[parts[-1].start :])
    else:
        found.extend(tail.trailing(data, parts[-1].end))
    return found.blocks()


def strip(data: bytes, keep: Keep) -> bytes:
    """Give a PNG with the same coded picture and nothing else but `keep`.

    Data chunks are copied byte for byte, unless they hold more than the
    picture's rows. Palette entries that no pixel names become black; numbers that
    say how colours are meant are rounded below what an eye can tell. A kept profile
    takes the place of sRGB, gAMA and cHRM; where the source's profile overrode
    these, they go with it.

    Raises UnreadableImage when the picture is cut or its pixels are broken.
    """
    parts = list(chunks(data))
    needed = picture(data, parts)
    if needed.broken:
        raise UnreadableImage(needed.broken)
    png_packed.tidy(parts, needed)
    out: list[bytes | memoryview] = [SIGNATURE, needed.parts[0]]
    if keep.icc:
        out.append(chunk(b"iCCP", b"icc\0\0", zlib.compress(keep.icc)))
    if keep.exif:
        out.append(chunk(b"eXIf", keep.exif))
    out += _rest(parts, needed, keep)
    return b"".join(out)


def _rest(parts: list[Chunk], needed: Picture, keep: Keep) -> list[bytes | memoryview]:
    """Give the needed chunks behind the header, in order."""
    dropped = OVERRIDDEN if keep.icc else frozenset()
    return [
        needed.parts[index]
        for index, part in enumerate(parts)
        if index and index in needed.parts and part.name not in dropped
    ]


def _note(found: Listing, part: Chunk, payload: bytes, inflater: Inflater) -> None:
    """List a chunk that no decoder needs."""
    name = part.name.decode("ascii")
    if part.name in (b"tEXt", b"zTXt", b"iTXt"):
        png_text.add(found, name, payload, inflater)
    elif part.name in (b"eXIf", b"exIf", b"zxIf"):
        found.exif(name, payload)
    elif part.name == b"iCCP":
        label, _, packed = payload.partition(b"\0")
        profile = inflater.inflate(packed[1:])
        where = f"iCCP {printable(label)}".strip()
        kind = BlockKind.UNREADABLE if profile is None else BlockKind.ICC
        found.add(kind, where, payload if profile is None else profile)
    elif part.name != BROKEN:
        found.add(_KINDS.get(part.name, BlockKind.APPLICATION), name, payload)
