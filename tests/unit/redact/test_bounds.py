"""However far a region reaches, its mask takes bounded memory, or it is refused."""

from __future__ import annotations

import tracemalloc

import pytest

from safeshare.errors import BadRegion
from safeshare.model import Box, Region
from safeshare.redact.mask import rasterize
from safeshare.redact.regions import MAX_GROW, check


@pytest.mark.parametrize("shape", ["ellipse", "polygon"])
def test_growth_takes_no_memory_beyond_the_photo(shape: str) -> None:
    corners = ((0.0, 0.0), (8000.0, 0.0), (8000.0, 6000.0), (0.0, 6000.0))
    region = Region("m", "mark", shape, (0, 0, 8000, 6000), points=corners, grow=MAX_GROW)
    tracemalloc.start()
    mask = rasterize((region,), (6000, 8000))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert mask.all()
    assert most < 400_000_000


def test_a_box_grows_by_no_less_than_its_share() -> None:
    region = Region("m", "mark", "box", (20, 20, 60, 60), grow=10.5)  # 4.2 pixels
    mask = rasterize((region,), (80, 80), margin=0)
    assert mask[15:65, 15:65].all()


def test_a_coarse_shape_lies_where_the_fine_one_does() -> None:
    region = Region("m", "mark", "ellipse", (2000, 1500, 2600, 1900), grow=MAX_GROW)
    mask = rasterize((region,), (6000, 8000), margin=0)
    rows, columns = mask.any(axis=1).nonzero()[0], mask.any(axis=0).nonzero()[0]
    wanted = (2000 - 800, 1500 - 800, 2600 + 800, 1900 + 800)
    found = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    assert all(abs(one - other) <= 12 for one, other in zip(found, wanted, strict=True))
    assert found[0] <= wanted[0]
    assert found[2] >= wanted[2]


@pytest.mark.parametrize("far", [1e6, 1e300])
@pytest.mark.parametrize("side", [0, 2])
def test_a_path_that_leaves_the_photo_behind_is_refused(far: float, side: int) -> None:
    here: Box = (10, 10, 50, 50)
    away = (-far, 0.0, 50.0, 50.0) if side == 0 else (0.0, 0.0, far, 50.0)
    region = Region("f", "face", "box", here, path=((0, here), (4, away)))
    with pytest.raises(BadRegion, match="outside"):
        check(region, 100, 80, 5)
