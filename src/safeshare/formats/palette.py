"""Clears the entries of a colour table that no pixel shows."""

from __future__ import annotations

from collections.abc import Iterable


def blackened(table: bytes, shown: Iterable[int]) -> bytes:
    """Give a colour table in which all colours that do not show are black, or a step of grey."""
    kept = bytearray(table)
    for colour in set(range(len(table) // 3)).difference(shown):
        place = slice(3 * colour, 3 * colour + 3)
        if kept[place] != bytes([colour] * 3):
            kept[place] = bytes(3)
    return bytes(kept)
