"""Pictures, and regions on them, for pairs of photos that differ under a mask only."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from safeshare.errors import BadRegion
from safeshare.model import Region
from safeshare.redact.regions import check

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
HEIGHT, WIDTH = 96, 128


def picture(seed: int, channels: int) -> Pixels:
    """Soft colours with noise: something that a fill could leak."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (6, 8, channels), np.uint8)
    smooth = np.asarray(Image.fromarray(coarse).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
    noisy = smooth + random.normal(0, 8, smooth.shape)
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    if channels == 4:
        pixels[pixels[..., 3] < 60] = 0
    return pixels


SHAPES = (
    ("box", "mark"),
    ("ellipse", "mark"),
    ("polygon", "mark"),
    ("stroke", "mark"),
    ("box", "face"),
)
CORNERS = {"polygon": (3, 6), "stroke": (1, 6)}


@st.composite
def regions(draw: st.DrawFn) -> Region:
    x0, y0 = draw(st.floats(-10, WIDTH - 5)), draw(st.floats(-10, HEIGHT - 5))
    wide, tall = draw(st.floats(0.5, 90)), draw(st.floats(0.5, 90))
    box = (x0, y0, max(1.0, x0 + wide), max(1.0, y0 + tall))
    shape, kind = draw(st.sampled_from(SHAPES))
    places = st.tuples(st.floats(box[0], box[2]), st.floats(box[1], box[3]))
    least, most = CORNERS.get(shape, (0, 0))
    return Region(
        "r",
        kind,
        shape,
        box,
        points=tuple(draw(st.lists(places, min_size=least, max_size=most))),
        angle=draw(st.floats(-180, 180)),
        radius=draw(st.floats(0.5, 20)) if shape == "stroke" else 0.0,
        grow=draw(st.sampled_from((0.0, 0.0, 15.0, 80.0))),
    )


def somebody() -> Mask:
    """Where a person stands: head and shoulders."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[15:50, 50:80] = mask[50:, 30:100] = True
    return mask


def lies_in_the_photo(area: Region) -> bool:
    try:
        check(area, WIDTH, HEIGHT)
    except BadRegion:
        return False
    return True
