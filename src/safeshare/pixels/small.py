"""A copy that this program wrote, decoded small: for looking, not for proving."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from safeshare.errors import UnreadableImage
from safeshare.pixels.codec import Photo

if TYPE_CHECKING:
    from numpy.typing import NDArray


def small_jpeg(copy: bytes, side: int) -> Photo:
    """Decode a JPEG at a half, a quarter or an eighth of its size, as fits.

    copy: a JPEG by this program, upright and sRGB. side: pixels that the longest side keeps
    at least, if it has so many. Its blocks are decoded to fewer pixels, which takes little time
    and memory. Raises UnreadableImage when it can't be decoded.
    """
    from PIL import JpegImagePlugin

    try:
        with JpegImagePlugin.JpegImageFile(io.BytesIO(copy)) as image:
            scale = max(1, max(image.size) // side)
            image.draft("RGB", (image.width // scale, image.height // scale))
            frame: NDArray[np.uint8] = np.asarray(image.convert("RGB"))
    except Exception as error:  # decoders raise anything on broken bytes
        raise UnreadableImage("the copy can't be decoded.") from error
    return Photo((frame,))
