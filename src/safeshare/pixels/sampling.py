"""Whether a JPEG can have its colours at half the size, or hard coloured edges would smear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ROWS = 400
"""Pairs of rows that are looked at."""

HARD = 60
"""Levels by which colour differs within two by two pixels at an edge that was drawn; lenses
make softer ones."""

FEW = 0.004
"""Share of the picture that may have such edges: a photo's sharpest leaves have fewer."""


def sampling(frame: NDArray[np.uint8]) -> str:
    """Give the chroma sampling for a picture: "4:4:4" or "4:2:0".

    frame: uint8 (height, width, 3) sRGB. Text and drawings in colour need all colours; black
    on white does not.
    """
    return "4:4:4" if hard_share(frame) > FEW else "4:2:0"


def hard_share(frame: NDArray[np.uint8]) -> float:
    """Give the share of two by two pixels, 0..1, between whose colours there is an edge."""
    tall, wide = (side // 2 for side in frame.shape[:2])
    if not tall or not wide:
        return 0.0
    step = -(-tall // MOST_ROWS)
    pairs = frame[: tall * 2, : wide * 2].reshape(tall, 2, wide, 2, 3)[::step]
    spread = np.maximum(_spread(pairs, 0), _spread(pairs, 2))
    return float(np.count_nonzero(spread > HARD) / spread.size)


def _spread(pairs: NDArray[np.uint8], channel: int) -> NDArray[np.int16]:
    """Give by how much a colour less green differs within two by two pixels."""
    corners = [
        pairs[:, down, :, right, channel].astype(np.int16) - pairs[:, down, :, right, 1]
        for down in (0, 1)
        for right in (0, 1)
    ]
    one, two, three, four = corners
    most = np.maximum(np.maximum(one, two), np.maximum(three, four))
    least = np.minimum(np.minimum(one, two), np.minimum(three, four))
    return np.asarray(most - least, np.int16)
