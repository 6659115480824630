"""Chequered places: compact, with steep edges in all directions, as matrix codes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.turned import around, grown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.detect.stripes import Tensor
    from safeshare.detect.turned import Corners

STEEP, MIXED = 500.0, 0.5
"""Mean squared gradient, and how unequal its directions may be: 0 is even, 1 is one way only."""

COMPACT, LONG = 0.6, 2.0
"""Share of its turned box that a place fills, and how much longer than wide it may be."""

LARGEST = 40
"""Cells of the tensor a side; larger codes need no enlarging."""

MOST = 12
"""Places that are read, the steepest first."""


def chequered(grey: NDArray[np.uint8], edges: Tensor) -> list[Corners]:
    """Find small places that look like cells; give turned boxes in the photo's pixels.

    edges: the photo's structure tensor, see stripes.
    """
    import cv2

    xx, yy, xy = edges
    steep = xx + yy
    mixed = np.hypot(xx - yy, 2 * xy) < MIXED * steep
    where = ((steep > STEEP) & mixed).astype(np.uint8)
    where = np.asarray(cv2.morphologyEx(where, cv2.MORPH_CLOSE, np.ones((3, 3))), np.uint8)
    where = np.asarray(cv2.morphologyEx(where, cv2.MORPH_OPEN, np.ones((3, 3))), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(where)
    scale = np.array([grey.shape[1] / xx.shape[1], grey.shape[0] / xx.shape[0]])
    places = []
    for index, (x, y, wide, tall, size) in enumerate(stats[1:], 1):
        if max(wide, tall) <= LARGEST and size >= 9:
            inside = labels[y : y + tall, x : x + wide] == index
            rows, columns = np.nonzero(inside)
            box = grown(around(np.c_[columns + x, rows + y] + 0.5), 0.75)
            if _is_compact(box, int(size)):
                steepness = float(steep[y : y + tall, x : x + wide][inside].mean())
                places.append((steepness, box * scale))
    places.sort(key=lambda place: (-place[0], place[1].tolist()))
    return [box for _, box in places[:MOST]]


def _is_compact(box: Corners, size: int) -> bool:
    sides = np.linalg.norm(box[1:3] - box[:2], axis=1)
    return bool(size >= COMPACT * sides.prod() and sides.max() <= LONG * sides.min())
