"""Decodes JPEG XL for checking, apart from the decoder that the copy came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeshare.errors import UnreadableImage, UnsupportedFormat

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

ADVICE = "Run pip install '.[jxl]' where safeshare came from."


def decoded(stream: bytes) -> NDArray[np.generic] | None:
    """Return the samples of a codestream as they stand, or None when it can't be decoded.

    The size must have been checked before. Raises UnsupportedFormat without the library.
    """
    try:
        from imagecodecs import jpegxl_decode
    except ImportError as error:
        problem = "JPEG XL needs a library that is not installed."
        raise UnsupportedFormat(problem, advice=ADVICE) from error
    try:
        samples: NDArray[np.generic] = jpegxl_decode(stream, index=0)
    except (RuntimeError, ValueError, MemoryError):
        return None
    return samples


def open_stream(data: bytes) -> ImageFile:
    """Return a still picture of 8-bit samples, for comparing; raise UnreadableImage for others.

    data: a bare codestream, as copies are.
    """
    from io import BytesIO

    import numpy as np
    from PIL import Image
    from PIL.TiffImagePlugin import TiffImageFile

    samples = decoded(data)
    if samples is None or samples.dtype != np.uint8:
        raise UnreadableImage("The picture can't be decoded.")
    held = BytesIO()
    Image.fromarray(samples).save(held, "TIFF")
    return TiffImageFile(BytesIO(held.getvalue()))
