"""Covers one frame: the background first, if it is to go, then what the regions say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safeshare.redact.backdrop import backdrop
from safeshare.redact.styles import redact

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.redact.styles import Colour

    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]


def cover(
    image: Frame, mask: Mask, style: str, colour: Colour | None, back: Mask | None = None
) -> Frame:
    """Give a copy of an image that shows nothing of what is under two masks.

    image: uint8 or uint16 (height, width, 3 or 4) sRGB. mask, back: bool (height, width), what
    the regions cover, and where no person is. The fill of a region takes the backdrop for its
    surroundings, so that a head melts into it. The result is a function of the masks and of
    the pixels that neither covers. Gives back the image itself where nothing is covered.
    """
    if back is not None and back.any():
        image = backdrop(image, back, style, colour)
    return redact(image, mask, style, colour)


def reached(mask: Mask, shape: tuple[int, ...]) -> Mask:
    """Give the mask of a photo that was made smaller: all pixels with a covered part.

    mask: bool (height, width). shape: (height, width, ...) of the smaller photo.
    """
    if mask.shape == shape[:2]:
        return mask
    import cv2

    size = (shape[1], shape[0])
    share = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(share > 0)
