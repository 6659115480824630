"""Small array work for comparing pictures: means over blocks, blurs, masks.

Arrays are (height, width) or (height, width, channels).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Window = tuple[slice, slice]

COARSE_SIDE = 192  # cells; pieces of a mask are told apart on a grid of at most this size


def luma(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the brightness of an sRGB frame, 0..255 (ITU-R BT.601), rounded."""
    import cv2

    return np.asarray(cv2.cvtColor(np.ascontiguousarray(frame[..., :3]), cv2.COLOR_RGB2GRAY))


def reduced(values: NDArray[np.uint8] | Mask, step: int) -> Plane:
    """Return means over squares of `step` pixels, to 1/256 of a level.

    The last row and column stand for what is missing in squares that reach over the edge.
    """
    import cv2

    if step == 1:
        return values.astype(np.float64)
    fine = values.astype(np.uint16) << 8
    missing = [-side % step for side in values.shape]
    whole = cv2.copyMakeBorder(fine, 0, missing[0], 0, missing[1], cv2.BORDER_REPLICATE)
    size = (whole.shape[1] // step, whole.shape[0] // step)
    means = cv2.resize(whole, size, interpolation=cv2.INTER_AREA).reshape(size[::-1])
    return np.asarray(means, np.float64) / 256


def block_means(values: NDArray[np.integer] | NDArray[np.floating], side: int) -> Plane:
    """Return means of (height, width, channels) over whole blocks; of all if there is none.

    values: integers of 16 bits at most, or floating point.
    """
    height, width, channels = values.shape
    tall, wide = min(side, height), min(side, width)
    rows, columns = height // tall, width // wide
    cut = values[: rows * tall, : columns * wide]
    exact = np.int32 if np.issubdtype(values.dtype, np.integer) else np.float64
    # Long runs first: numpy is ten times slower at adding up eight neighbours than eight rows.
    down = cut.reshape(rows, tall, columns * wide * channels).sum(axis=1, dtype=exact)
    across = down.reshape(rows, columns, wide, channels)
    sums = across[:, :, 0].copy()
    for column in range(1, wide):
        sums += across[:, :, column]
    means: Plane = sums / (tall * wide)
    return means


def box_sum(values: Plane, radius: int) -> Plane:
    """Return sums over squares of 2 * radius + 1; pixels off the edge count as zero."""
    import cv2

    size = (2 * radius + 1,) * 2
    sums = cv2.boxFilter(values, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(sums, np.float64)


def shrunk(mask: Mask, radius: int) -> Mask:
    """Return the mask without what lies nearer than `radius` to its rim inside of the picture."""
    import cv2

    square = np.ones((2 * radius + 1,) * 2, np.uint8)
    rows, columns = hull(mask)
    inner = np.ascontiguousarray(mask[_wider(rows)][:, _wider(columns)]).view(np.uint8)
    shrunken = np.zeros_like(mask)
    if inner.size:
        shrunken[_wider(rows), _wider(columns)] = cv2.erode(inner, square).view(bool)
    return shrunken


def hull(mask: Mask) -> Window:
    """Return the rows and columns that hold all that is True; both empty where nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _wider(span: slice) -> slice:
    """Add a pixel to both sides: outside of the picture nothing is a rim, inside it is."""
    return slice(max(0, span.start - 1), span.stop + (span.stop > span.start))


def blurred(values: Plane, sigma: float) -> Plane:
    """Return a Gaussian blur, with the edge pixels repeated; for grids of some hundred cells."""
    import cv2

    down, across = (_kernel(size, sigma) for size in values.shape)
    # On one thread: sums of this size are no work for several, which would wait for each other.
    none = np.empty((0, 0))
    half = np.asarray(cv2.gemm(down, np.ascontiguousarray(values), 1, none, 0), np.float64)
    return np.asarray(cv2.gemm(half, across, 1, none, 0, flags=cv2.GEMM_2_T), np.float64)


def _kernel(size: int, sigma: float) -> Plane:
    places = np.arange(size)
    weights = np.exp(-0.5 * ((places[:, None] - places[None, :]) / max(sigma, 0.3)) ** 2)
    normed: Plane = weights / weights.sum(axis=1, keepdims=True)
    return normed


def pieces(mask: Mask) -> Iterator[Window]:
    """Give a window around each connected piece of the mask; near pieces share one."""
    import cv2

    tall, wide = (max(1, -(-size // COARSE_SIDE)) for size in mask.shape)
    rows, columns = (-(-size // cell) for size, cell in zip(mask.shape, (tall, wide), strict=True))
    padded = np.zeros((rows * tall, columns * wide), bool)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    # Long runs first: that is quick.
    strips = padded.reshape(rows, tall, columns * wide).any(axis=1)
    cells = np.asarray(strips.reshape(rows, columns, wide).any(axis=2), np.uint8)
    count, _, boxes, _ = cv2.connectedComponentsWithStats(cells, connectivity=8)
    for left, top, across, down, _ in boxes[1:count].tolist():
        yield (
            slice(top * tall, (top + down) * tall),
            slice(left * wide, (left + across) * wide),
        )
