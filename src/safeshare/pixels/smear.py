"""How far a file's codec may have smeared one pixel into others, where its format does not say.

A lossy codec works on blocks. A JPEG whose colours have a quarter of its size has blocks four
times as large as those of its brightness (ITU-T T.81, A.1.1), and a TIFF may hold JPEGs (TIFF
6.0, sections 21 and 22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

BLOCK: Final = 8
"""Pixels a side of a JPEG's block."""

USUAL: Final = 2 * BLOCK
"""The same of a JPEG with halved colours, which is what every photo of a lossy format is
taken for (redact.mask)."""

SUBSAMPLING, PHOTOMETRIC, YCBCR = 530, 262, 6

EXACT: Final = frozenset((
    "raw", "tiff_raw_16", "packbits", "tiff_ccitt", "group3", "group4", "tiff_thunderscan",
    "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "lzma", "zstd",
))  # fmt: skip
"""Pillow's names of the compressions of TIFF that give every sample back."""


def smear(image: Image.Image, kind: str) -> int:
    """Give the pixels across and down that a pixel may have reached, 0 for what its format tells.

    image: as Pillow opened it, at the picture in question. kind: its format.
    """
    if kind == "jpeg":
        layers = getattr(image, "layer", [])
        reach = BLOCK * max((max(wide, tall) for _, wide, tall, _ in layers), default=1)
        return reach if reach > USUAL else 0
    if kind != "tiff":
        return 0
    tags = getattr(image, "tag_v2", {})
    colours = tags.get(PHOTOMETRIC) == YCBCR
    if image.info.get("compression") in EXACT and not colours:
        return 0
    return max(USUAL, BLOCK * max(tags.get(SUBSAMPLING, (2, 2)) if colours else (2, 2)))
