from __future__ import annotations

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


@pytest.mark.parametrize("style", STYLES)
def test_pixels_outside_stay_and_pixels_inside_go(portrait: Pixels, style: str) -> None:
    mask = disc((512, 512), (115, 223), 80)
    before = portrait.copy()
    filled = redact(portrait, mask, style, (10, 200, 30))
    assert np.array_equal(portrait, before)
    assert np.array_equal(filled[~mask], portrait[~mask])
    assert (filled[mask] != portrait[mask]).any(axis=1).mean() > 0.9


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
    assert np.array_equal(filled[~mask], scene[~mask])
    assert filled[mask].max() < 255


@pytest.mark.parametrize("style", STYLES)
def test_alpha_outside_stays_and_clear_pixels_have_no_colour(scene: Pixels, style: str) -> None:
    alpha = np.full((240, 320), 255, np.uint8)
    alpha[:, 200:] = 0
    image = np.dstack([scene * (alpha > 0)[..., None], alpha])
    filled = redact(image, disc((240, 320), (120, 200), 50), style)
    assert (filled[filled[..., 3] == 0] == 0).all()
    assert np.array_equal(filled[:, :140], image[:, :140])


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
