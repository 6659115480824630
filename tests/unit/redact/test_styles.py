from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.errors import BadPlan
from safeshare.redact.styles import STYLES, redact

Pixels = NDArray[np.uint8]


def disc(shape: tuple[int, int], centre: tuple[int, int], radius: int) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    inside: NDArray[np.bool_] = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2 <= radius**2
    return inside


RIM = {"blur": 8, "mosaic": 20, "solid": 0}
"""Pixels by which a style may reach over a mask of 160 pixels: soft edge, cell, nothing."""


@pytest.mark.parametrize("style", STYLES)
def test_pixels_outside_stay_and_pixels_inside_go(portrait: Pixels, style: str) -> None:
    mask = disc((512, 512), (115, 223), 80)
    before = portrait.copy()
    filled = redact(portrait, mask, style, (10, 200, 30))
    assert np.array_equal(portrait, before)
    outside = ~disc((512, 512), (115, 223), 80 + RIM[style] * 3 // 2)
    assert np.array_equal(filled[outside], portrait[outside])
    assert (filled[mask] != portrait[mask]).any(axis=1).mean() > 0.9


def test_blur_has_no_edge() -> None:
    """From rough surroundings to the smooth fill it takes several pixels."""
    stripes = np.zeros((600, 800, 3), np.uint8)
    stripes[:, ::2] = 200
    filled = redact(stripes, disc((600, 800), (300, 400), 150), "blur").astype(int)
    contrast = np.abs(np.diff(filled[300, 200:300, 1]))
    assert (contrast[:20] == 200).all()
    assert contrast[-45:].max() < 12
    assert np.diff(contrast).min() > -50


def test_a_large_face_is_as_hidden_as_a_small_one() -> None:
    """The fill of a photo twice as large is the fill of the photo, twice as large."""
    rows, columns = np.mgrid[:300, :400] / 300
    small = np.stack([200 * rows, 200 * columns, 120 + 60 * np.sin(9 * rows)], 2).astype(np.uint8)
    large = small.repeat(4, axis=0).repeat(4, axis=1)
    fills = [
        redact(image, disc(image.shape[:2], (150 * k, 200 * k), 90 * k), "blur")
        for image, k in ((small, 1), (large, 4))
    ]
    there = disc((300, 400), (150, 200), 80)
    assert np.abs(fills[0].astype(int) - fills[1][::4, ::4])[there].max() < 12


@pytest.mark.parametrize("radius", [20, 60, 110])
def test_cells_of_a_mosaic_follow_the_region(radius: int) -> None:
    image = np.full((600, 800, 3), (90, 120, 150), np.uint8)
    mask = disc((600, 800), (300, 400), radius)
    line = redact(image, mask, "mosaic")[300, 400 - radius : 400 + radius, 1].astype(int)
    changes = int(np.count_nonzero(np.diff(line)))
    assert 6 <= changes <= 11


def test_a_mosaic_s_jitter_does_not_come_from_the_photo(scene: Pixels) -> None:
    mask = disc((240, 320), (120, 160), 60)
    one = redact(np.full_like(scene, 100), mask, "mosaic").astype(int)
    other = redact(np.full_like(scene, 200), mask, "mosaic").astype(int)
    first, second = (one[mask] - 100)[:, 0], (other[mask] - 200)[:, 0]
    assert np.corrcoef(first, second)[0, 1] > 0.99


def test_pieces_do_not_see_each_other(scene: Pixels) -> None:
    """Two marks side by side: what fills one is no surroundings of the other."""
    image = np.full_like(scene, 120)
    one = np.zeros((240, 320), bool)
    one[60:180, 60:150] = True
    other = np.zeros_like(one)
    other[60:180, 170:260] = True
    for style in STYLES:
        filled = redact(image, one | other, style)
        assert np.abs(filled.astype(int) - 120).max() < 40, style


def test_solid_takes_the_colour_of_the_surroundings_of_each_piece() -> None:
    image = np.full((200, 400, 3), (200, 40, 40), np.uint8)
    image[:, 200:] = (30, 60, 220)
    mask = np.zeros((200, 400), bool)
    mask[60:140, 40:120] = mask[60:140, 280:360] = True
    filled = redact(image, mask, "solid")
    assert np.array_equal(filled[100, 80], (200, 40, 40))
    assert np.array_equal(filled[100, 320], (30, 60, 220))


def test_blur_continues_the_surroundings_smoothly(scene: Pixels) -> None:
    mask = disc((240, 320), (120, 160), 60)
    hidden = scene.copy()
    hidden[mask] = (255, 0, 255)
    filled = redact(hidden, mask, "blur").astype(int)
    assert np.abs(filled[mask] - scene[mask]).mean() < 8


def test_blur_has_the_photo_s_grain(scene: Pixels) -> None:
    mask = disc((240, 320), (120, 160), 60)
    still = np.full_like(scene, 128)
    noisy = redact(scene, mask, "blur").astype(int)[100:140, 140:180, 1]
    flat = redact(still, mask, "blur").astype(int)[100:140, 140:180, 1]
    assert 1.5 < np.diff(noisy, axis=1).std() / np.sqrt(2) < 4.5
    assert flat.std() == 0


def test_solid_has_the_colour_that_was_asked_for(scene: Pixels) -> None:
    mask = disc((240, 320), (0, 0), 50)
    assert (redact(scene, mask, "solid", (1, 2, 3))[mask] == (1, 2, 3)).all()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "window",
    [
        (slice(0, 240), slice(0, 320)),
        (slice(0, 239), slice(0, 320)),
        (slice(0, 240), slice(319, 320)),
        (slice(5, 6), slice(5, 6)),
        (slice(100, 101), slice(0, 320)),
    ],
    ids=["everything", "all but a row", "last column", "one pixel", "one row"],
)
def test_odd_masks_are_filled(scene: Pixels, style: str, window: tuple[slice, slice]) -> None:
    mask = np.zeros((240, 320), bool)
    mask[window] = True
    filled = redact(np.where(mask[..., None], np.uint8(255), scene), mask, style)
    far = cv2.erode((~mask).astype(np.uint8), np.ones((25, 25), np.uint8)).astype(bool)
    assert np.array_equal(filled[far], scene[far])
    assert filled[mask].max() < 255


@pytest.mark.parametrize("style", STYLES)
def test_clear_surroundings_do_not_darken_a_fill(style: str) -> None:
    image = np.full((120, 160, 4), 200, np.uint8)
    image[..., 3] = 255
    image[:, 80:] = 0
    mask = np.zeros((120, 160), bool)
    mask[30:90, 50:110] = True
    filled = redact(image, mask, style)
    colours = filled[mask & (filled[..., 3] > 0)][:, :3].astype(int)
    assert abs(colours.mean() - 200) < 6
    assert colours.min() > 150


@pytest.mark.parametrize("style", STYLES)
def test_alpha_outside_stays_and_clear_pixels_have_no_colour(scene: Pixels, style: str) -> None:
    alpha = np.full((240, 320), 255, np.uint8)
    alpha[:, 200:] = 0
    image = np.dstack([scene * (alpha > 0)[..., None], alpha])
    filled = redact(image, disc((240, 320), (120, 200), 50), style)
    mask = disc((240, 320), (120, 200), 50)
    assert (filled[filled[..., 3] == 0] == 0).all()
    assert np.array_equal(filled[..., 3][~mask], image[..., 3][~mask])
    assert np.array_equal(filled[:, :120], image[:, :120])
    assert filled[120, 190, :3].min() > 20  # clear surroundings have no colour to give


def test_an_unknown_style_is_named() -> None:
    with pytest.raises(BadPlan, match="sparkle"):
        redact(np.zeros((4, 4, 3), np.uint8), np.ones((4, 4), bool), "sparkle")


@pytest.mark.parametrize("style", STYLES)
def test_sixteen_bits_are_filled_like_eight(scene: Pixels, style: str) -> None:
    mask = disc((240, 320), (120, 160), 60)
    shallow = redact(scene, mask, style, (10, 200, 30)).astype(int)
    deep = redact(scene.astype(np.uint16) * 257, mask, style, (10, 200, 30))
    assert deep.dtype == np.uint16
    assert np.abs(deep / 257 - shallow).max() <= 1
    assert len(np.unique(deep[mask])) > (300 if style == "blur" else 1)


def test_sixteen_bits_that_are_all_covered_become_mid_grey() -> None:
    image = np.full((40, 40, 3), 65535, np.uint16)
    filled = redact(image, np.ones((40, 40), bool), "blur")
    assert np.abs(filled.astype(int) - 32768).max() < 300
