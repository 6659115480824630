"""Opening a photo with one decoder, whose failures become errors of ours."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from safeshare.errors import SafeshareError, TooLarge, UnreadableImage
from safeshare.model import DEFAULT_LIMITS
from safeshare.pixels.extents import check_extent
from safeshare.pixels.png_colour import png_profile
from safeshare.pixels.png_texts import without_texts

if TYPE_CHECKING:
    from PIL import Image

DECODERS = {
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "gif": "GIF",
    "tiff": "TIFF",
    "bmp": "BMP",
    "heic": "HEIF",
    "avif": "SAFESHARE-AVIF",
    "jxl": "SAFESHARE-JXL",
}
"""Name of a format -> the only Pillow plugin that gets to see its bytes."""


@contextmanager
def opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """Open with one plugin, and turn whatever a decoder raises into UnreadableImage.

    kind: a name in DECODERS. What is done with the picture is done inside. Raises TooLarge too.
    """
    from PIL import Image

    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if kind == "avif":
        from safeshare.pixels import avif_crop

        avif_crop.register()
    if kind == "jxl":
        from safeshare.pixels import jxl

        jxl.register()
    # Limits of all frames together are checked before decoding. Pillow's own guard (twice this
    # number) stops a frame of an animation that enlarges the canvas while it is read.
    Image.MAX_IMAGE_PIXELS = DEFAULT_LIMITS.pixels // 2
    check_extent(data, kind)
    data = without_texts(data) if kind == "png" else data
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[DECODERS[kind]]) as image:
                yield image
    except SafeshareError:
        raise
    except Image.DecompressionBombError as error:
        most = f"{DEFAULT_LIMITS.pixels / 1e6:,.0f} megapixels"
        raise TooLarge(f"a picture in it has more than {most}.") from error
    except MemoryError as error:
        raise TooLarge("there is not enough memory to decode it.") from error
    except Exception as error:  # decoders raise anything on foreign bytes
        what = (
            "is cut short"
            if "truncated" in str(error)
            else "is cut, broken, or coded in a way that is not known here"
        )
        raise UnreadableImage(f"the picture can't be decoded: it {what}.") from error


def profile_of(image: Image.Image) -> bytes:
    """Give the ICC profile that the file carries, or b""."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) else b""


def meaning(data: bytes, kind: str, image: Image.Image) -> bytes:
    """Give a profile that says how the colours are meant, b"" for sRGB."""
    embedded = profile_of(image)
    return png_profile(data, embedded) if kind == "png" else embedded
