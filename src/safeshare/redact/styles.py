"""How a mask is filled. Every style is a function of the mask and of the pixels outside of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from safeshare.errors import BadPlan
from safeshare.redact.fill import colour_around, membrane, white_of
from safeshare.redact.grain import grain, noise_of
from safeshare.redact.mosaic import lay
from safeshare.redact.paint import paint, soft_edge
from safeshare.redact.pieces import hull, pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.redact.field import Field
    from safeshare.redact.pieces import Piece

    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

Colour = tuple[int, int, int]
Style = Callable[["Frame", "Mask", Colour | None], None]
"""Fills, in place, an image whose masked pixels are blank."""


def redact(image: Frame, mask: Mask, style: str, colour: Colour | None = None) -> Frame:
    """Give a copy of an image whose masked pixels are filled.

    image: uint8 or uint16 (height, width, 3 or 4) sRGB. mask: bool (height, width). style:
    a name in STYLES. colour: sRGB 0..255 of "solid", or None for the colour around each
    piece. The masked pixels of the image are blanked before a style sees it. Pixels
    outside of the mask stay as they are, but for a soft edge ("blur", a twentieth of the
    piece's width at most) and for cells that reach over it ("mosaic"). With
    alpha, opacity outside stays, the fill's comes from the surroundings, and clear pixels
    have no colour. Raises BadPlan for an unknown style, or a colour that is none.
    """
    check_style(style, colour)
    if not mask.any():
        return image
    filled = _blanked(image, mask)
    STYLES[style](filled, mask, colour)
    if filled.shape[2] == 4:
        filled[mask & (filled[..., 3] == 0)] = 0
    return filled


def check_style(style: str, colour: Colour | None = None) -> None:
    """Raise BadPlan unless `style` is a name in STYLES, and `colour` three values of 0..255."""
    if style not in STYLES:
        raise BadPlan(f"there is no style {style!r}.", advice=f"Choose one of {', '.join(STYLES)}.")
    if colour is not None and not (len(colour) == 3 and all(0 <= n <= 255 for n in colour)):
        raise BadPlan(f"{colour} is no colour.", advice="Give red, green and blue, each 0..255.")


def _blanked(image: Frame, mask: Mask) -> Frame:
    """A copy without the masked pixels: what a style can't see, it can't let through."""
    import cv2

    blanked = np.array(image, order="C")
    window = hull(mask)
    if window is not None:
        target = blanked[window]
        cover = np.ascontiguousarray(mask[window]).view(np.uint8)
        cv2.copyTo(np.zeros_like(target, order="C"), cover, target)
    return blanked


def blur(image: Frame, mask: Mask, colour: Colour | None) -> None:
    """Fill with a membrane and grain: looks like a strong soft blur."""
    del colour
    own = noise_of(image, mask)
    for piece, fill in _membranes(image, mask):
        paint(image, mask, piece, fill, grain(own, fill), soft_edge(piece, mask.shape))


def mosaic(image: Frame, mask: Mask, colour: Colour | None) -> None:
    """Fill with flat cells in the colours of the surroundings."""
    del colour
    for piece, fill in _membranes(image, mask):
        lay(image, mask, piece, fill)


def solid(image: Frame, mask: Mask, colour: Colour | None) -> None:
    """Fill with one opaque colour: the given one, or the mean of what is around each piece."""
    import cv2

    white = white_of(image)
    chosen = tuple(white // 255 * value for value in colour) if colour else None
    found = [(piece, chosen or colour_around(image, mask, piece)) for piece in pieces(mask)]
    for piece, samples in found:
        target = image[piece.window]
        flat = np.empty(target.shape, image.dtype)
        flat[:] = (*samples, white)[: image.shape[2]]
        cv2.copyTo(flat, piece.cover.view(np.uint8), target)


def _membranes(image: Frame, mask: Mask) -> list[tuple[Piece, Field]]:
    """The fill of each piece. All are computed before one is painted: each sees blanks only."""
    return [(piece, membrane(image, mask, piece)) for piece in pieces(mask)]


STYLES: dict[str, Style] = {"blur": blur, "mosaic": mosaic, "solid": solid}
"""Name of a style -> what it does; the first one is the default."""
