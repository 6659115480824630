"""Brings a PNG's colour numbers to values that no eye can tell from the source's.

An exact number can carry a message, or name one monitor. Source: PNG 3rd edition, section
11.3.2; ITU-T H.273 for cICP.
"""

from __future__ import annotations

import struct
from typing import Final

SRGB_GAMMA: Final = 45_455
_D65: Final = (31_270, 32_900)
_D50: Final = (34_570, 35_850)
_GRID: Final = 500  # of 100,000
_CLOSE: Final = 250
_PRIMARIES: Final = frozenset([1, *range(4, 13), 22])


def settled(name: bytes, content: bytes) -> bytes | None:
    """Give the content to write for a colour chunk; None when the chunk means nothing.

    name: gAMA, cHRM, cICP or sRGB. content: of the size that the specification wants.
    """
    if name == b"gAMA":
        (gamma,) = struct.unpack(">I", content)
        if not 10_000 <= gamma <= 500_000:
            return None
        return struct.pack(">I", SRGB_GAMMA if abs(gamma - SRGB_GAMMA) <= _CLOSE else _grid(gamma))
    if name == b"cHRM":
        x, y, *others = struct.unpack(">8I", content)
        if max(x, y, *others) > 100_000:
            return None
        return struct.pack(">8I", *_white(x, y), *map(_grid, others))
    if name == b"cICP":
        known = content[0] in _PRIMARIES and 1 <= content[1] <= 18
        return content if known and content[2] == 0 and content[3] <= 1 else None
    return content if content[0] <= 3 else None


def _white(x: int, y: int) -> tuple[int, int]:
    for known in (_D65, _D50):
        if max(abs(x - known[0]), abs(y - known[1])) <= _CLOSE:
            return known
    return _grid(x), _grid(y)


def _grid(value: int) -> int:
    return (value + _GRID // 2) // _GRID * _GRID
