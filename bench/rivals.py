"""How other programs hide a face, on a mask that is given: what a fill alone gives away.

Each reads the covered pixels, but for the control. deface (version 1.5) blurs with a box
filter of half its box and lays a mosaic of 20 pixels that copies one pixel a block; a
Gaussian's strength is a share of the face's width.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

Fill = Callable[["Pixels", float], "Pixels"]
"""Hides all of a cut-out, (height, width, 3); takes the width of the face in pixels, too."""


def hide(image: Pixels, mask: Mask, width: float, fill: Fill) -> Pixels:
    """Give a copy of an image with the covered pixels hidden.

    image: uint8 (height, width, 3). mask: bool (height, width), not empty. width: of the
    face, in pixels. A fill sees the mask's bounding box, as in programs that work on boxes.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    hidden = image.copy()
    hidden[window] = np.where(mask[window][..., None], fill(image[window], width), image[window])
    return hidden


def black(cut: Pixels, width: float) -> Pixels:
    """Cover with black: the control, of which only the surroundings can be matched."""
    del width
    return np.zeros_like(cut)


def gaussian(share: float, cut: Pixels, width: float) -> Pixels:
    """Blur with a Gaussian whose sigma is a share of the face's width."""
    return np.asarray(cv2.GaussianBlur(cut, (0, 0), share * width), np.uint8)


def box_blur(cut: Pixels, width: float) -> Pixels:
    """Blur with a box filter of half the box."""
    del width
    return np.asarray(cv2.blur(cut, (max(1, cut.shape[1] // 2), max(1, cut.shape[0] // 2))))


def blocks(side: int, cut: Pixels, width: float) -> Pixels:
    """Lay blocks of a fixed side in the colour of their first pixel."""
    del width
    coarse = cut[::side, ::side]
    return coarse.repeat(side, 0).repeat(side, 1)[: cut.shape[0], : cut.shape[1]]


def cells(count: int, cut: Pixels, width: float) -> Pixels:
    """Lay cells of the mean colour, so many across a face."""
    side = width / count
    size = max(1, round(cut.shape[1] / side)), max(1, round(cut.shape[0] / side))
    coarse = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    whole = (cut.shape[1], cut.shape[0])
    return np.asarray(cv2.resize(coarse, whole, interpolation=cv2.INTER_NEAREST), np.uint8)


CONTROL = "black"
WEAKEST = "Gaussian 5 %"
"""The rival that gives most away: an attack that can't tell it from the control tells nothing."""

RIVALS: dict[str, Fill] = {
    CONTROL: black,
    WEAKEST: partial(gaussian, 0.05),
    "Gaussian 10 %": partial(gaussian, 0.10),
    "Gaussian 20 %": partial(gaussian, 0.20),
    "box blur (deface)": box_blur,
    "mosaic 20 px (deface)": partial(blocks, 20),
    "mosaic, 8 cells": partial(cells, 8),
}
"""Name of a way of hiding -> what fills the mask."""
