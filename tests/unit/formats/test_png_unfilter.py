"""PNG's filters, undone a diagonal at a time, held against a decoder."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from PIL import Image

from safeshare.errors import UnreadableImage
from safeshare.formats.png_unfilter import unfiltered


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 9), (31, 17), (17, 60)])
@pytest.mark.parametrize("ways", [(0,), (1,), (2,), (3,), (4,), (0, 1, 2, 3, 4)])
def test_bytes_are_those_that_are_decoded(size: tuple[int, int], ways: tuple[int, ...]) -> None:
    width, height = size
    chance = np.random.default_rng(width * height)
    rows = chance.integers(0, 256, (height, 1 + width), np.uint8)
    rows[:, 0] = chance.choice(np.array(ways, np.uint8), height)
    stream = zlib.compress(rows.tobytes())
    decoded = Image.frombytes("L", size, stream, "zip", "L", 0)
    assert np.array_equal(unfiltered(rows), np.asarray(decoded))


def test_an_unknown_filter_is_refused() -> None:
    with pytest.raises(UnreadableImage):
        unfiltered(np.full((3, 4), 5, np.uint8))
