"""Walks the boxes of HEIC, AVIF and JPEG XL files before a decoder sees them.

Source: ISO/IEC 14496-12, 4.2 (boxes); ISO/IEC 23008-12, 9.3.1 (ipma). Each loop is bounded, and
what is broken ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

MOST: Final = 20_000
"""Boxes of one level."""

Span = tuple[int, int]
"""Start and end of a box's content."""


def boxes(data: bytes, span: Span) -> Iterator[tuple[bytes, Span]]:
    """Yield kind and content of each whole box in a part of a file."""
    at, limit = span
    for _ in range(MOST):
        size, kind, body = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, body = int.from_bytes(data[body : body + 8], "big"), body + 8
        end = at + size if size else limit
        if end < body or end > limit:
            return
        yield kind, (body, end)
        at = end


def first(data: bytes, span: Span, wanted: bytes) -> Span | None:
    """Give the content of the first box of a kind, or None."""
    return next((inside for kind, inside in boxes(data, span) if kind == wanted), None)


def associations(data: bytes, ipma: Span) -> Iterator[tuple[int, int]]:
    """Yield each pair of an item's number and a property's, which is counted from one."""
    at, end = ipma
    wide, flags = (4 if data[at : at + 1] > b"\0" else 2), data[at + 3 : at + 4]
    step = 2 if flags and flags[0] & 1 else 1
    left = int.from_bytes(data[at + 4 : at + 8], "big")
    at += 8
    while left and at + wide < end:
        item, count = int.from_bytes(data[at : at + wide], "big"), data[at + wide]
        at += wide + 1
        for _ in range(count):
            index = int.from_bytes(data[at : at + step], "big")
            yield item, index & (0x7FFF if step == 2 else 0x7F)
            at += step
        left -= 1
