from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from safeshare.detect import centerface
from safeshare.detect.centerface import ALIGNMENT
from safeshare.detect.effort import NORMAL
from safeshare.detect.focus import MARGIN, everything, places
from safeshare.detect.merge import overlap
from safeshare.detect.wide import search
from tests.examples import examples

Pixels = NDArray[np.uint8]
Heat = NDArray[np.float32]
SHAPE = (1152, 1536, 3)
"""Of the finer copy; the coarse one has 160 x 120 cells of heat."""


def heat(*spots: tuple[int, int]) -> Heat:
    """Heat that is warm at single cells, (row, column)."""
    field = np.zeros((120, 160), np.float32)
    for row, column in spots:
        field[row, column] = 0.5
    return field


def test_where_nothing_is_warm_nobody_looks() -> None:
    assert places(heat(), 0.02, SHAPE) == []


def test_a_warm_cell_is_looked_at_with_what_is_around() -> None:
    (place,) = places(heat((60, 80)), 0.02, SHAPE) or []
    middle = (80.5 * 9.6, 60.5 * 9.6)
    assert place.holds((*middle, *middle), (1.0, 1.0))
    assert not place.holds((0, 0, 20, 20), (1.0, 1.0))
    assert place.core[0] - place.box[0] >= MARGIN
    assert place.box[3] - place.core[3] >= MARGIN
    assert all(side % ALIGNMENT == 0 for side in place.box)


def test_warm_cells_far_apart_are_looked_at_one_by_one() -> None:
    found = places(heat((10, 10), (100, 20), (12, 150)), 0.02, SHAPE)
    assert found is not None
    assert len(found) == 3


def test_a_copy_that_is_warm_all_over_is_looked_at_as_a_whole() -> None:
    assert places(np.full((120, 160), 0.1, np.float32), 0.02, SHAPE) is None
    assert everything(1536, 1152).holds((0, 0, 1536, 1152), (1.0, 1.0))


@examples(60)
@given(st.lists(st.tuples(st.integers(0, 119), st.integers(0, 159)), min_size=1, max_size=40))
def test_no_warm_cell_is_left_out(spots: list[tuple[int, int]]) -> None:
    found = places(heat(*spots), 0.02, SHAPE)
    for row, column in spots if found is not None else ():
        x, y = (column + 0.5) * 9.6, (row + 0.5) * 9.6
        assert any(place.holds((x, y, x, y), (1.0, 1.0)) for place in found or [])
    for place in found or []:
        x0, y0, x1, y1 = place.box
        assert 0 <= x0 < x1 <= SHAPE[1]
        assert 0 <= y0 < y1 <= SHAPE[0]


def test_a_face_before_a_wall_costs_a_part_of_the_photo(
    portrait: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = np.full((1536, 2048, 3), 150, np.uint8)
    photo[900:1156, 300:556] = portrait[::2, ::2]
    looked_at = []
    look = centerface.look

    def counting(image: Pixels, threshold: float) -> object:
        looked_at.append(image.shape[0] * image.shape[1])
        return look(image, threshold)

    monkeypatch.setattr(centerface, "look", counting)
    focused = search(photo, NORMAL)
    cost = sum(looked_at)
    looked_at.clear()
    full = search(photo, replace(NORMAL, warm=0.0))
    assert cost < 0.5 * sum(looked_at)
    best, same = (max(found, key=lambda s: s.detection.score) for found in (full, focused))
    shared = overlap(best.detection.box, same.detection.box)
    assert shared > 0.8 * overlap(best.detection.box, best.detection.box)
