from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.detect.people import people

Pixels = NDArray[np.uint8]


def test_a_portrait_shows_somebody(portrait: Pixels) -> None:
    found = people(portrait, [(175.0, 60.0, 275.0, 170.0)])
    assert found.shape == (512, 512)
    assert found[60:170, 180:270].mean() > 0.95
    assert found[:60, 400:].mean() < 0.05


def test_somebody_small_is_found_around_the_face(portrait: Pixels) -> None:
    wide = np.full((900, 2400, 3), (70, 90, 120), np.uint8)
    wide[644:900, 100:356] = portrait[::2, ::2]
    face = (187.0, 674.0, 237.0, 729.0)
    found = people(wide, [face])
    assert found[680:725, 190:235].mean() > 0.9
    assert found[:500, 800:].mean() < 0.05


@pytest.mark.parametrize("shape", [(1, 1, 3), (20, 900, 3), (40, 40, 3)])
def test_tiny_photos_show_nobody(shape: tuple[int, ...]) -> None:
    found = people(np.full(shape, 90, np.uint8), [(0.0, 0.0, 5.0, 5.0)])
    assert found.shape == shape[:2]
    assert not found.any()


def test_the_same_photo_is_cut_the_same_again(portrait: Pixels) -> None:
    assert np.array_equal(people(portrait, []), people(portrait, []))
