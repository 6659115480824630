"""A piece of a mask is painted with its fill alone, and its soft edge ends where masks begin."""

from __future__ import annotations

import numpy as np
import pytest

from safeshare.redact.field import Field
from safeshare.redact.grain import plain_grain
from safeshare.redact.paint import paint
from safeshare.redact.pieces import pieces

REACH = 6


@pytest.mark.parametrize("channels", [3, 4])
def test_the_soft_edge_stays_off_other_masks(channels: int) -> None:
    image = np.full((60, 90, channels), 40, np.uint8)
    mask = np.zeros((60, 90), bool)
    mask[20:40, 20:40] = mask[20:40, 43:63] = True
    fill = Field(np.full((60, 90, channels), 200, np.float32), 1, 0, 0)
    first, _ = pieces(mask)
    paint(image, mask, first, fill, plain_grain(0), REACH)
    assert (image[20:40, 20:40] == 200).all()
    assert (image[20:40, 43:63] == 40).all()
    assert (image[20:40, 40:43, :3] > 40).all()
    assert (image[:, : 20 - REACH] == 40).all()
    assert (image[20:40, 20 - REACH, 0] > 40).all()
