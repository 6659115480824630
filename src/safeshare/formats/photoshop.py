"""Reads Photoshop's image resource blocks (IRB), of JPEG's APP13 and TIFF's tag 34377.

Source: Adobe Photoshop file formats specification, "Image Resources Section".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from safeshare.model import BlockKind

from .listing import Listing

RESOURCES: Final = 2000

_IPTC, _ICC, _EXIF, _EXIF3, _XMP = 1028, 1039, 1058, 1059, 1060
_KINDS: Final = {_ICC: BlockKind.ICC, _XMP: BlockKind.XMP}
_THUMBNAILS: Final = (1033, 1036)
_THUMBNAIL_HEAD: Final = 28


def add(found: Listing, where: str, data: bytes) -> None:
    """Note the whole resource section, then what inside of it is a block of its own."""
    resources = list(_resources(data))
    holds_iptc = any(number == _IPTC for number, _ in resources)
    found.add(BlockKind.IPTC if holds_iptc else BlockKind.APPLICATION, where, data)
    for number, content in resources:
        inside = f"{where} {number}"
        if number in _THUMBNAILS:
            found.add(BlockKind.THUMBNAIL, inside, content[_THUMBNAIL_HEAD:])
        elif number in (_EXIF, _EXIF3):
            found.exif(inside, content)
        elif number in _KINDS:
            found.add(_KINDS[number], inside, content)


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each resource until the structure breaks off."""
    at = 0
    for _ in range(RESOURCES):
        if data[at : at + 4] != b"8BIM" or at + 7 > len(data):
            return
        (number,) = struct.unpack_from(">H", data, at + 4)
        at += 6 + (data[at + 6] + 2) // 2 * 2
        size = int.from_bytes(data[at : at + 4], "big")
        yield number, data[at + 4 : at + 4 + size]
        at += 4 + size + size % 2
