"""Whether a photo that is turned gives the same faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coverage import Box
    from peers import Find

NEAR = 0.05
"""Share of a box's side by which its edges may move."""


def report(photos: Iterable[tuple[str, NDArray[np.uint8]]], find: Find) -> None:
    """Print how many faces are found at the same place in photos turned by quarters."""
    same, total = dict.fromkeys((1, 2, 3), 0), 0
    for name, photo in photos:
        upright = find(photo)
        total += len(upright)
        for quarters in same:
            turned = find(np.ascontiguousarray(np.rot90(photo, -quarters)))
            back = [_back(box, photo.shape, quarters) for box in turned]
            found = sum(any(_near(box, other) for other in back) for box in upright)
            same[quarters] += found
            if found < len(upright):
                print(f"  {name} turned by {90 * quarters}: {found} of {len(upright)}")
    for quarters, count in same.items():
        print(f"turned by {90 * quarters:3d}: {100 * count / max(1, total):.1f} % of {total} boxes")


def _back(box: Box, shape: tuple[int, ...], quarters: int) -> Box:
    """Map a box of a photo turned clockwise into the photo. shape: (height, width, ...)."""
    height, width = shape[:2]
    back: dict[int, Callable[[float, float, float, float], Box]] = {
        1: lambda x0, y0, x1, y1: (y0, height - x1, y1, height - x0),
        2: lambda x0, y0, x1, y1: (width - x1, height - y1, width - x0, height - y0),
        3: lambda x0, y0, x1, y1: (width - y1, x0, width - y0, x1),
    }
    return back[quarters](*box)


def _near(box: Box, other: Box) -> bool:
    wide, tall = NEAR * (box[2] - box[0]), NEAR * (box[3] - box[1])
    slack = (wide, tall, wide, tall)
    return all(abs(a - b) <= most for a, b, most in zip(box, other, slack, strict=True))
