"""What takes the place of a background: a studio's grey backdrop, the same for every photo.

It owes the photo nothing but its size, so there is nothing in it to be read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from safeshare.redact.field import Field
from safeshare.redact.fill import white_of
from safeshare.redact.grain import plain_grain
from safeshare.redact.mosaic import lay
from safeshare.redact.paint import paint
from safeshare.redact.pieces import pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.redact.pieces import Piece

    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

Colour = tuple[int, int, int]
Layer = Callable[["Frame", "Mask", "Piece", Field], None]

TOP, BOTTOM, MIDDLE = (212, 212, 214), (158, 158, 163), (186, 186, 189)
"""Colours of the backdrop, sRGB: light enough for dark clothes, dark enough for white ones."""

ROWS = 64
"""Cells of the backdrop's grid along the photo's longer side."""

EDGE = 0.002
"""Width of the soft edge around people, in longer sides of the photo."""

GRAIN = 1.2
"""Deviation of its grain in 8-bit levels; without any its gradient would show in steps."""


def backdrop(image: Frame, mask: Mask, style: str, colour: Colour | None) -> Frame:
    """Give a copy of an image with a backdrop in place of what a mask covers.

    image: uint8 or uint16 (height, width, 3 or 4) sRGB. mask: bool (height, width), True where
    no person is. style: a name in styles.STYLES; "mosaic" gives cells, "solid" the colour, sRGB
    0..255, or a grey. Depends on no pixel under the mask, and on no pixel's neighbours.
    """
    filled = np.array(image, order="C")
    flat = (colour or MIDDLE,) * 2 if style == "solid" else (TOP, BOTTOM)
    field = _gradient(image, *flat)
    layer = LAYERS[style]
    for piece in pieces(mask):
        layer(filled, mask, piece, field)
    return filled


def _smooth(image: Frame, mask: Mask, piece: Piece, field: Field) -> None:
    reach = max(1, round(EDGE * max(mask.shape)))
    paint(image, mask, piece, field, plain_grain(GRAIN * white_of(image) / 255), reach)


def _cells(image: Frame, mask: Mask, piece: Piece, field: Field) -> None:
    lay(image, mask, piece, field, whole=False)


def _flat(image: Frame, mask: Mask, piece: Piece, field: Field) -> None:
    reach = max(1, round(EDGE * max(mask.shape)))
    paint(image, mask, piece, field, plain_grain(0), reach)


LAYERS: dict[str, Layer] = {"blur": _smooth, "mosaic": _cells, "solid": _flat}
"""Name of a style -> how the backdrop looks."""


def _gradient(image: Frame, top: Colour, bottom: Colour) -> Field:
    """A field over the whole image, from one colour to another, opaque."""
    step = max(1, max(image.shape[:2]) // ROWS)
    rows, columns = (-(-side // step) for side in image.shape[:2])
    white = white_of(image)
    ends = np.array([(*top, 255), (*bottom, 255)], np.float32) * np.float32(white // 255)
    share = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    line = (1 - share) * ends[0] + share * ends[1]
    grid = np.repeat(line[:, None, : image.shape[2]], columns, axis=1)
    return Field(np.ascontiguousarray(grid, np.float32), step, 0, 0)
