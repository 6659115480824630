"""Puts a smooth field under a piece of a mask, in strips, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import numpy as np

from safeshare.redact.fill import white_of
from safeshare.redact.grain import TILE
from safeshare.redact.pieces import grown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.redact.field import Field
    from safeshare.redact.grain import Grain
    from safeshare.redact.pieces import Piece, Window

    Floats = NDArray[np.float32]
    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

SOFT_EDGE, NARROWEST, WIDEST = 0.05, 2, 0.02
"""Width of the soft edge around a piece: in widths of the piece; in pixels at least; in shorter
sides of the photo at most. It lies outside of the mask."""

STRIP = TILE // 4
"""Rows that are painted at a time."""


def soft_edge(piece: Piece, shape: tuple[int, ...]) -> int:
    """Give the pixels around a piece in which the photo fades into the fill."""
    return round(max(NARROWEST, min(piece.width * SOFT_EDGE, min(shape[:2]) * WIDEST)))


def paint(image: Frame, mask: Mask, piece: Piece, fill: Field, noise: Grain, reach: int) -> None:
    """Fill a piece of a mask, in place, and let the photo fade into it.

    image: uint8 or uint16 (height, width, 3 or 4). Pixels under the piece become the fill
    alone; those around it up to `reach` pixels away, which no mask covers, a mix of it and of
    what they were. Opacity outside of the mask stays.
    """
    import cv2

    window = grown(piece.window, reach, mask.shape)
    cover = piece.cover_in(window).view(np.uint8)
    distance = cv2.distanceTransform(1 - cover, cv2.DIST_L2, 3)
    for rows in _strips(window[0]):
        strip = rows, window[1]
        here = slice(rows.start - window[0].start, rows.stop - window[0].start)
        filled = _filled(fill, noise, strip, image)
        target = image[strip]
        rim = np.nonzero((distance[here] <= reach) & ~mask[strip])
        mixed = _mixed(target[rim], filled[rim], distance[here][rim] / np.float32(reach + 1))
        cv2.copyTo(filled, cover[here], target)
        target[rim] = mixed


def _strips(rows: slice) -> Iterator[slice]:
    """Cut rows at multiples of STRIP, as grain wants them."""
    for start in range(rows.start - rows.start % STRIP, rows.stop, STRIP):
        yield slice(max(start, rows.start), min(start + STRIP, rows.stop))


def _filled(fill: Field, noise: Grain, window: Window, image: Frame) -> Frame:
    """The fill with its grain, in the photo's own depth."""
    import cv2

    smooth = np.ascontiguousarray(fill.over(window))
    rough = np.ascontiguousarray(noise.over(window, image.shape[2]))
    depth = cv2.CV_16U if white_of(image) > 255 else cv2.CV_8U
    return cast("Frame", cv2.add(smooth, rough, dtype=depth))  # rounds and clips


def _mixed(before: Frame, filled: Frame, distance: Floats) -> Frame:
    """Mix pixels of the soft edge, (n, channels): near the mask the fill, far from it the photo."""
    near = 1 - distance
    share = (near * near * (3 - 2 * near))[:, None]
    if before.shape[1] == 4:  # what is clear stays clear, and without a colour
        share = share * np.array([1, 1, 1, 0], np.float32) * (before[:, 3:] > 0)
    mix = before + share * (filled.astype(np.float32) - before)
    return np.rint(mix).astype(before.dtype)
