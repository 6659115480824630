"""Refuses TIFF pages that Pillow decodes, but to another picture than they hold.

Tried with Pillow 12: planes of 16 bits that are not compressed are read as if they had 8,
whole numbers of 32 bits have no white that it knows, and rows that stand in no strip are black.
Source: TIFF 6.0: BitsPerSample, Compression, PlanarConfiguration, RowsPerStrip, SampleFormat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeshare.errors import UnreadableImage, UnsupportedFormat

if TYPE_CHECKING:
    from PIL import Image

HEIGHT, BITS, COMPRESSION, STRIPS = 257, 258, 259, 273
STRIP_ROWS, PLANAR, SAMPLE_FORMAT = 278, 284, 339
NONE, APART, FLOATING = 1, 2, 3
ADVICE = "Save it as TIFF with 8 or 16 bits and interleaved colours, or as PNG, first."


def check_samples(image: Image.Image) -> None:
    """Raise UnsupportedFormat for a page whose samples would be misread.

    image: any file as Pillow opened it, at the page in question. Raises UnreadableImage where
    fewer than half of the rows are in the file.
    """
    tags = getattr(image, "tag_v2", {})
    bits = set(tags.get(BITS, ()))
    apart = tags.get(PLANAR) == APART and len(tags.get(BITS, ())) > 1
    if apart and bits == {16} and tags.get(COMPRESSION, NONE) == NONE:
        raise UnsupportedFormat("its colour planes of 16 bits can't be read.", advice=ADVICE)
    if bits == {32} and FLOATING not in tags.get(SAMPLE_FORMAT, ()):
        raise UnsupportedFormat("its samples are numbers of 32 bits.", advice=ADVICE)
    rows, strips = tags.get(STRIP_ROWS), tags.get(STRIPS, ())
    if strips and isinstance(rows, int) and 2 * rows * len(strips) < tags.get(HEIGHT, 0):
        raise UnreadableImage("the picture can't be decoded: it is cut short.")
