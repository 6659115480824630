"""PNG's allowlist: which chunks a decoder needs, and the bytes that stand for each.

Source: PNG 3rd edition, sections 5.6, 11 and 12 (APNG).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from . import png_colour, png_rows
from .png_chunks import Chunk, Header, chunk, header

# Chunks in front of the pixels: when size and colour type are as the specification wants them.
_FRONT: Final[dict[bytes, Callable[[int, int], bool]]] = {
    b"PLTE": lambda size, colour: colour == 3 and 0 < size <= 768 and size % 3 == 0,
    b"tRNS": lambda size, colour: size == {0: 2, 2: 6}.get(colour) or (colour == 3 and size <= 256),
    b"sRGB": lambda size, _: size == 1,
    b"gAMA": lambda size, _: size == 4,
    b"cHRM": lambda size, _: size == 32,
    b"cICP": lambda size, _: size == 4,
    b"acTL": lambda size, _: size == 8,
}
OVERRIDDEN: Final = frozenset([b"sRGB", b"gAMA", b"cHRM"])  # by a profile
COLOUR: Final = OVERRIDDEN | {b"cICP"}  # in front of the palette


@dataclass(slots=True)
class Frame:
    """A coded picture of some pixels. data: the indices of its data chunks."""

    width: int
    height: int
    data: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Picture:
    """The needed part of a PNG file.

    parts: bytes to write by the index of the chunk that they stand for; a
    chunk that is not in it is not needed. frames: the pictures, the default one
    first. hidden: what a data chunk holds
    besides the rows, by its index. broken: why the picture can't be copied.
    """

    head: Header
    parts: dict[int, bytes | memoryview] = field(default_factory=dict)
    hidden: dict[int, bytes] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    broken: str = ""


def picture(data: bytes, found: list[Chunk]) -> Picture:
    """Pick out what a decoder needs. Raises UnreadableImage when the header is broken."""
    result = Picture(header(data, found[0]))
    result.frames = _structure(data, found, result)
    for frame in result.frames:
        _rows(data, found, result, frame)
    if not result.frames[0].data:
        result.broken = "The file holds no pixels."
    if found[-1].name == b"IEND":
        last = found[-1]
        result.parts[len(found) - 1] = chunk(b"IEND")
        if last.end - last.body > 4:
            result.hidden[len(found) - 1] = data[last.body : last.end - 4]
    else:
        result.broken = "The file is cut: the picture's end is missing."
    return result


def _structure(data: bytes, found: list[Chunk], result: Picture) -> list[Frame]:
    """Keep headers of the allowlist; give the frames with the indices of their data chunks."""
    view = memoryview(data)
    head = result.head
    result.parts[0] = view[found[0].start : found[0].end]
    overridden = any(part.name == b"iCCP" and part.intact for part in found)
    default = Frame(head.width, head.height)
    frames, seen, allowed = [default], set[bytes](), 0
    for index, part in enumerate(found):
        size = part.end - 4 - part.body
        if part.name == b"IDAT":
            if not default.data or default.data[-1] == index - 1:
                default.data.append(index)
        elif part.name == b"fcTL" and size == 26 and part.intact and allowed:
            allowed -= 1
            if default.data:
                frames.append(Frame(*struct.unpack_from(">II", data, part.body + 4)))
            result.parts[index] = view[part.start : part.end]
        elif part.name == b"fcTL":
            frames.append(Frame(0, 0))
        elif part.name == b"fdAT" and default.data and frames[-1].width and len(frames) > 1:
            frames[-1].data.append(index)
        elif (
            part.name not in seen
            and not default.data
            and _fits(part, head, seen, overridden=overridden)
        ):
            written = _written(data, part)
            if written is None:
                continue
            seen.add(part.name)
            result.parts[index] = written
            if part.name == b"acTL":
                (allowed,) = struct.unpack_from(">I", data, part.body)
    return frames


def _fits(part: Chunk, head: Header, seen: set[bytes], *, overridden: bool) -> bool:
    """Tell whether a chunk in front of the pixels is one that a decoder needs."""
    fits = _FRONT.get(part.name)
    late = b"PLTE" in seen and part.name in COLOUR
    unused = overridden and part.name in OVERRIDDEN
    size = part.end - 4 - part.body
    return bool(fits and part.intact and not late and not unused and fits(size, head.colour))


def _written(data: bytes, part: Chunk) -> bytes | memoryview | None:
    """Give a chunk of the allowlist as it is written, None where its content means nothing."""
    if part.name not in COLOUR:
        return memoryview(data)[part.start : part.end]
    content = png_colour.settled(part.name, data[part.body : part.end - 4])
    return None if content is None else chunk(part.name, content)


def _rows(data: bytes, found: list[Chunk], result: Picture, frame: Frame) -> None:
    """Keep a frame's data chunks as they are, or rewritten when they hold more than its rows."""
    if not frame.data:
        return
    view = memoryview(data)
    skip = 4 if found[frame.data[0]].name == b"fdAT" else 0  # the sequence number
    pieces = [view[found[index].body + skip : found[index].end - 4] for index in frame.data]
    expected = png_rows.size(result.head, frame.width, frame.height)
    rows = png_rows.measure(pieces, expected)
    first = frame.data[0]
    if rows is None or not rows.whole:
        result.broken = "The file is cut, or its pixels are broken."
        result.parts |= dict.fromkeys(frame.data, b"")
        return
    behind = sum(map(len, pieces)) - rows.used if rows.used is not None else 0
    if rows.used is not None and not behind:
        result.parts |= {index: _copy(data, found[index]) for index in frame.data}
        return
    joined = b"".join(pieces)
    hidden = joined[rows.used :] if behind else rows.surplus
    if hidden:
        result.hidden[frame.data[-1]] = hidden
    stream = joined[: rows.used] if behind else png_rows.rewritten(pieces, expected)
    sequence = view[found[first].body : found[first].body + skip]
    result.parts |= dict.fromkeys(frame.data, b"")
    result.parts[first] = chunk(found[first].name, sequence, stream)


def _copy(data: bytes, part: Chunk) -> bytes | memoryview:
    """Give the chunk as it is, with its checksum made right."""
    view = memoryview(data)
    if part.intact:
        return view[part.start : part.end]
    return chunk(part.name, view[part.body : part.end - 4])
