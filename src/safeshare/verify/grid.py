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
    from PIL import Image

    return np.asarray(Image.fromarray(frame[..., :3]).convert("L"))


def reduced(values: NDArray[np.uint8] | Mask, step: int) -> Plane:
    """Return means over squares of `step` pixels, those cut by the edge included."""
    from PIL import Image

    image = Image.fromarray(values.astype(np.float32))
    means: Plane = np.asarray(image.reduce(step) if step > 1 else image).astype(np.float64)
    return means


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
    side = 2 * radius + 1
    padded = np.pad(values, radius)
    sums = np.pad(padded, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    total: Plane = (
        sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    )
    return total


def shrunk(mask: Mask, radius: int) -> Mask:
    """Return the mask without what lies nearer than `radius` to its rim inside of the picture."""
    inside: Mask = mask.copy()
    for axis in (0, 1):
        size = mask.shape[axis]
        for step in _steps(radius):
            if step < size:
                here = np.moveaxis(inside, axis, 0)
                kept = here.copy()
                kept[step:] &= here[:-step]
                kept[:-step] &= here[step:]
                inside = np.moveaxis(kept, 0, axis)
    return inside


def _steps(radius: int) -> Iterator[int]:
    """Give steps that add up to the radius, none longer than what is done so far plus one."""
    done = 0
    while done < radius:
        step = min(done + 1, radius - done)
        yield step
        done += step


def blurred(values: Plane, sigma: float) -> Plane:
    """Return a Gaussian blur, with the edge pixels repeated; for grids of some hundred cells."""
    return _kernel(values.shape[0], sigma) @ values @ _kernel(values.shape[1], sigma).T


def _kernel(size: int, sigma: float) -> Plane:
    places = np.arange(size)
    weights = np.exp(-0.5 * ((places[:, None] - places[None, :]) / max(sigma, 0.3)) ** 2)
    normed: Plane = weights / weights.sum(axis=1, keepdims=True)
    return normed


def pieces(mask: Mask) -> Iterator[Window]:
    """Give a window around each connected piece of the mask; near pieces share one."""
    tall, wide = (max(1, -(-size // COARSE_SIDE)) for size in mask.shape)
    rows, columns = -(-mask.shape[0] // tall), -(-mask.shape[1] // wide)
    padded = np.zeros((rows * tall, columns * wide), bool)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    cells = padded.reshape(rows, tall, columns, wide).any(axis=(1, 3))
    waiting = {(int(y), int(x)) for y, x in np.argwhere(cells)}
    while waiting:
        group = [waiting.pop()]
        for y, x in group:
            for near in _neighbours(y, x):
                if near in waiting:
                    waiting.remove(near)
                    group.append(near)
        top, left = (min(cell[axis] for cell in group) for axis in (0, 1))
        bottom, right = (max(cell[axis] for cell in group) + 1 for axis in (0, 1))
        yield slice(top * tall, bottom * tall), slice(left * wide, right * wide)


def _neighbours(y: int, x: int) -> Iterator[tuple[int, int]]:
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            yield y + down, x + right
