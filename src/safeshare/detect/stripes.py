"""Striped places: where bar codes may be, how they are turned, and how far their bars reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.sizes import shrunk
from safeshare.detect.turned import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from safeshare.detect.turned import Corners

    Grey = NDArray[np.uint8]
    Field = NDArray[np.float32]
    Tensor = tuple[Field, Field, Field]

PIXELS = 2048 * 1536
"""Pixels of the copy whose gradients are looked at."""

CELL = 8
"""Pixels of that copy over which gradients are summed up."""

STRIP = 8
"""Rows of cells whose gradients are taken at a time: they stay in the processor's own memory."""

STEEP = 300.0
"""Mean squared gradient that a striped place has."""

ALIGNED = (0.6, 0.3)
"""How much more of it runs along a direction than across it: bars, and bars in stacked rows."""

TURNS = tuple(np.radians(range(0, 180, 30)))
"""Directions that are looked along; what lies between two of them is seen along both."""

MOST = 24
"""Striped places that are read of either sort, the largest first."""

TRANSITIONS = 24
"""Edges between bars and gaps that a bar code has at least; UPC-E has 34."""

ALIKE = 0.5
"""Correlation of two rows down to which they show the same bars."""

TALLEST = 0.8
"""How far bars are followed to either side, in widths of the code."""

GAP = 3
"""Rows that may look otherwise, for a scratch or a reflection."""


def striped(grey: Grey, edges: Tensor) -> list[Corners]:
    """Find places whose edges all run one way; give turned boxes, first side across the bars.

    grey: uint8 (height, width). edges: its structure tensor, summed over cells of 8 pixels,
    which tells steepness, direction, and how alike the directions are.
    """
    height, width = grey.shape
    scale = np.array([width / edges[0].shape[1], height / edges[0].shape[0]])
    boxes = []
    for aligned in ALIGNED:
        places = [place for turn in TURNS for place in _places(edges, turn, aligned)]
        places.sort(key=lambda place: (-place[0], place[1].tolist()))
        boxes += [box * scale for _, box in places[:MOST]]
    return boxes


def _places(products: Tensor, turn: float, aligned: float) -> Iterator[tuple[int, Corners]]:
    """Give the size in cells and the box of the places that are striped along `turn` radians.

    One direction at a time, so that a fence behind a code does not run into it.
    """
    import cv2

    xx, yy, xy = products
    steep = xx + yy
    along = ((xx - yy) * np.cos(2 * turn) + 2 * xy * np.sin(2 * turn)) / np.maximum(steep, 1e-6)
    where = ((steep > STEEP) & (along > aligned)).astype(np.uint8)
    where = np.asarray(cv2.morphologyEx(where, cv2.MORPH_CLOSE, np.ones((3, 3))), np.uint8)
    where = np.asarray(cv2.morphologyEx(where, cv2.MORPH_OPEN, np.ones((5, 5))), np.uint8)
    count, labels = cv2.connectedComponents(where)
    for index in range(1, min(count, MOST + 1)):
        inside = labels == index
        rows, columns = np.nonzero(inside)
        own = 0.5 * np.arctan2(2 * xy[inside].sum(), (xx[inside] - yy[inside]).sum())
        yield len(rows), _box(np.c_[columns, rows] + 0.5, float(own), 0.75)


def tensor(grey: Grey) -> Tensor:
    """Give the mean products of the gradients, xx, yy and xy: float (rows, columns of cells)."""
    import cv2

    grey, _ = shrunk(grey, PIXELS)
    across, down = (max(1, side // CELL) for side in (grey.shape[1], grey.shape[0]))
    tall = grey.shape[0] / down  # of a cell; a little more than CELL
    strips = []
    for first in range(0, down, STRIP):
        last = min(down, first + STRIP)
        top, bottom = round(first * tall), round(last * tall)
        above, below = max(0, top - 1), min(grey.shape[0], bottom + 1)  # Sobel looks one row on
        inner = slice(top - above, bottom - above)
        size = (across, last - first)
        strips.append(
            [
                cv2.resize(field[inner], size, interpolation=cv2.INTER_AREA)
                for field in _products(grey[above:below])
            ]
        )
    xx, yy, xy = (np.vstack(fields) for fields in zip(*strips, strict=True))
    return _smooth(xx), _smooth(yy), _smooth(xy)


def _smooth(field: Field) -> Field:
    import cv2

    return np.asarray(cv2.blur(field, (3, 3)), np.float32)


def _box(points: NDArray[np.floating], turn: float, margin: float) -> Corners:
    """Give the box around points whose first side lies at `turn` radians, grown by `margin`."""
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    along = points @ axes.T
    low, high = along.min(axis=0) - margin, along.max(axis=0) + margin
    corners = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    return np.asarray(corners @ axes, np.float64)


def looks_like_bars(patch: Grey) -> bool:
    """Whether a level patch shows bars: two tones, many edges, unequal widths, rows alike.

    A fence or a blind has equal widths; backs of books have many tones.
    """
    import cv2

    rows = patch[patch.shape[0] // 4 : max(patch.shape[0] * 3 // 4, patch.shape[0] // 4 + 1)]
    mean = rows.mean(axis=0)
    centre = mean[mean.size // 8 : mean.size - mean.size // 8]
    share = float(centre.var()) / max(float(rows[:, mean.size // 8 : -mean.size // 8].var()), 1e-6)
    tone, black = cv2.threshold(centre.astype(np.uint8), 0, 1, cv2.THRESH_OTSU)
    edges = np.flatnonzero(np.diff(black.ravel()))
    if len(edges) < TRANSITIONS or share < 0.7:
        return False
    light, dark = centre[centre > tone], centre[centre <= tone]
    apart = (light.mean() - dark.mean()) ** 2 * light.size * dark.size / centre.size**2
    widths = np.diff(edges)
    uneven = widths.std() / widths.mean()
    return bool(apart > 0.7 * centre.var() and uneven > 0.45)


def whole_bars(grey: Grey, corners: Corners) -> Corners:
    """Give the box of all bars of a code that was read along a few lines.

    corners: of what was read, in the photo. The bars are followed up and down from
    there, as long as a row still looks like the middle one.
    """
    import cv2

    turn = _across(grey, corners)
    box = _box(corners, turn, 0.0)
    wide = float(np.linalg.norm(box[1] - box[0]))
    if wide < 2:
        return around(corners)
    axis = (box[1] - box[0]) / wide
    normal = np.array([-axis[1], axis[0]])
    columns = int(np.clip(wide, 16, 600))
    step = max(1.0, wide / 300)
    reach = int(TALLEST * wide / step)
    middle = box.mean(axis=0)
    start = middle - axis * wide / 2 - normal * reach * step
    back = np.c_[axis * wide / columns, normal * step, start]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    rows = cv2.warpAffine(grey, back, (columns, 2 * reach + 1), flags=flags).astype(np.float64)
    above, below = _follow(rows[reach::-1]), _follow(rows[reach:])
    half = normal * step
    across = axis * wide / 2
    low, high = middle - half * (above + 1), middle + half * (below + 1)
    ends = np.array([low - across, low + across, high + across, high - across])
    return _box(np.vstack([ends, corners]), turn, 0.0)


def _follow(rows: NDArray[np.float64]) -> int:
    """Give how many rows on the bars of the first one reach; they may slowly lean or narrow."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    last = 0
    for index in range(1, len(rows)):
        if rows[index] @ rows[last] > ALIKE:
            last = index
        elif index - last > GAP:
            break
    return last


def _across(grey: Grey, corners: Corners) -> float:
    """Give the direction across the bars, in radians, from the gradients around what was read."""
    x0, y0 = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 2, 0)
    x1, y1 = np.ceil(corners.max(axis=0)).astype(int) + 3
    xx, yy, xy = (field.sum() for field in _products(grey[y0:y1, x0:x1]))
    return float(0.5 * np.arctan2(2 * xy, xx - yy))


def _products(grey: Grey) -> Tensor:
    import cv2

    across = np.asarray(cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=0.25))
    down = np.asarray(cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=0.25))
    return across * across, down * down, across * down
