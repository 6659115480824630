"""Smaller copies by the number of their pixels, so that a long strip keeps its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def shrunk(image: NDArray[np.uint8], pixels: int) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Give a copy of at most about `pixels` pixels, and what its x and y are multiplied by.

    image: uint8 (height, width) or (height, width, channels); small ones come back as they are.
    """
    import cv2

    height, width = image.shape[:2]
    scale = (pixels / (height * width)) ** 0.5
    if scale >= 1:
        return image, np.ones(2)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), np.array([width / size[0], height / size[1]])
