from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.errors import UnreadableImage
from safeshare.pixels.small import small_jpeg
from tests.conftest import encode


def wide(portrait: NDArray[np.uint8]) -> bytes:
    return encode(np.tile(portrait, (2, 4, 1)), quality=90)  # 2048 x 1024


@pytest.mark.parametrize(("side", "shape"), [(2048, (1024, 2048)), (1000, (512, 1024))])
def test_the_longest_side_keeps_what_is_asked_for(
    portrait: NDArray[np.uint8], side: int, shape: tuple[int, int]
) -> None:
    (frame,) = small_jpeg(wide(portrait), side).frames
    assert frame.shape == (*shape, 3)


def test_a_small_copy_shows_the_same_picture(portrait: NDArray[np.uint8]) -> None:
    (frame,) = small_jpeg(wide(portrait), 1000).frames
    half = portrait.reshape(256, 2, 256, 2, 3).mean(axis=(1, 3))
    assert np.abs(frame[:256, :256] - half).mean() < 3


def test_a_copy_of_grey_has_three_channels() -> None:
    (frame,) = small_jpeg(encode(np.full((40, 60), 90, np.uint8)), 1536).frames
    assert frame.shape == (40, 60, 3)


def test_what_is_cut_is_refused(portrait: NDArray[np.uint8]) -> None:
    with pytest.raises(UnreadableImage):
        small_jpeg(wide(portrait)[:5000], 1000)
    with pytest.raises(UnreadableImage):
        small_jpeg(b"\xff\xd8\xff", 1000)
