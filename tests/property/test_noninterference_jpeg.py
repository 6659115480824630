"""Contract 5 on JPEGs, whose codec has smeared what is covered into the pixels around it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean
from safeshare.model import Plan, Region
from safeshare.redact import mask
from safeshare.redact.mask import rasterize
from tests.examples import examples

SIDE = 160
EYES = ((66.0, 66.0), (92.0, 66.0), (79.0, 78.0), (68.0, 92.0), (90.0, 92.0))
LINE = ((60.0, 60.0), (70.0, 96.0), (104.0, 100.0))
SHAPES = {
    "box": Region("m", "mark", "box", (56, 56, 100, 104)),
    "ellipse": Region("m", "mark", "ellipse", (56, 56, 100, 104), angle=30.0),
    "polygon": Region("m", "mark", "polygon", (60, 60, 104, 100), points=LINE),
    "stroke": Region("m", "mark", "stroke", (60, 60, 104, 100), points=LINE, radius=6.0),
    "face": Region("f", "face", "box", (62, 54, 96, 104), landmarks=EYES),
}
SOURCES = {"halved colour": 2, "whole colour": 0}
"""Pillow's names of the samplings: 4:2:0 as cameras write it, 4:4:4."""


def moved(region: Region, dx: int, dy: int) -> Region:
    x0, y0, x1, y1 = region.box
    shifted = tuple(
        tuple((x + dx, y + dy) for x, y in points) for points in (region.points, region.landmarks)
    )
    return Region(
        region.id, region.kind, region.shape, (x0 + dx, y0 + dy, x1 + dx, y1 + dy),
        points=shifted[0], landmarks=shifted[1], angle=region.angle, radius=region.radius,
    )  # fmt: skip


def jpeg(pixels: NDArray[np.uint8], sampling: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=92, subsampling=sampling)
    return out.getvalue()


def copies_of_twins(region: Region, seed: int, sampling: int) -> tuple[bytes, bytes]:
    """Give the copies of two JPEGs of noise that differed under the mask only before coding."""
    random = np.random.default_rng(seed)
    one = random.integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    covered = rasterize((region,), (SIDE, SIDE), margin=0)
    other = np.where(covered[..., None], random.integers(0, 256, one.shape, np.uint8), one)
    plan = Plan(detect=(), recheck=(), regions=(region,), style="solid", format="png")
    first, second = (clean(jpeg(pixels, sampling), plan).data for pixels in (one, other))
    return first, second


@pytest.mark.parametrize("sampling", SOURCES)
@pytest.mark.parametrize("shape", SHAPES)
@examples(6)
@given(dx=st.integers(-8, 8), dy=st.integers(-8, 8), seed=st.integers(0, 999))
def test_what_a_jpeg_smears_is_covered_too(
    shape: str, sampling: str, dx: int, dy: int, seed: int
) -> None:
    region = moved(SHAPES[shape], dx, dy)
    first, second = copies_of_twins(region, seed, SOURCES[sampling])
    assert first == second


@pytest.mark.parametrize("shape", SHAPES)
def test_the_property_fails_with_a_smaller_margin(
    shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mask, "MARGIN_LOSSY", 8)
    pairs = [
        copies_of_twins(moved(SHAPES[shape], at, at), at, SOURCES["halved colour"])
        for at in range(4)
    ]
    assert any(first != second for first, second in pairs)
