"""What the pixels around a hole alone say about its inside.

A fill that reads only its surroundings resembles what was covered as far as the surroundings
do: light that falls across both, for example. That much is no leak and is taken out of a
comparison.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safeshare.verify.grid import blurred

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float64]
    Mask = NDArray[np.bool_]

SMALLEST = 6  # cells; below that a level is filled with one value
SWEEPS = 80
NEIGHBOURS = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4


def membrane(values: Plane, known: Mask) -> Plane:
    """Return the values, and where they are not known the smoothest surface between them.

    Coarse to fine, with sweeps that replace each unknown cell by the mean of its neighbours.
    """
    import cv2

    height, width = values.shape
    if min(height, width) <= SMALLEST:
        start = np.full_like(values, values[known].mean() if known.any() else 0.0)
    else:
        start = _from_half(values, known)
    surface = np.where(known, values, start)
    for _ in range(SWEEPS):
        around = cv2.filter2D(surface, -1, NEIGHBOURS, borderType=cv2.BORDER_REPLICATE)
        surface = np.where(known, values, around)
    return surface


def _from_half(values: Plane, known: Mask) -> Plane:
    """Return the membrane of the picture at half its size, brought back to full size."""
    height, width = values.shape
    even = ((0, height % 2), (0, width % 2))
    weights = np.pad(known.astype(float), even)
    sums = np.pad(np.where(known, values, 0.0), even)
    quarters = (slice(0, None, 2), slice(1, None, 2))
    total = sum(sums[y, x] for y in quarters for x in quarters)
    count = sum(weights[y, x] for y in quarters for x in quarters)
    half = membrane(np.asarray(total / np.maximum(count, 1e-9)), np.asarray(count > 0))
    return half.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]


def predictions(values: Plane, known: Mask, width: float) -> list[Plane]:
    """Return what the known cells say about all: a membrane, and a wide blur.

    width: of the hole, in cells.
    """
    if not known.any():
        return []
    smooth = _weighted_blur(values, known, 0.03 * width)
    return [membrane(smooth, known), _weighted_blur(values, known, 0.2 * width)]


def _weighted_blur(values: Plane, known: Mask, sigma: float) -> Plane:
    """Return a Gaussian blur in which unknown cells have no weight."""
    weight = blurred(known.astype(float), sigma)
    return blurred(np.where(known, values, 0.0), sigma) / np.maximum(weight, 1e-9)
