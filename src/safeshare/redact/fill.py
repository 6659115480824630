"""The membrane: a smooth fill that is computed from the pixels around a mask only.

What looks like a strong blur is the solution of Laplace's equation over the
masked pixels, with the smoothed surroundings as boundary (a membrane stretched
over a frame), found coarse to fine on a reduced copy. Not one covered pixel is
read, so nothing can be inverted, matched or sharpened. (Membrane interpolation:
Perez, Gangnet, Blake 2003, "Poisson image editing", with a zero guidance field.)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np

from safeshare.redact.field import Field, reduced
from safeshare.redact.pieces import grown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.redact.pieces import Piece, Window

    Floats = NDArray[np.float32]
    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

WORK_SIDE = 160
"""Side, in cells, of the square that has as many cells as the grid on which is solved."""

SWEEPS, COARSE_SWEEPS, COARSE_SIDE = 16, 80, 6
"""Jacobi sweeps a level; on the coarsest level, of that side, enough to converge."""

SMOOTHING = 0.06
"""Blur of the surroundings before they pull on the membrane, in widths of the mask.
Without it single hairs and edges run into the fill as streaks."""

SURROUNDINGS = 0.2, 8
"""How far around a piece is looked: share of its size, and pixels at least."""


def white_of(image: Frame) -> int:
    """Give the largest value of a sample: 255 or 65535."""
    return int(np.iinfo(image.dtype).max)


def membrane(image: Frame, mask: Mask, piece: Piece) -> Field:
    """Compute the fill of a piece of a mask, and of its near surroundings.

    image: uint8 or uint16 (height, width, 3 or 4), zero under `mask`. mask: bool (height,
    width), True where covered, by other pieces too. With alpha, colours come from what can
    be seen, opacity from all of the surroundings.
    """
    window = _around(piece, mask.shape)
    step = _step(window)
    picture = reduced(image[window], step)
    known, seen = _weights(image[window], mask[window], step)
    sigma = max(0.6, SMOOTHING * piece.width / step)
    middle, white = white_of(image) / 2, white_of(image)
    grid = _stretched(picture[..., :3], seen, sigma, middle)
    if image.shape[2] == 4:
        grid = np.dstack([grid, _stretched(picture[..., 3:], known, sigma, white)])
    return Field(grid, step, window[0].start, window[1].start)


def colour_around(image: Frame, mask: Mask, piece: Piece) -> tuple[int, ...]:
    """Give the mean colour around a piece, three samples; mid grey where nothing is visible.

    Arguments as in `membrane`.
    """
    window = _around(piece, mask.shape)
    step = _step(window)
    _, seen = _weights(image[window], mask[window], step)
    if not seen.any():
        return (white_of(image) // 2,) * 3
    mean = _mean(reduced(image[window], step)[..., :3], seen)
    return tuple(min(round(float(value)), white_of(image)) for value in mean)


def _around(piece: Piece, shape: tuple[int, ...]) -> Window:
    share, least = SURROUNDINGS
    longest = max(side.stop - side.start for side in piece.window)
    return grown(piece.window, max(least, round(share * longest)), shape)


def _step(window: Window) -> int:
    """Pixels a cell of the grid: large windows are solved on a reduced copy."""
    area = math.prod(side.stop - side.start for side in window)
    return max(1, round(math.sqrt(area) / WORK_SIDE))


def _weights(image: Frame, mask: Mask, step: int) -> tuple[Floats, Floats]:
    """Share of each cell that is known, and that is known and not clear."""
    covered = reduced(mask.view(np.uint8) * np.uint8(255), step) / np.float32(255)
    known = 1 - covered
    if image.shape[2] == 3:
        return known, known
    shows = (image[..., 3] > 0).view(np.uint8) * np.uint8(255)
    return known, np.minimum(known, reduced(shows, step) / np.float32(255))


def _stretched(colour: Floats, weight: Floats, sigma: float, otherwise: float) -> Floats:
    """Stretch a membrane over what is known.

    colour: float32 (rows, columns, channels), multiplied by `weight` already.
    """
    if not weight.any():
        return np.full_like(colour, otherwise)
    boundary = _smooth_outside(colour, weight, sigma)
    fixed = weight > 0.5
    return _solve(boundary, fixed if fixed.any() else weight > 0)


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
    return cast("Floats", (colour.sum(axis=(0, 1), dtype=np.float64) / total).astype(np.float32))


def _solve(boundary: Floats, fixed: NDArray[np.bool_]) -> Floats:
    """Laplace's equation on the cells that are not fixed, coarse to fine."""
    import cv2

    height, width = fixed.shape
    weight = fixed.astype(np.float32)
    known = boundary * weight[..., None]
    if max(height, width) <= COARSE_SIDE:
        start = np.broadcast_to(_mean(known, weight), boundary.shape)
        return _relax(start, boundary, fixed, COARSE_SWEEPS)
    size = ((width + 1) // 2, (height + 1) // 2)
    share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    colour = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    coarse = _channels(colour, boundary.shape[2]) / np.maximum(share, 1e-6)[..., None]
    solved = _solve(cast("Floats", coarse), share > 0)
    rough = cv2.resize(solved, (width, height), interpolation=cv2.INTER_LINEAR)
    return _relax(_channels(rough, boundary.shape[2]), boundary, fixed, SWEEPS)


def _relax(start: Floats, boundary: Floats, fixed: NDArray[np.bool_], sweeps: int) -> Floats:
    """Jacobi sweeps from a start; the edge of the grid acts as a mirror."""
    import cv2

    kernel = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4
    values, held = np.array(start, np.float32, order="C"), fixed.view(np.uint8)
    cv2.copyTo(boundary, held, values)
    for _ in range(sweeps):
        mean = cv2.filter2D(values, -1, kernel, borderType=cv2.BORDER_REPLICATE)
        values = _channels(mean, boundary.shape[2])
        cv2.copyTo(boundary, held, values)
    return values


def _channels(array: NDArray[np.generic], channels: int) -> Floats:
    """Undo OpenCV's habit of dropping a last axis of length one."""
    return cast("Floats", array.reshape(*array.shape[:2], channels))
