"""A smooth picture that is known on a coarse grid, and read at any pixel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Frame = NDArray[np.uint8 | np.uint16]

Window = tuple[slice, slice]

REACH = 3
"""Grid cells by which a part of the grid is read beyond what is asked for; cubic
interpolation looks at two."""


@dataclass(frozen=True, slots=True)
class Field:
    """A smooth picture of a part of a photo.

    grid: float32 (rows, columns, channels), a cell for each square of `step` x `step`
    pixels. top, left: the pixel of the photo at which the first cell begins.
    """

    grid: Floats = field(repr=False)
    step: int
    top: int
    left: int

    def over(self, window: Window) -> Floats:
        """Give the field in a window of the photo: float32 (rows, columns, channels)."""
        rows, columns = window
        there = self._cells(rows, self.top, 0), self._cells(columns, self.left, 1)
        if self.step == 1:
            return self.grid[there]
        part = enlarged(self.grid[there], self.step)
        down = rows.start - self.top - there[0].start * self.step
        right = columns.start - self.left - there[1].start * self.step
        tall, wide = rows.stop - rows.start, columns.stop - columns.start
        return part[down : down + tall, right : right + wide]

    def _cells(self, side: slice, origin: int, axis: int) -> slice:
        """The cells that a row or column of pixels needs."""
        reach = 0 if self.step == 1 else REACH
        first = (side.start - origin) // self.step - reach
        last = -(-(side.stop - origin) // self.step) + reach
        return slice(max(0, first), min(self.grid.shape[axis], last))


def reduced(image: NDArray[np.integer], step: int) -> Floats:
    """Give means over blocks of step x step pixels, float32, with as many axes as the image.

    The last row and column stand for what is missing in blocks that reach over the edge.
    """
    import cv2

    if step == 1:
        return image.astype(np.float32)
    height, width = image.shape[:2]
    down, right = -height % step, -width % step
    whole = cv2.copyMakeBorder(image, 0, down, 0, right, cv2.BORDER_REPLICATE)
    size = (whole.shape[1] // step, whole.shape[0] // step)
    small = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
    return small.reshape(size[1], size[0], *image.shape[2:]).astype(np.float32)


def enlarged(grid: Floats, step: int) -> Floats:
    """Give a grid of channels `step` times as large, smoothly."""
    import cv2

    size = (grid.shape[1] * step, grid.shape[0] * step)
    large = cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC)
    return cast("Floats", large.reshape(size[1], size[0], grid.shape[2]))
