"""Cuts a mask into the connected pieces that are filled one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

Window = tuple[slice, slice]

FINEST = 512
"""Pixels: a mask with a longer side is cut on a reduced copy of about this side, so that
pieces a few pixels apart count as one."""


MOST_PIECES = 600
"""Pieces a mask; more are cut on a smaller copy, where neighbours become one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected part of a mask.

    window: rows and columns that hold it. cover: bool, the mask of the piece in that
    window. width: pixels across the piece, of a stroke its thickness; what looks right
    on a face of 800 pixels and on one of 60 is measured in it.
    """

    window: Window
    cover: Mask = field(repr=False)
    width: float

    @property
    def seed(self) -> tuple[int, ...]:
        """Numbers for a random generator that depend on the place alone."""
        rows, columns = self.window
        return rows.start, rows.stop, columns.start, columns.stop

    def cover_in(self, window: Window) -> Mask:
        """Give the cover in a larger window."""
        missing = [
            (inner.start - outer.start, outer.stop - inner.stop)
            for inner, outer in zip(self.window, window, strict=True)
        ]
        return np.pad(self.cover, missing)


def pieces(mask: Mask) -> Iterator[Piece]:
    """Cut a mask, bool (height, width), into pieces, from top to bottom."""
    import cv2

    whole = hull(mask)
    if whole is None:
        return
    inner = mask[whole]
    step, count = max(1, max(inner.shape) // FINEST), MOST_PIECES + 1
    while count > MOST_PIECES:
        touched = _any_of_blocks(inner, step)
        count, labels, boxes, _ = cv2.connectedComponentsWithStats(touched)
        step *= 2
    step //= 2
    for number in range(1, count):
        x, y, width, height = (int(value) for value in boxes[number, :4])
        blocks = labels[y : y + height, x : x + width] == number
        there = slice(y * step, (y + height) * step), slice(x * step, (x + width) * step)
        part = inner[there]
        if step > 1:
            grown = blocks.repeat(step, axis=0).repeat(step, axis=1)
            part = part & grown[: part.shape[0], : part.shape[1]]
        elif count > 2:
            part = part & blocks
        tight = hull(part)
        if tight is not None:
            top, left = whole[0].start + there[0].start, whole[1].start + there[1].start
            yield _piece(part[tight], tight, top, left)


def grown(window: Window, extra: int, shape: tuple[int, ...]) -> Window:
    """Widen a window by some pixels to all sides, within an image of that shape."""
    rows, columns = (
        slice(max(0, side.start - extra), min(end, side.stop + extra))
        for side, end in zip(window, shape[:2], strict=True)
    )
    return rows, columns


def _piece(cover: Mask, tight: Window, top: int, left: int) -> Piece:
    rows = slice(top + tight[0].start, top + tight[0].stop)
    columns = slice(left + tight[1].start, left + tight[1].stop)
    # Of an ellipse this is its shorter axis, of a slanting stroke less than twice its thickness.
    across = 4 / math.pi * np.count_nonzero(cover) / max(cover.shape)
    return Piece((rows, columns), cover, max(1.0, min(*cover.shape, across)))


def hull(mask: Mask) -> Window | None:
    """Rows and columns that hold all that is True; None where nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _any_of_blocks(mask: Mask, step: int) -> NDArray[np.uint8]:
    """Whether anything is True in each block of step x step pixels: 0 or 1."""
    missing = [(0, -side % step) for side in mask.shape]
    whole = np.pad(mask.view(np.uint8), missing)
    rows = whole.reshape(-1, step, whole.shape[1]).max(axis=1)  # along rows first: that is quick
    small: NDArray[np.uint8] = rows.reshape(rows.shape[0], -1, step).max(axis=2)
    return small
