"""Animations with transparency come back pixel for pixel, also what stands under clear ones."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import Plan, clean, verify
from safeshare.pixels.codec import decode
from safeshare.pixels.write_webp import write_webp

PLAN = Plan(detect=(), recheck=())


def frames(count: int = 4) -> list[NDArray[np.uint8]]:
    """A noisy sticker with soft edges that moves; clear places are black."""
    noise = np.random.default_rng(5)
    found = []
    for step in range(count):
        frame = np.zeros((61, 47, 4), np.uint8)
        frame[9 + step : 40 + step, 7:33] = noise.integers(0, 256, (31, 26, 4), np.uint8)
        frame[frame[..., 3] == 0] = 0
        found.append(frame)
    return found


def test_every_pixel_comes_back() -> None:
    meant = [*frames(), frames()[-1]]  # the last two are alike
    photo = decode(write_webp(meant, [40, 50, 60, 70, 80], 3, 90), "webp")
    assert photo.durations == (40, 50, 60, 70, 80)
    assert photo.loop == 3
    for frame, wanted in zip(photo.frames, meant, strict=True):
        assert np.array_equal(frame, wanted)


@pytest.mark.parametrize("lossless", [True, False])
def test_an_animated_sticker_is_cleaned(*, lossless: bool) -> None:
    first, *others = [Image.fromarray(frame) for frame in frames()]
    out = io.BytesIO()
    more = {"append_images": others, "duration": 80, "xmp": b"<x:xmpmeta/>"}
    first.save(out, "WEBP", save_all=True, lossless=lossless, **more)
    result = clean(out.getvalue(), PLAN)
    assert verify(result.data) == ()
    seen, wanted = decode(result.data, "webp"), decode(out.getvalue(), "webp")
    assert seen.durations == wanted.durations == (80,) * 4
    for frame, meant in zip(seen.frames, wanted.frames, strict=True):
        assert np.array_equal(frame, meant)
