"""Cuts a GIF file into its blocks. Source: GIF89a specification, sections 15 to 27."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from safeshare.errors import UnreadableImage

BLOCKS: Final = 200_000

HEAD, IMAGE, TRAILER = 0x00, 0x2C, 0x3B
PLAIN_TEXT, CONTROL, COMMENT, APPLICATION = 0x01, 0xF9, 0xFE, 0xFF
JUNK, BROKEN = -1, -2

_INTRODUCER = re.compile(rb"[!,;]")


@dataclass(frozen=True, slots=True)
class GifBlock:
    """One block: data[start:end]; data[body:end] is its first sub-block's size byte and on.

    label: HEAD for header, screen descriptor and global colours; IMAGE;
    TRAILER; an extension's label; JUNK; BROKEN for everything from where the
    file is cut.
    """

    label: int
    start: int
    body: int
    end: int


def blocks(data: bytes) -> Iterator[GifBlock]:
    """Yield the blocks to the trailer, or to a BROKEN one.

    Raises UnreadableImage when the data does not begin like GIF.
    """
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 13:
        raise UnreadableImage("The file does not begin like a GIF picture.")
    at = 13 + _colours(data[10])
    if at <= len(data):
        yield GifBlock(HEAD, 0, 0, at)
    for _ in range(BLOCKS if at <= len(data) else 0):
        match = _INTRODUCER.search(data, at)
        if match is None:
            break
        if match.start() > at:
            yield GifBlock(JUNK, at, at, match.start())
            at = match.start()
        if match.group() == b";":
            yield GifBlock(TRAILER, at, at, at + 1)
            return
        block = _image(data, at) if match.group() == b"," else _extension(data, at)
        if block is None:
            break
        yield block
        at = block.end
    yield GifBlock(BROKEN, min(at, len(data)), at, len(data))


def content(data: bytes, at: int) -> bytes:
    """Join the sub-blocks from their first size byte at `at` to the empty one."""
    parts = []
    while at < len(data) and data[at]:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts)


def _image(data: bytes, at: int) -> GifBlock | None:
    if at + 10 > len(data):
        return None
    body = at + 11 + _colours(data[at + 9])  # behind the LZW code size
    end = _chain(data, body)
    return None if end is None else GifBlock(IMAGE, at, body, end)


def _extension(data: bytes, at: int) -> GifBlock | None:
    end = _chain(data, at + 2)
    return None if end is None else GifBlock(data[at + 1], at, at + 2, end)


def _chain(data: bytes, at: int) -> int | None:
    """Give where a chain of sub-blocks ends, behind its empty one; None when it is cut."""
    size = len(data)
    while at < size:
        step = data[at]
        at += step + 1
        if not step:
            return at
    return None


def _colours(packed: int) -> int:
    """Give the bytes of the colour table that a descriptor's packed field announces."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0
