"""Clears the entries of a colour table that no pixel shows."""

from __future__ import annotations

from collections.abc import Iterable


def blackened(table: bytes, shown: Iterable[int]) -> bytes:
    """Give a colour table in which no colour that does not show tells anything.

    As far as these are a ramp of greys, each by its place, they stay; behind they are black.
    """
    kept = bytearray(table)
    ramp = True
    for colour in sorted(set(range(len(table) // 3)).difference(shown)):
        place = slice(3 * colour, 3 * colour + 3)
        ramp = ramp and kept[place] == bytes([colour] * 3)
        if not ramp:
            kept[place] = bytes(3)
    return bytes(kept)
