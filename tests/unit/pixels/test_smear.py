"""What a codec has smeared is known, so that a mask can cover it."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean
from safeshare.model import Plan, Region
from safeshare.pixels.codec import decode, measure
from safeshare.redact.mask import rasterize

SIDE = 160
BOX = (57, 59, 100, 104)


def jpeg_411(pixels: NDArray[np.uint8]) -> bytes:
    """Code a JPEG whose colours have a quarter of its width, as old camcorders do."""
    options = [cv2.IMWRITE_JPEG_QUALITY, 80, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x411111]
    return bytes(cv2.imencode(".jpg", pixels[..., ::-1], options)[1])


def tiff(pixels: NDArray[np.uint8], compression: str = "jpeg") -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "TIFF", compression=compression)
    return out.getvalue()


SOURCES = {"JPEG of quarter colour": (jpeg_411, "jpeg"), "JPEG in a TIFF": (tiff, "tiff")}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("shape", ["box", "ellipse"])
def test_what_the_codec_smeared_is_covered_too(name: str, shape: str) -> None:
    code, _ = SOURCES[name]
    region = Region("m", "mark", shape, BOX)
    random = np.random.default_rng(7)
    one = random.integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    covered = rasterize((region,), (SIDE, SIDE), margin=0)
    other = np.where(covered[..., None], random.integers(0, 256, one.shape, np.uint8), one)
    plan = Plan(
        detect=(), recheck=(), regions=(region,), style="solid", colour=(9, 9, 9), format="png"
    )
    first, second = (clean(code(pixels), plan).data for pixels in (one, other))
    assert first == second


@pytest.mark.parametrize(
    ("compression", "reach"),
    [("raw", 0), ("tiff_lzw", 0), ("tiff_adobe_deflate", 0), ("packbits", 0), ("jpeg", 16)],
)
def test_a_tiff_says_how_it_was_coded(compression: str, reach: int) -> None:
    pixels = np.full((32, 32, 3), 90, np.uint8)
    assert decode(tiff(pixels, compression), "tiff").smear == reach
    assert measure(tiff(pixels, compression), "tiff").smear == reach


def test_a_page_that_was_coded_with_loss_counts_wherever_it_stands() -> None:
    pages = [Image.new("RGB", (32, 32), shade) for shade in ("red", "blue")]
    pages[1].encoderinfo = {"compression": "jpeg"}
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=[pages[1]], compression="raw")
    with Image.open(io.BytesIO(out.getvalue())) as written:
        assert written.info["compression"] == "raw"
    assert decode(out.getvalue(), "tiff").smear == 16
    assert measure(out.getvalue(), "tiff").smear == 16
