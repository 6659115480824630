"""Finds out whether a HEIF picture hides a part of itself behind a crop.

Source: ISO/IEC 14496-12, 12.1.4 (clean aperture); ISO/IEC 23008-12, 6.5.3 (ispe), 6.5.9 (clap).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .boxes import Box

PADDING: Final = 16  # pixels that coders add to fill their blocks; a crop takes them away


def hiding(data: bytes, properties: Sequence[Box]) -> bytes:
    """Give the first crop that leaves away more than a coder's padding, else nothing.

    It is compared with the largest picture there is.
    """
    sizes = [data[box.body + 4 : box.body + 12] for box in properties if box.kind == b"ispe"]
    sides = [max((_number(size, at) for size in sizes), default=0) for at in (0, 4)]
    for box in properties:
        if box.kind == b"clap":
            crop = data[box.body : box.end]
            kept = [_number(crop, at) / max(1, _number(crop, at + 4)) for at in (0, 8)]
            if any(left < side - PADDING for left, side in zip(kept, sides, strict=True)):
                return crop
    return b""


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")
