"""Refuses huge pictures in small files: what they need of memory has nothing to do with a photo.

A picture of one colour, one that is cut short and one whose size is a lie take as much memory
as the photo of a large camera. So a picture may be large if its file is, too; all others stay
within what 1 GB of memory can decode, cover, encode and compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeshare.errors import TooLarge

if TYPE_CHECKING:
    from PIL import Image

THINNEST: Final = 96
"""Bytes of samples from each byte of a file: 0.25 bits a pixel. A photo of 108 megapixels that
was pressed until it shows has 0.3, as it left the camera 1 to 4."""

ROOM: Final = {"webp": 110_000_000, "gif": 110_000_000, "avif": 85_000_000, "jxl": 75_000_000}
"""Bytes of samples that 1 GB is enough for, whatever the file: measured, with their codecs'
own memory."""
USUAL_ROOM: Final = 150_000_000
"""The same of all other formats: 50 megapixels with 8 bits, 25 with 16."""

COEFFICIENTS: Final = 900_000_000
"""Bytes of the coefficients of a JPEG in several scans, which its decoder holds at any size."""

LOSSLESS: Final = frozenset({"jpeg", "png", "gif"})
ADVICE: Final = "Only remove its metadata (--no-faces --no-codes), or make it smaller first."


def check_decoded(size: int, kind: str, image: Image.Image) -> None:
    """Raise TooLarge for what a lossless copy, which is checked, has to decode in vain.

    size: bytes of the file. kind: its format. image: just opened. A still WebP is decoded as
    a whole, a JPEG of several scans keeps its coefficients.
    """
    if kind == "webp" and getattr(image, "n_frames", 1) == 1:
        check_density(size, kind, samples_of(image, image.size, deep=False))
    if kind == "jpeg" and image.info.get("progressive"):
        layers = getattr(image, "layer", [])
        most = max([wide * tall for _, wide, tall, _ in layers], default=1)
        share = sum(wide * tall for _, wide, tall, _ in layers) / max(1, most)
        needed = round(2 * image.width * image.height * share)
        if needed > max(COEFFICIENTS, 2 * THINNEST * size):
            raise TooLarge(
                f"its coefficients take {needed / 1e6:,.0f} MB, and the file has {size / 1e6:.2g} "
                f"MB; a picture as empty as this may take {COEFFICIENTS / 1e6:,.0f} MB."
            )


def check_density(size: int, kind: str, samples: int) -> None:
    """Raise TooLarge for pictures that are large, in a file that is not.

    size: bytes of the file. kind: its format. samples: bytes of all samples of a picture, as
    they are decoded; of the pages of a TIFF together.
    """
    room = max(ROOM.get(kind, USUAL_ROOM), THINNEST * size)
    if samples > room:
        raise TooLarge(
            f"its pixels take {samples / 1e6:,.0f} MB once they are decoded, and the file has "
            f"{size / 1e6:.2g} MB; a picture as empty as this may take {room / 1e6:,.0f} MB.",
            advice=ADVICE if kind in LOSSLESS else None,
        )


def samples_of(image: Image.Image, size: tuple[int, int], *, deep: bool) -> int:
    """Give the bytes that the samples of a picture take as a frame.

    image: at the picture in question. size: its width and height. deep: it has 16 bits a
    sample, and keeps them.
    """
    channels = 4 if image.has_transparency_data else 3
    return size[0] * size[1] * channels * (2 if deep else 1)
