from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from safeshare.model import Region
from safeshare.redact.mask import rasterize
from safeshare.redact.outstanding import from_surface
from safeshare.redact.regions import MAX_POINTS, check
from safeshare.redact.snap import snap
from tests.examples import examples

Pixels = NDArray[np.uint8]
HEIGHT, WIDTH = 400, 600


def skin(seed: int = 1, height: int = HEIGHT, width: int = WIDTH) -> Pixels:
    """Skin lit from one side, with the noise of a camera."""
    light = np.linspace(0.8, 1.05, width)[None, :, None]
    noise = np.random.default_rng(seed).normal(0, 4, (height, width, 3))
    return np.clip(np.array([205, 150, 120]) * light + noise, 0, 255).astype(np.uint8)


def star(image: Pixels, centre: tuple[int, int] = (300, 200), size: int = 80) -> NDArray[np.bool_]:
    """Draw a star into an image; give its ink."""
    turns = np.pi * (0.8 * np.arange(5) - 0.5)
    points = np.stack([np.cos(turns), np.sin(turns)], axis=1) * size + centre
    ink = np.zeros(image.shape[:2], np.uint8)
    cv2.polylines(ink, [np.round(points).astype(np.int32)], isClosed=True, color=1, thickness=9)
    image[ink > 0] = image[ink > 0] * 0.3 + (10, 14, 20)
    return ink.astype(bool)


def across(radius: float = 8, **more: object) -> Region:
    points = ((260.0, 190.0), (340.0, 215.0))
    return Region("tattoo", "mark", "stroke", (0, 0, 1, 1), points=points, radius=radius, **more)  # type: ignore[arg-type] # tests pass odd values


def mask_of(region: Region, margin: int = 0) -> NDArray[np.bool_]:
    return rasterize([region], (HEIGHT, WIDTH), margin=margin)


def test_a_line_across_a_tattoo_takes_all_of_it() -> None:
    image = skin()
    ink = star(image)
    found = snap(image, across())
    assert mask_of(across())[ink].mean() < 0.4
    assert mask_of(found)[ink].mean() > 0.99
    assert mask_of(found).sum() < 3 * 160 * 160
    assert (found.id, found.kind, found.shape, found.radius) == ("tattoo", "mark", "polygon", 0)
    check(found, WIDTH, HEIGHT)


def test_faint_ink_on_a_limb_is_found() -> None:
    """Light bends over it by more than the ink differs; colours alone do not tell them apart."""
    across_limb = np.linspace(-1, 1, WIDTH)[None, :, None]
    noise = np.random.default_rng(3).normal(0, 2, (HEIGHT, WIDTH, 3))
    limb = np.array([205, 150, 120]) * (1 - 0.7 * across_limb**2) + noise
    image = np.clip(limb, 0, 255).astype(np.uint8)
    ink = star(image.copy())
    image[ink] = (image[ink] * 0.95).astype(np.uint8)
    found = snap(image, across())
    assert mask_of(found)[ink].mean() > 0.95
    assert mask_of(found).sum() < 3 * 160 * 160


@pytest.mark.parametrize("beyond", [False, True])
def test_a_surface_needs_something_around_the_mark(beyond: bool) -> None:
    image = skin(height=40, width=60)
    everywhere, nowhere = np.ones((40, 60), bool), np.zeros((40, 60), bool)
    seen = from_surface(image, *((nowhere, everywhere) if beyond else (everywhere, nowhere)))
    assert not seen.any()


def test_things_all_over_are_no_surface() -> None:
    image = np.random.default_rng(1).integers(0, 256, (10, 15, 3), np.uint8)
    patches = image.repeat(8, axis=0).repeat(8, axis=1)
    drawn = np.zeros((80, 120), bool)
    drawn[30:50, 40:80] = True
    share = from_surface(patches, drawn, np.zeros_like(drawn))[~drawn].mean()
    assert share < 0.3


@pytest.mark.parametrize("shape", ["box", "ellipse", "polygon"])
def test_a_shape_over_most_of_it_takes_the_rest(shape: str) -> None:
    image = skin()
    ink = star(image)
    corners = ((240.0, 150.0), (350.0, 150.0), (350.0, 250.0), (240.0, 250.0))
    rough = Region("m", "mark", shape, (240, 150, 350, 250), points=corners)
    found = snap(image, rough)
    assert mask_of(found)[ink].mean() > max(0.97, mask_of(rough)[ink].mean())


def test_bare_skin_leaves_the_mark_as_it_is() -> None:
    assert snap(skin(), across()) == across()


def test_a_box_around_all_of_it_stays() -> None:
    image = skin()
    star(image)
    around = Region("m", "mark", "box", (200, 100, 400, 300))
    assert snap(image, around) == around


def test_it_never_runs_away_over_the_photo() -> None:
    image = skin()
    image[:, 290:] = (30, 60, 120)  # a shirt as large as the photo
    found = snap(image, replace(across(), points=((310.0, 190.0), (360.0, 215.0))))
    assert mask_of(found).mean() < 0.2


def test_the_same_photo_gives_the_same_outline() -> None:
    image = skin()
    star(image)
    cv2.setRNGSeed(77)
    one = snap(image, across())
    cv2.setRNGSeed(78)
    assert snap(image, across()) == one


def test_what_the_mark_keeps_stays_with_it() -> None:
    image = skin()
    star(image)
    found = snap(image, across(grow=25, frame=0))
    assert (found.grow, found.frame, found.on) == (25, 0, True)


@pytest.mark.parametrize("place", [(-500, 10), (10, -500), (5_000, 10)])
def test_a_mark_outside_of_the_photo_stays(place: tuple[int, int]) -> None:
    x, y = place
    away = Region("m", "mark", "box", (x, y, x + 20, y + 20))
    assert snap(skin(), away) == away


@examples(60)
@given(
    seed=st.integers(0, 50),
    corner=st.tuples(st.floats(-60, WIDTH - 5), st.floats(-60, HEIGHT - 5)),
    size=st.tuples(st.floats(1, 300), st.floats(1, 300)),
    shape=st.sampled_from(["box", "ellipse", "polygon", "stroke"]),
    margin=st.sampled_from([0, 1, 16]),
)
def test_it_is_never_smaller_than_what_was_drawn(
    seed: int, corner: tuple[float, float], size: tuple[float, float], shape: str, margin: int
) -> None:
    image = skin(seed)
    star(image, (100 + 8 * seed, 60 + 5 * seed), 20 + seed)
    (x, y), (wide, tall) = corner, size
    points = ((x, y), (x + wide, y + tall / 3), (x + wide / 4, y + tall))
    rough = Region("m", "mark", shape, (x, y, x + wide, y + tall), points=points, radius=wide / 9)
    found = snap(image, rough)
    assert not (mask_of(rough, margin) & ~mask_of(found, margin)).any()
    assert len(found.points) <= MAX_POINTS


def test_a_large_photo_is_snapped_as_a_small_one() -> None:
    image = np.asarray(cv2.resize(skin(), (4000, 3000)), np.uint8)
    ink = star(image, (2000, 1500), 600)
    rough = replace(across(), points=((1700.0, 1425.0), (2300.0, 1610.0)), radius=60)
    mask = rasterize([snap(image, rough)], (3000, 4000), margin=0)
    assert mask[ink].mean() > 0.9  # its lines are thinner than a pixel of the reduced crop
    assert mask.mean() < 0.2
