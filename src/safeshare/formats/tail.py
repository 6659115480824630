"""Says what the bytes are that lie where no picture should: behind the end, or between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from safeshare.model import Block, BlockKind

from . import boxes, jpeg_segments

PIECES: Final = 64

_SIGNATURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|WEBP|ftyp|GIF8[79]a")
_BEFORE: Final = {b"WEBP": 8, b"ftyp": 4}  # bytes of the file in front of its telling word


def classify(data: bytes, start: int, end: int, where: str, rest: BlockKind) -> list[Block]:
    """List what data[start:end] holds: pictures, videos, and between them blocks of `rest`."""
    found: list[Block] = []
    at = start
    tail = data[start:end]
    for kind, low, high in _files(tail):
        if start + low > at:
            found.append(Block(rest, where, data[at : start + low]))
        found.append(Block(kind, where, tail[low:high]))
        at = start + high
    if at < end:
        found.append(Block(rest, where, data[at:end]))
    return found


def trailing(data: bytes, start: int) -> list[Block]:
    """List what lies behind the picture's end at `start`."""
    return classify(data, start, len(data), "after the end", BlockKind.TRAILER)


def _files(data: bytes) -> Iterator[tuple[BlockKind, int, int]]:
    """Yield kind, start and end of the files inside of the data, at most PIECES of them."""
    at = 0
    for _ in range(PIECES):
        match = _SIGNATURE.search(data, at)
        if match is None:
            return
        start = match.start() - _BEFORE.get(match.group(), 0)
        kind, end = _extent(data, match.group(), start) if start >= at else (None, 0)
        if kind is not None:
            yield kind, start, end
        at = max(end, match.end())


def _extent(data: bytes, word: bytes, start: int) -> tuple[BlockKind | None, int]:
    """Give the kind and end of the file that begins at `start`; kind None if it is none."""
    if word == jpeg_segments.SIGNATURE:
        end = jpeg_segments.end_of_picture(data, start)
        return (BlockKind.SECOND_PICTURE, end) if end else (None, 0)
    if word == b"ftyp":
        picture = boxes.is_picture(boxes.brands(data, start))
        kind = BlockKind.SECOND_PICTURE if picture else BlockKind.VIDEO
        return kind, boxes.end_of_file(data, start)
    if word == b"WEBP":
        if data[start : start + 4] != b"RIFF":
            return None, 0
        size = int.from_bytes(data[start + 4 : start + 8], "little")
        return BlockKind.SECOND_PICTURE, min(start + 8 + size, len(data))
    if word.startswith(b"GIF"):
        return BlockKind.SECOND_PICTURE, len(data)
    last = data.find(b"IEND", start)
    return BlockKind.SECOND_PICTURE, min(last + 8, len(data)) if last > 0 else len(data)
