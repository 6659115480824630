"""Mosaic: flat cells with the colours of the membrane and a brightness of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from safeshare.redact.fill import white_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.redact.field import Field
    from safeshare.redact.pieces import Piece, Window

    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]
    Places = NDArray[np.int64]

CELLS = 9
"""Cells across a piece, ..."""

LEAST, MOST_OF_PHOTO = 4, 1 / 20
"""... of so many pixels at least, and at most of this share of the photo's shorter side."""

JITTER, JITTER_DARK = 0.05, 0.008
"""Deviation of a cell's brightness: of itself, plus, for what is dark, of white."""


def lay(image: Frame, mask: Mask, piece: Piece, fill: Field, *, whole: bool = True) -> None:
    """Fill a piece of a mask with cells, in place.

    image: uint8 or uint16 (height, width, 3 or 4). mask: bool (height, width), True where
    covered, by other pieces too. fill: where the colours come from. A cell that reaches over
    the piece's edge is laid whole, but not over another piece, or cut there unless `whole`;
    opacity outside stays.
    """
    import cv2

    side = cell_side(piece, mask.shape)
    down, right = (
        _edges(span, side, length) for span, length in zip(piece.window, mask.shape, strict=True)
    )
    window: Window = slice(int(down[0]), int(down[-1])), slice(int(right[0]), int(right[-1]))
    sizes = np.diff(down), np.diff(right)
    cells = _spread(_colours(fill, down, right, piece.seed, image), *sizes)
    target, free, cover = image[window], ~mask[window], piece.cover_in(window)
    laid = cover | (free & _spread(_touched(cover, *sizes), *sizes)) if whole else cover
    if image.shape[2] == 4:
        cells[..., 3][free] = target[..., 3][free]
        laid &= ~(free & (target[..., 3] == 0))
    cv2.copyTo(cells, laid.view(np.uint8), target)


def cell_side(piece: Piece, shape: tuple[int, ...]) -> int:
    """Give the pixels a side of a cell."""
    most = max(LEAST, min(shape) * MOST_OF_PHOTO)
    return round(min(max(piece.width / CELLS, LEAST), most))


def _edges(span: slice, side: int, length: int) -> Places:
    """Where the cells over a span begin, and the last one ends; the span is in their middle."""
    count = -(-(span.stop - span.start) // side)
    first = span.start - (count * side - (span.stop - span.start)) // 2
    return np.asarray(np.clip(first + side * np.arange(count + 1), 0, length), np.int64)


def _spread(cells: NDArray[Any], tall: Places, wide: Places) -> NDArray[Any]:
    """Give each cell its pixels: rows and columns of these heights and widths."""
    return cells.repeat(tall, axis=0).repeat(wide, axis=1)


def _colours(
    fill: Field, down: Places, right: Places, seed: tuple[int, ...], image: Frame
) -> Frame:
    """Colours of the cells between these edges: (rows, columns, channels), in the photo's depth."""
    white = white_of(image)
    rows = np.clip(((down[:-1] + down[1:]) // 2 - fill.top) // fill.step, 0, fill.grid.shape[0] - 1)
    columns = np.clip(
        ((right[:-1] + right[1:]) // 2 - fill.left) // fill.step, 0, fill.grid.shape[1] - 1
    )
    colours = fill.grid[rows[:, None], columns]
    deviation = JITTER_DARK * white + JITTER * colours[..., :3].mean(axis=2)
    random = np.random.default_rng(seed)
    colours[..., :3] += (random.standard_normal(deviation.shape) * deviation)[..., None]
    return np.asarray(np.clip(np.rint(colours), 0, white), image.dtype)


def _touched(cover: Mask, tall: Places, wide: Places) -> Mask:
    """Which cells a piece touches."""
    tops, lefts = (np.cumsum(sizes) - sizes for sizes in (tall, wide))
    rows = np.logical_or.reduceat(cover, tops, axis=0)
    return np.logical_or.reduceat(rows, lefts, axis=1)
