"""Where a finer copy of a photo is worth a look: where a coarser one was warm.

A network that knows a face at one size has an inkling of it at a smaller one. The heat that a
coarse copy gives, far below any score that counts, tells which parts of the next copy can be
left out: sky, walls, roads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.centerface import ALIGNMENT
from safeshare.detect.views import SMALLEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.model import Box

    Heat = NDArray[np.float32]
    Warm = NDArray[np.bool_]
    Cells = tuple[int, int, int, int]

REACH = 2
"""Cells around a warm one that are looked at too: a face's middle may lie there."""

MARGIN = 32
"""Pixels of the finer copy around what is warm at least: the network wants to see surroundings."""

WORTH = 0.85
"""Share of a place's cost that two parts of it may have for the place to be cut."""

EVERYWHERE = 0.95
"""Share of a copy that warm places may take before the whole copy is looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a copy, in whole pixels of it.

    core: what is warm; box: what is looked at, the core and what is around.
    """

    core: Box
    box: Box

    def holds(self, box: Box, scale: tuple[float, float]) -> bool:
        """Whether a box has its middle in the core; scale: its pixels for one of the copy's."""
        x, y = (box[0] + box[2]) / 2 / scale[0], (box[1] + box[3]) / 2 / scale[1]
        return self.core[0] <= x <= self.core[2] and self.core[1] <= y <= self.core[3]


def everything(width: int, height: int) -> Place:
    """Give a whole copy as one place."""
    return Place((-math.inf, -math.inf, math.inf, math.inf), (0, 0, width, height))


def places(heat: Heat, least: float, shape: tuple[int, ...]) -> list[Place] | None:
    """Give the parts of a finer copy that are warm; None where that is most of it.

    heat: float (rows, columns), of a coarser copy of the same photo. least: from which a
    cell is warm. shape: (height, width, ...) of the finer copy.
    """
    import cv2

    side = 2 * REACH + 1
    warm = cv2.dilate((heat >= least).astype(np.uint8), np.ones((side, side), np.uint8))
    scale = shape[0] / heat.shape[0], shape[1] / heat.shape[1]
    margin = MARGIN / scale[0], MARGIN / scale[1]
    found = [_place(cells, scale, shape) for cells in _cut(warm > 0, margin)]
    total = sum((p.box[2] - p.box[0]) * (p.box[3] - p.box[1]) for p in found)
    return found if total < EVERYWHERE * shape[0] * shape[1] else None


def _place(cells: Cells, scale: tuple[float, float], shape: tuple[int, ...]) -> Place:
    """Give the part of the copy that some cells stand for: (top, left, bottom, right)."""
    top, bottom = (cells[index] * scale[0] for index in (0, 2))
    left, right = (cells[index] * scale[1] for index in (1, 3))
    y0, y1 = _span(top, bottom, shape[0])
    x0, x1 = _span(left, right, shape[1])
    return Place((left, top, right, bottom), (x0, y0, x1, y1))


def _span(low: float, high: float, length: int) -> tuple[int, int]:
    """Give a span with a margin to both sides, cut where the network's own steps begin."""
    start = max(0, math.floor(low) - MARGIN) // ALIGNMENT * ALIGNMENT
    end = -(-(math.ceil(high) + MARGIN) // ALIGNMENT) * ALIGNMENT
    return start, max(min(length, end), min(length, start + SMALLEST))


def _cut(warm: Warm, margin: tuple[float, float]) -> list[Cells]:
    """Cut what is warm into few boxes that cost little: (top, left, bottom, right) in cells."""
    waiting, done = [(0, 0, *warm.shape)], []
    while waiting:
        box = _tight(warm, waiting.pop())
        if box is None:
            continue
        halves = _halves(warm, box, margin)
        if halves is None:
            done.append(box)
        else:
            waiting += halves
    return sorted(done)


def _tight(warm: Warm, box: Cells) -> Cells | None:
    top, left, bottom, right = box
    part = warm[top:bottom, left:right]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not rows.size:
        return None
    return (
        top + int(rows[0]),
        left + int(columns[0]),
        top + int(rows[-1]) + 1,
        left + int(columns[-1]) + 1,
    )


def _halves(warm: Warm, box: Cells, margin: tuple[float, float]) -> list[Cells] | None:
    """Give the two parts of a box, cut at the best place, if they cost less than the box."""
    top, left, bottom, right = box
    part = warm[top:bottom, left:right]
    tall, wide = part.shape
    down, at_row = _best_cut(part, margin)
    across, at_column = _best_cut(part.T, margin[::-1])
    if min(down, across) > WORTH * (tall + 2 * margin[0]) * (wide + 2 * margin[1]):
        return None
    if down <= across:
        return [(top, left, top + at_row, right), (top + at_row, left, bottom, right)]
    return [(top, left, bottom, left + at_column), (top, left + at_column, bottom, right)]


def _best_cut(part: Warm, margin: tuple[float, float]) -> tuple[float, int]:
    """Give the least cost of both parts when the rows are cut, and the first row below."""
    if len(part) < 2:
        return math.inf, 0
    above, below = _costs(part, margin), _costs(part[::-1], margin)[::-1]
    both = above[:-1] + below[1:]
    row = int(both.argmin())
    return float(both[row]), row + 1


def _costs(part: Warm, margin: tuple[float, float]) -> NDArray[np.float64]:
    """Give what the tight box around the rows from the first up to each one costs.

    The first row holds something warm.
    """
    tall, wide = part.shape
    filled = part.any(axis=1)
    first = np.minimum.accumulate(np.where(filled, part.argmax(axis=1), wide))
    last = np.maximum.accumulate(np.where(filled, wide - part[:, ::-1].argmax(axis=1), 0))
    end = np.maximum.accumulate(np.where(filled, np.arange(tall) + 1, 0))
    return np.asarray((end + 2 * margin[0]) * (last - first + 2 * margin[1]))
