"""Counts the pixels that a HEIC's picture is put together from, before libheif decodes it.

A picture may be a grid that names one tile thousands of times: 1 kB can ask for
hours of work. Source: ISO/IEC 14496-12 (iref, pitm), ISO/IEC 23008-12, 6.6 and 9.3.
"""

from __future__ import annotations

import struct
from typing import Final

from safeshare.errors import TooLarge
from safeshare.model import Limits
from safeshare.pixels.boxes import Span, associations, boxes, first

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
    meta = first(data, (0, len(data)), b"meta")
    if meta is None:
        return 0
    tables = dict(boxes(data, (meta[0] + 4, meta[1])))
    if b"pitm" not in tables or b"iprp" not in tables:
        return 0
    sizes = sizes_of(data, tables[b"iprp"])
    pieces = _pieces(data, tables[b"iref"]) if b"iref" in tables else {}
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


def _pieces(data: bytes, iref: Span) -> dict[int, dict[int, int]]:
    """Give for each derived item its pieces, and how often each is named."""
    found: dict[int, dict[int, int]] = {}
    start, end = iref
    form = "I" if data[start] else "H"
    for kind, (low, _) in boxes(data, (start + 4, end)):
        if kind != b"dimg":
            continue
        source, count = struct.unpack_from(f">{form}H", data, low)
        named = struct.unpack_from(f">{count}{form}", data, low + struct.calcsize(f">{form}H"))
        inputs = found.setdefault(source, {})
        for item in named:
            inputs[item] = inputs.get(item, 0) + 1
    return found


def sizes_of(data: bytes, iprp: Span) -> dict[int, int]:
    """Give for each item the pixels of its largest `ispe` property."""
    found: dict[int, int] = {}
    inside = list(boxes(data, iprp))
    shelves = [span for kind, span in inside if kind == b"ipco"]
    areas = [_area(data, kind, low) for span in shelves for kind, (low, _) in boxes(data, span)]
    for kind, span in inside:
        for item, index in associations(data, span) if kind == b"ipma" else ():
            if 0 < index <= len(areas):
                found[item] = max(found.get(item, 0), areas[index - 1])
    return found


def _area(data: bytes, kind: bytes, low: int) -> int:
    if kind != b"ispe":
        return 0
    width, height = struct.unpack_from(">II", data, low + 4)
    return int(width * height)
