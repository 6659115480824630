"""Photoshop's image resource blocks, the envelope in which IPTC records travel."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_MOST_RESOURCES = 1_000


def resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (resource number, bytes); stops where the structure breaks.

    Each is "8BIM", the number, a Pascal name padded to even length, a length
    and the data padded to even length (Adobe Photoshop File Formats
    Specification, "Image Resource Blocks").
    """
    at = 0
    for _ in range(_MOST_RESOURCES):
        if data[at : at + 4] != b"8BIM" or at + 7 > len(data):
            return
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        name_length = data[at + 6]
        at += 6 + (1 + name_length + 1) // 2 * 2
        try:
            (length,) = struct.unpack_from(">I", data, at)
        except struct.error:
            return
        yield number, data[at + 4 : at + 4 + length]
        at += 4 + (length + 1) // 2 * 2
