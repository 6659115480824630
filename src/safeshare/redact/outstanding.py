"""What stands out from its surroundings at a place: by its colours, or from a smooth surface."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Mask = NDArray[np.bool_]
    Plane = NDArray[np.float32]

TURNS = 3
"""Iterations of GrabCut."""

FITS, FAR = 4, 2.5
"""Times that a surface is fitted, each without what was farther from the last one than so many
deviations."""

OFF, LEAST_OFF = 3.0, 1.0
"""Distance from a surface from which something is no skin, in deviations of what lies around;
and the least deviation, in levels of CIELAB, that is taken for noise."""


def by_colours(image: Pixels, drawn: Mask, beyond: Mask) -> Mask:
    """Give what differs from the surroundings as that does over which the mark was drawn.

    image: uint8 (height, width, 3) sRGB. drawn: the mark. beyond: what lies outside of the
    photo. (GrabCut: Rother, Kolmogorov, Blake 2004, as in OpenCV.)
    """
    import cv2

    labels = np.full(drawn.shape, cv2.GC_PR_BGD, np.uint8)
    labels[drawn] = cv2.GC_PR_FGD
    rim = np.ones_like(beyond)
    rim[2:-2, 2:-2] = False
    labels[rim | (beyond & ~drawn)] = cv2.GC_BGD
    colours = cv2.cvtColor(cv2.bilateralFilter(image, 5, 20, 3), cv2.COLOR_RGB2Lab)
    inner, outer = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)  # its clusters start at random: the same photo gives the same outline
    whole = (0, 0, 0, 0)  # not used when labels are given
    cv2.grabCut(colours, labels, whole, inner, outer, TURNS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD), bool)


def from_surface(image: Pixels, drawn: Mask, beyond: Mask) -> Mask:
    """Give what is off the smooth surface that lies around a mark: faint ink on skin.

    Arguments as in `by_colours`. The surface has a colour that bends with the place, as light
    on a limb does.
    """
    import cv2

    soft = cv2.cvtColor(cv2.GaussianBlur(image, (0, 0), 1), cv2.COLOR_RGB2Lab).astype(np.float32)
    y, x = (
        axis.ravel() for axis in np.mgrid[0 : drawn.shape[0], 0 : drawn.shape[1]] / drawn.size**0.5
    )
    places = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    values = soft.reshape(-1, 3).astype(np.float64)
    around = ~(drawn | beyond).ravel()
    if around.sum() < 4 * places.shape[1]:
        return np.zeros_like(drawn)
    plain = around
    for _ in range(FITS):
        fit = np.linalg.lstsq(places[plain], values[plain], rcond=None)[0]
        rest = values - places @ fit
        spread = 1.48 * np.median(np.abs(rest[plain]), axis=0)
        away = np.abs(rest / np.maximum(spread, LEAST_OFF)).max(axis=1)
        closer = around & (away < FAR)
        if closer.sum() < around.sum() / 2:  # no surface: things all over
            return np.zeros_like(drawn)
        plain = closer
    return np.asarray((away > OFF).reshape(drawn.shape) & ~beyond)


WAYS: tuple[Callable[[Pixels, Mask, Mask], Mask], ...] = (by_colours, from_surface)
"""How something is looked for. The first parts strong colours better, the second faint ink."""
