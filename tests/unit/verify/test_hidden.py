"""Colours under clear pixels: found however faint or deep, and only there."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from safeshare import Plan, clean, verify
from safeshare.pixels.write_png import write_png
from safeshare.verify.hidden import hidden_colours

PLAN = Plan(detect=(), recheck=())


def written(background: int, ink: int) -> Image.Image:
    """An address, erased: all of it is clear but the first rows."""
    image = Image.new("RGB", (256, 128), (background,) * 3)
    ImageDraw.Draw(image).text((60, 60), "Ann, 1 Sample Street", fill=(ink,) * 3)
    image.putalpha(Image.linear_gradient("L").resize(image.size).point(lambda y: 255 * (y < 40)))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("quality", [30, 80, 100])
@pytest.mark.parametrize(("background", "ink"), [(255, 0), (255, 200), (0, 60)])
def test_writing_under_clear_pixels_of_a_lossy_file_is_found(
    background: int, ink: int, quality: int
) -> None:
    data = saved(written(background, ink), "WEBP", quality=quality, exact=True)
    assert any("transparent" in finding.summary for finding in verify(data))
    result = clean(data, PLAN)
    assert not result.lossless
    assert not np.asarray(Image.open(io.BytesIO(result.data)))[60:, :, :3].any()


@pytest.mark.parametrize("quality", [5, 50, 90])
@pytest.mark.parametrize("exact", [False, True])
def test_a_sticker_with_one_colour_under_clear_pixels_stays(quality: int, *, exact: bool) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (96, 96, 3), np.uint8)
    sticker = np.zeros((128, 160, 4), np.uint8)
    sticker[16:112, 16:112] = np.dstack([noise, np.full((96, 96), 255, np.uint8)])
    data = saved(Image.fromarray(sticker), "WEBP", quality=quality, exact=exact)
    assert verify(data) == ()
    assert clean(data, PLAN).lossless


@pytest.mark.parametrize("opacity", [0, 255])
def test_low_bytes_of_16_bit_colours_are_found(opacity: int) -> None:
    frame = np.full((24, 32, 4), 65535, np.uint16)
    frame[8:] = (0, 0, 0, opacity)
    assert not hidden_colours(write_png(frame))
    frame[8:, :, :3] = np.random.default_rng(2).integers(0, 256, (16, 32, 3), np.uint16)
    assert hidden_colours(write_png(frame))
    result = clean(write_png(frame), PLAN)
    assert not result.lossless
    assert not hidden_colours(result.data)
