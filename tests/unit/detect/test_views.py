from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.detect.views import QUARTERS, SMALLEST, View, Zoom, padded, parts, reduced, turned
from safeshare.model import Box, Detection

Pixels = NDArray[np.uint8]
SPOT: Box = (300, 100, 360, 140)
"""A white box on black, in a photo of 600 x 400."""


@pytest.fixture
def spotted() -> Pixels:
    photo = np.zeros((400, 600, 3), np.uint8)
    photo[100:140, 300:360] = 255
    return photo


def spot(view: View) -> Detection:
    """What a perfect detector gives: the white area's box and its middle."""
    rows, columns = np.nonzero(view.pixels[..., 0] > 127)
    box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    middle = (float(columns.mean() + 0.5), float(rows.mean() + 0.5))
    return Detection("face", tuple(map(float, box)), 1.0, (middle,))  # type: ignore[arg-type] # four


@pytest.mark.parametrize("degrees", QUARTERS)
def test_a_turned_copy_leads_back_to_the_photo(spotted: Pixels, degrees: int) -> None:
    view = turned(reduced(spotted, 300), (0, 0, 300, 200), degrees, spotted.shape)
    found = view.back(spot(view))
    assert found.box == pytest.approx(SPOT)
    assert found.landmarks[0] == pytest.approx((330, 120))


@pytest.mark.parametrize("degrees", QUARTERS)
def test_a_part_of_a_copy_leads_back_too(spotted: Pixels, degrees: int) -> None:
    view = turned(reduced(spotted, 300), (100, 30, 220, 120), degrees, spotted.shape)
    assert view.back(spot(view)).box == pytest.approx(SPOT)


@pytest.mark.parametrize("degrees", [*QUARTERS, 45, 225])
def test_a_window_is_around_its_place_and_leads_back(spotted: Pixels, degrees: int) -> None:
    view = Zoom(spotted).window(SPOT, 2.5, 224, degrees)
    assert view.pixels.shape == (224, 224, 3)
    found = view.back(spot(view))
    assert found.landmarks[0] == pytest.approx((330, 120), abs=0.5)
    if degrees % 90 == 0:
        assert found.box == pytest.approx(SPOT, abs=1)
    else:  # the box around a box that stands askew is larger
        assert found.box[0] < SPOT[0]
        assert found.box[1] < SPOT[1]


def test_windows_of_large_boxes_come_from_a_smaller_copy(spotted: Pixels) -> None:
    large = np.kron(spotted, np.ones((8, 8, 1), np.uint8))
    view = Zoom(large).window((2400, 800, 2880, 1120), 2.5, 224, 0)
    assert view.back(spot(view)).box == pytest.approx((2400, 800, 2880, 1120), abs=8)


def test_parts_cover_a_copy_and_overlap() -> None:
    copy = np.zeros((1100, 2500, 3), np.uint8)
    cut = parts((0, 0, copy.shape[1], copy.shape[0]), 1200, 128)
    assert len(cut) == 3
    assert cut[0][:2] == (0, 0)
    assert cut[-1][2:] == (2500, 1100)
    assert all(right[0] == left[2] - 128 for left, right in pairwise(cut))


def test_a_copy_that_fits_is_one_part() -> None:
    assert parts((0, 0, 640, 480), 1200, 128) == [(0, 0, 640, 480)]


def test_small_photos_are_padded_and_never_reduced_below_that() -> None:
    assert padded(np.zeros((1, 1, 3), np.uint8)).shape == (SMALLEST, SMALLEST, 3)
    assert reduced(np.zeros((50, 20_000, 3), np.uint8), 640).shape == (SMALLEST, 640, 3)
