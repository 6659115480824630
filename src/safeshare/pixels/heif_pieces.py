"""Counts the pixels that a HEIC's picture is put together from, before libheif decodes it.

A picture may be a grid that names one tile thousands of times: 1 kB can ask for
hours of work. Source: ISO/IEC 14496-12 (iref, pitm), ISO/IEC 23008-12, 6.6 and 9.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from safeshare.errors import TooLarge
from safeshare.model import Limits

BOXES: Final = 20_000
"""Boxes of one level."""
DEPTH: Final = 4
"""Derivations behind each other."""


def check_pieces(data: bytes, limits: Limits) -> None:
    """Raise TooLarge when picture and pieces have more than twice the pixels of the limit.

    data: a HEIC file. What is broken is left to the decoder.
    """
    try:
        pixels = _pixels(data)
    except (struct.error, IndexError):
        return
    if pixels > 2 * limits.pixels:
        raise TooLarge(f"it is put together from pieces of {pixels / 1e6:,.0f} megapixels.")


def _pixels(data: bytes) -> int:
    """Give the pixels of the primary item and of all pieces, as often as they are named."""
    meta = _first(data, 0, len(data), b"meta")
    if meta is None:
        return 0
    start, end = meta[0] + 4, meta[1]
    tables = {kind: (low, high) for kind, low, high in _boxes(data, start, end)}
    if b"pitm" not in tables or b"iprp" not in tables:
        return 0
    sizes = _sizes(data, *tables[b"iprp"])
    pieces = _pieces(data, *tables[b"iref"]) if b"iref" in tables else {}
    at = tables[b"pitm"][0]
    (primary,) = struct.unpack_from(">I" if data[at] else ">H", data, at + 4)
    total, waiting = 0, {primary: 1}
    for _ in range(DEPTH):
        below: dict[int, int] = {}
        for item, times in waiting.items():
            total += sizes.get(item, 0) * times
            for piece, count in pieces.get(item, {}).items():
                below[piece] = below.get(piece, 0) + count * times
        waiting = below
    return total


def _pieces(data: bytes, start: int, end: int) -> dict[int, dict[int, int]]:
    """Give for each derived item its pieces, and how often each is named."""
    found: dict[int, dict[int, int]] = {}
    form = "I" if data[start] else "H"
    for kind, low, _ in _boxes(data, start + 4, end):
        if kind != b"dimg":
            continue
        source, count = struct.unpack_from(f">{form}H", data, low)
        named = struct.unpack_from(f">{count}{form}", data, low + struct.calcsize(f">{form}H"))
        inputs = found.setdefault(source, {})
        for item in named:
            inputs[item] = inputs.get(item, 0) + 1
    return found


def _sizes(data: bytes, start: int, end: int) -> dict[int, int]:
    """Give for each item the pixels of its largest `ispe` property."""
    areas: list[int] = []
    found: dict[int, int] = {}
    inside = list(_boxes(data, start, end))
    for kind, low, high in inside:
        if kind == b"ipco":
            areas += [_area(data, *box) for box in _boxes(data, low, high)]
    for kind, low, high in inside:
        if kind == b"ipma":
            for item, index in _associations(data, low, high):
                if 0 < index <= len(areas):
                    found[item] = max(found.get(item, 0), areas[index - 1])
    return found


def _area(data: bytes, kind: bytes, low: int, _: int) -> int:
    if kind != b"ispe":
        return 0
    width, height = struct.unpack_from(">II", data, low + 4)
    return int(width * height)


def _associations(data: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield each pair of an item and the index, from 1, of a property."""
    item_form, wide = (">I" if data[at] else ">H"), data[at + 3] & 1
    (count,) = struct.unpack_from(">I", data, at + 4)
    at += 8
    for _ in range(min(count, end - at)):
        (item,) = struct.unpack_from(item_form, data, at)
        at += struct.calcsize(item_form)
        properties = data[at]
        at += 1
        for _ in range(properties):
            index = struct.unpack_from(">H" if wide else ">B", data, at)[0]
            yield item, index & (0x7FFF if wide else 0x7F)
            at += 2 if wide else 1


def _first(data: bytes, start: int, end: int, wanted: bytes) -> tuple[int, int] | None:
    return next(
        ((low, high) for kind, low, high in _boxes(data, start, end) if kind == wanted), None
    )


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of the content of each box."""
    for _ in range(BOXES):
        if at + 8 > end:
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        following = at + size if size else end
        if following < body or following > end:
            return
        yield kind, body, following
        at = following
