"""What moves is filled before, and filled again after: so the fill is that of the copy."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import Plan, Region, clean
from safeshare.pixels.codec import Photo, bounded, decode
from safeshare.pixels.depth import LEAST_OPACITY, resized
from safeshare.resample import resampled

Pixels = NDArray[np.uint8]
MARK = Region("m", "mark", "box", (120, 90, 280, 210))


def grainy(channels: int = 3) -> Pixels:
    """A grey wall with the noise of a sensor: 2.5 levels, halved when halved in size."""
    noise = np.random.default_rng(4).normal(128, 2.5, (300, 400, channels))
    return np.clip(np.rint(noise), 0, 255).astype(np.uint8)


def slope() -> Pixels:
    """A wall of another colour at every place, so that cells side by side differ."""
    across, down = np.meshgrid(np.linspace(0, 250, 400), np.linspace(0, 250, 300))
    return np.dstack([across, down, (across + down) / 2]).astype(np.uint8)


def png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def roughness(pixels: NDArray[np.generic]) -> float:
    """Deviation between neighbours."""
    return float(np.diff(pixels[..., 1].astype(float), axis=1).std())


@pytest.mark.parametrize("scrub", [False, True])
@pytest.mark.parametrize("max_side", [None, 200])
def test_grain_of_the_fill_is_that_of_the_copy(scrub: bool, max_side: int | None) -> None:
    plan = Plan((), (), (MARK,), max_side=max_side, scrub_sensor=scrub)
    copy = decode(clean(png(grainy()), plan).data, "png").frames[0]
    step = copy.shape[1] / 400
    inside = copy[round(110 * step) : round(190 * step), round(150 * step) : round(250 * step)]
    around = copy[: round(80 * step)]
    assert roughness(around) > 0.5
    assert roughness(inside) == pytest.approx(roughness(around), rel=0.35)


@pytest.mark.parametrize("scrub", [False, True])
def test_cells_are_those_of_the_copy(scrub: bool) -> None:
    """Cells that were resampled would have soft edges; laid afterwards each is of one colour."""
    plan = Plan((), (), (MARK,), "mosaic", max_side=130, scrub_sensor=scrub)
    copy = decode(clean(png(slope()), plan).data, "png").frames[0]
    inside = copy[32:66, 42:88].reshape(-1, 3)
    assert len(np.unique(inside, axis=0)) <= 160
    assert len(np.unique(inside, axis=0)) < len(inside) / 9


@pytest.mark.parametrize("max_side", [None, 250])
def test_what_took_from_the_first_fill_is_filled_again(max_side: int | None) -> None:
    """A fill that was pulled about has another edge; none of it shows beside the last one."""
    red = (255, 0, 0)
    plan = Plan((), (), (MARK,), "solid", colour=red, max_side=max_side, scrub_sensor=True)
    copy = decode(clean(png(grainy()), plan).data, "png").frames[0].astype(int)
    covered = (copy == red).all(axis=2)
    mixed = (copy[..., 0] - copy[..., 1] > 40) & ~covered
    assert covered.any()
    assert not mixed.any()


def test_the_filter_makes_no_patterns_of_fine_lines() -> None:
    stripes = np.zeros((300, 400, 3), np.uint8)
    stripes[:, ::2] = 255
    small = bounded(Photo((stripes,)), 180).frames[0]
    assert small.shape == (135, 180, 3)
    assert small[:, 5:-5].std() < 4


def test_edges_stay_sharp() -> None:
    step = np.zeros((300, 400, 3), np.uint8)
    step[:, 200:] = 255
    small = bounded(Photo((step,)), 100).frames[0][40, :, 0].astype(int)
    assert small[48] < 16
    assert small[51] > 239


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_what_becomes_clear_has_no_colour(depth: type) -> None:
    random = np.random.default_rng(1)
    picture = random.integers(0, np.iinfo(depth).max, (60, 80, 4), depth)
    picture[random.random((60, 80)) < 0.7] = 0
    small = resized(picture, (40, 30))
    clear = small[..., 3] < (1 if depth is np.uint8 else LEAST_OPACITY)
    assert clear.any()
    assert not small[clear].any()


def test_nothing_moves_unless_it_was_asked_for() -> None:
    photo = Photo((grainy(),))
    same, way = resampled(photo, Plan())
    assert same.frames[0] is photo.frames[0]
    assert not way.moves
    assert resampled(photo, Plan(max_side=200))[1].moves
    assert resampled(photo, Plan(scrub_sensor=True))[1].moves
