"""How much of one photo's detail is left in another."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Places on the portrait, as parts of its sides.
PATCH = (0.26, 0.65, 0.42, 0.84)  # the mission patch
FACE = (0.36, 0.17, 0.5, 0.3)
ELSEWHERE = (0.75, 0.1, 0.95, 0.5)  # the rocket


def grey(data: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(BytesIO(data)).convert("L"), np.float64)


def part(image: NDArray[np.float64], place: tuple[float, ...]) -> NDArray[np.float64]:
    height, width = image.shape
    x0, y0, x1, y1 = place
    return image[int(y0 * height) : int(y1 * height), int(x0 * width) : int(x1 * width)]


def likeness(one: bytes, other: bytes, place: tuple[float, ...]) -> float:
    """Correlation of the fine detail of two photos at a place: 1 for the same."""
    details = []
    for data in (one, other):
        area = part(grey(data), place)
        details.append((area[1:, 1:] - area[:-1, :-1]).ravel())
    return float(np.corrcoef(*details)[0, 1])
