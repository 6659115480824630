"""Refuses TIFF pages that Pillow decodes, but to another picture than they hold.

Tried with Pillow 12: planes of 16 bits that are not compressed are read as if they had 8,
and whole numbers of 32 bits have no white that it knows.
Source: TIFF 6.0: BitsPerSample, Compression, PlanarConfiguration, SampleFormat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeshare.errors import UnsupportedFormat

if TYPE_CHECKING:
    from PIL import Image

BITS, COMPRESSION, PLANAR, SAMPLE_FORMAT = 258, 259, 284, 339
NONE, APART, FLOATING = 1, 2, 3
ADVICE = "Save it as TIFF with 8 or 16 bits and interleaved colours, or as PNG, first."


def check_samples(image: Image.Image) -> None:
    """Raise UnsupportedFormat for a page whose samples would be misread.

    image: any file as Pillow opened it, at the page in question.
    """
    tags = getattr(image, "tag_v2", {})
    bits = set(tags.get(BITS, ()))
    apart = tags.get(PLANAR) == APART and len(tags.get(BITS, ())) > 1
    if apart and bits == {16} and tags.get(COMPRESSION, NONE) == NONE:
        raise UnsupportedFormat("its colour planes of 16 bits can't be read.", advice=ADVICE)
    if bits == {32} and FLOATING not in tags.get(SAMPLE_FORMAT, ()):
        raise UnsupportedFormat("its samples are numbers of 32 bits.", advice=ADVICE)
