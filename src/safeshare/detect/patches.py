"""Places cut out of a photo to be read: level, enlarged, with a margin, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.detect.turned import Corners

    Grey = NDArray[np.uint8]

PATCH = (160, 900)
"""Rows and columns of a patch that is read; smaller places are enlarged up to four times."""

SHORTEST = 16
"""Pixels a patch is wide and tall at least."""

ZOOMED, MARGIN = 600, 0.12
"""Longest side of a broken code that is read again, and its margin in lengths of the code."""

ENLARGED = 500
"""Longest side of a place that is read, in pixels; it is enlarged four times at most."""


def level(grey: Grey, box: Corners) -> tuple[Grey, NDArray[np.float64]]:
    """Cut a turned box out, level and with a margin.

    Returns the patch and the map (2, 3) from its pixels back to the photo's.
    """
    import cv2

    across, down = box[1] - box[0], box[3] - box[0]
    wide, tall = float(np.linalg.norm(across)), float(np.linalg.norm(down))
    corner = box[0] - 0.15 * across
    wide, across = 1.3 * wide, 1.3 * across
    scale = min(PATCH[1] / wide, 4.0)
    columns = max(SHORTEST, round(wide * scale))
    rows = int(np.clip(round(tall * scale), SHORTEST, PATCH[0]))
    back = np.c_[across / columns, down / rows, corner]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(
        grey, back, (columns, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(patch, np.uint8), back


def enlarged(grey: Grey, box: Corners) -> tuple[Grey, NDArray[np.float64]]:
    """Cut a place out, upright and with a margin, at ENLARGED pixels.

    Returns the patch and the map (2, 3) from its pixels back to the photo's.
    """
    import cv2

    low, high = box.min(axis=0), box.max(axis=0)
    margin = 0.2 * (high - low).max()
    height, width = grey.shape
    x0, y0 = np.clip(low - margin, 0, (width - 1, height - 1)).astype(int)
    x1, y1 = np.clip(high + margin, 1, (width, height)).astype(int)
    window = grey[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    scale = float(np.clip(ENLARGED / max(window.shape), 1, 4))
    patch = cv2.resize(window, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    back = np.array([[1 / scale, 0, x0], [0, 1 / scale, y0]])
    return np.asarray(patch, np.uint8), back


def zoomed(grey: Grey, box: Corners) -> tuple[Grey, NDArray[np.float64]]:
    """Cut a turned box out, its longer side level, at ZOOMED pixels.

    Returns the patch and the map (2, 3) from its pixels back to the photo's.
    """
    import cv2

    sides = np.linalg.norm(np.roll(box, -1, axis=0) - box, axis=1)
    corners = np.roll(box, -1, axis=0) if sides[0] < sides[1] else box
    wide, tall = max(1.0, float(sides[:2].max())), max(1.0, float(sides[:2].min()))
    across, down = (corners[1] - corners[0]) / wide, (corners[3] - corners[0]) / tall
    margin = MARGIN * wide
    scale = float(np.clip(ZOOMED / (wide + 2 * margin), 0.5, 4))
    size = tuple(max(SHORTEST, round((side + 2 * margin) * scale)) for side in (wide, tall))
    back = np.c_[across / scale, down / scale, corners[0] - margin * (across + down)]
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(grey, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(patch, np.uint8), back
