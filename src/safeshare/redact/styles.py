"""How a mask is filled. Every style is a function of the mask and of the pixels outside of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from safeshare.errors import BadPlan
from safeshare.redact.fill import grain, membrane, white_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

Colour = tuple[int, int, int]
Style = Callable[["Frame", "Mask", Colour], "Frame"]
"""Fills an image whose masked pixels are blank, in place, and returns it."""


def redact(image: Frame, mask: Mask, style: str, colour: Colour = (0, 0, 0)) -> Frame:
    """Give a copy of an image whose masked pixels are filled.

    image: uint8 or uint16 (height, width, 3 or 4) sRGB. mask: bool (height, width). style:
    a name in STYLES. colour: sRGB 0..255, used by "solid". The masked pixels of
    the image are blanked before a style sees it; pixels outside of the mask stay
    as they are. With alpha, the fill's opacity comes from the surroundings, and
    clear pixels have no colour. Raises BadPlan for an unknown style.
    """
    check_style(style)
    if not mask.any():
        return image
    filled = STYLES[style](_blanked(image, mask), mask, colour)
    if filled.shape[2] == 4:
        filled[mask & (filled[..., 3] == 0)] = 0
    return filled


def check_style(style: str) -> None:
    """Raise BadPlan unless `style` is a name in STYLES."""
    if style not in STYLES:
        raise BadPlan(f"there is no style {style!r}.", advice=f"Choose one of {', '.join(STYLES)}.")


def _blanked(image: Frame, mask: Mask) -> Frame:
    """A copy without the masked pixels: what a style can't see, it can't let through."""
    blanked = image.copy()
    blanked[mask] = 0
    return blanked


def blur(image: Frame, mask: Mask, colour: Colour) -> Frame:
    """Fill with a membrane and grain: looks like a strong soft blur."""
    del colour
    for piece, window in _pieces(mask):
        fill, noise = membrane(image, mask, window), grain(image, mask, window)
        for channel in range(image.shape[2]):
            values = fill(channel)
            if channel < 3:
                values += noise
            np.clip(np.rint(values, out=values), 0, white_of(image), out=values)
            np.copyto(image[window][..., channel], values, casting="unsafe", where=piece)
    return image


def solid(image: Frame, mask: Mask, colour: Colour) -> Frame:
    """Fill with one opaque colour."""
    step = white_of(image) // 255
    image[mask] = tuple(step * value for value in (*colour, 255)[: image.shape[2]])
    return image


STYLES: dict[str, Style] = {"blur": blur, "solid": solid}


def _pieces(mask: Mask) -> list[tuple[Mask, tuple[slice, slice]]]:
    """Cut a mask into connected pieces: (bool mask of the piece in its window, window)."""
    import cv2

    count, labels, boxes, _ = cv2.connectedComponentsWithStats(
        mask.astype(np.uint8), ltype=cv2.CV_16U
    )
    pieces = []
    for number in range(1, count):
        x, y, width, height = (int(value) for value in boxes[number, :4])
        window = (slice(y, y + height), slice(x, x + width))
        pieces.append((labels[window] == number, window))
    return pieces
