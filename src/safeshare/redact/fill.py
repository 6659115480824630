"""The membrane: a smooth fill that is computed from the pixels around a mask only.

What looks like a strong blur is the solution of Laplace's equation over the
masked pixels, with the smoothed surroundings as boundary (a membrane stretched
over a frame), found coarse to fine on a reduced copy, plus grain as strong as
the photo's own. Not one covered pixel is read, so nothing can be inverted,
matched or sharpened. (Membrane interpolation: Perez, Gangnet, Blake 2003,
"Poisson image editing", with a zero guidance field.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]
    Fill = Callable[[int], Floats]

Window = tuple[slice, slice]

WORK_SIDE = 192
"""Longest side, in pixels, of the copy on which the membrane is solved."""

SWEEPS, COARSE_SWEEPS, COARSE_SIDE = 16, 400, 12
"""Jacobi sweeps a level; on the coarsest level, of that side, enough to converge."""

SMOOTHING = 0.06
"""Blur of the surroundings before they pull on the membrane, in widths of the mask.
Without it single hairs and edges run into the fill as streaks."""

GRAIN_LIMIT = 4.0
"""Strongest grain, in 8-bit levels; surroundings full of texture are not noise."""

GRAIN_ROWS = 512
"""Rows that are looked at for the grain's strength."""

QUARTILE = 0.4506
"""Lower quartile of |a - b| for two normal values of deviation 1."""


def white_of(image: Frame) -> int:
    """Give the largest value of a sample: 255 or 65535."""
    return int(np.iinfo(image.dtype).max)


def membrane(image: Frame, mask: Mask, window: Window) -> Fill:
    """Compute the fill of a window of an image.

    image: uint8 or uint16 (height, width, channels). mask: bool (height, width), True
    where covered; masked pixels of `image` are not read. window: rows and
    columns that hold one connected piece of the mask. Returns a function that
    gives one channel of the fill, float32 (rows, columns), so that a large
    window needs no more memory than one channel.
    """
    import cv2

    rows, columns = _with_surroundings(window, mask.shape)
    known = ~mask[rows, columns]
    height, width = known.shape
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    weight = cast(
        "Floats", cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    )
    colour = np.stack(
        [
            cv2.resize((channel * known).astype(np.float32), size, interpolation=cv2.INTER_AREA)
            for channel in np.moveaxis(image[rows, columns], -1, 0)
        ],
        axis=-1,
    )
    inner = (window[0].stop - window[0].start, window[1].stop - window[1].start)
    if not weight.any():  # nothing of the window is visible: mid grey
        colour, weight = np.full_like(colour, white_of(image) / 2), np.ones_like(weight)
    boundary = _smooth_outside(colour, weight, max(0.6, SMOOTHING * min(inner) * scale))
    fixed = weight > 0.5
    solved = _solve(boundary, fixed if fixed.any() else weight > 0)
    top, left = window[0].start - rows.start, window[1].start - columns.start

    def channel_of(channel: int) -> Floats:
        layer = cv2.resize(solved[..., channel], (width, height), interpolation=cv2.INTER_CUBIC)
        return cast("Floats", layer[top : top + inner[0], left : left + inner[1]])

    return channel_of


def grain(image: Frame, mask: Mask, window: Window) -> Floats:
    """Compute noise as strong as the photo's own around a window.

    Arguments as in `membrane`. Its strength follows the lower quartile of the
    differences between neighbours outside of the mask, where texture hides the
    noise least; its pattern is seeded by the window's place and size alone.
    Returns float32 (rows, columns).
    """
    rows, columns = _with_surroundings(window, mask.shape)
    step = max(1, (rows.stop - rows.start) // GRAIN_ROWS)
    known = ~mask[rows, columns][::step]
    green = image[rows, columns, 1][::step].astype(np.int32)
    pairs = known[:, 1:] & known[:, :-1]
    differences = np.abs(np.diff(green, axis=1))[pairs]
    strength = float(np.quantile(differences, 0.25)) / QUARTILE if differences.size else 0.0
    shape = (window[0].stop - window[0].start, window[1].stop - window[1].start)
    seed = (window[0].start, window[1].start, *shape)
    noise = np.random.default_rng(seed).standard_normal(shape, np.float32)
    return noise * np.float32(min(strength, GRAIN_LIMIT * white_of(image) / 255))


def _with_surroundings(window: Window, shape: tuple[int, ...]) -> Window:
    """Widen a window by a fifth of its size, and by 8 pixels at least."""

    def widen(side: slice, end: int) -> slice:
        extra = max(8, (side.stop - side.start) // 5)
        return slice(max(0, side.start - extra), min(end, side.stop + extra))

    return widen(window[0], shape[0]), widen(window[1], shape[1])


def _smooth_outside(colour: Floats, weight: Floats, sigma: float) -> Floats:
    """Normalised convolution: blur what is known, leave out what is not (Knutsson, Westin 1993)."""
    import cv2

    blurred = _channels(cv2.GaussianBlur(colour, (0, 0), sigma), colour.shape[2])
    share = cv2.GaussianBlur(weight, (0, 0), sigma)[..., None]
    middle = _mean(colour, weight)
    return cast("Floats", np.where(share > 1e-4, blurred / np.maximum(share, 1e-4), middle))


def _mean(colour: Floats, weight: Floats) -> Floats:
    """Mean of colours that were multiplied by their weight; not all weights are zero."""
    total = float(weight.sum())
    return cast("Floats", (colour.sum(axis=(0, 1)) / total).astype(np.float32))


def _solve(boundary: Floats, fixed: NDArray[np.bool_]) -> Floats:
    """Laplace's equation on the pixels that are not fixed, coarse to fine."""
    import cv2

    height, width = fixed.shape
    if max(height, width) <= COARSE_SIDE:
        start = np.broadcast_to(
            _mean(boundary * fixed[..., None], fixed.astype(np.float32)), boundary.shape
        )
        return _relax(np.where(fixed[..., None], boundary, start), fixed, COARSE_SWEEPS)
    size = ((width + 1) // 2, (height + 1) // 2)
    weight = fixed.astype(np.float32)
    share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    colour = cv2.resize(boundary * weight[..., None], size, interpolation=cv2.INTER_AREA)
    known = np.maximum(share, 1e-6)[..., None]
    coarse = cast("Floats", _channels(colour, boundary.shape[2]) / known)
    rough = cv2.resize(_solve(coarse, share > 0), (width, height), interpolation=cv2.INTER_LINEAR)
    start = _channels(rough, boundary.shape[2])
    return _relax(np.where(fixed[..., None], boundary, start), fixed, SWEEPS)


def _relax(values: Floats, fixed: NDArray[np.bool_], sweeps: int) -> Floats:
    """Jacobi sweeps; the photo's edge acts as a mirror."""
    free = ~fixed[..., None]
    for _ in range(sweeps):
        padded = np.pad(values, ((1, 1), (1, 1), (0, 0)), mode="edge")
        around = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        values = np.where(free, around * np.float32(0.25), values)
    return values


def _channels(array: NDArray[np.generic], channels: int) -> Floats:
    """Undo OpenCV's habit of dropping a last axis of length one."""
    return cast("Floats", array.reshape(*array.shape[:2], channels))
