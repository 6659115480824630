"""Photos unlike others, through inspect and clean with faces and codes looked for."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, inspect, verify
from safeshare.model import Plan, Region
from safeshare.rebuild import CERTAIN
from tests.conftest import encode

Pixels = NDArray[np.uint8]
EMPTY = {
    "an empty wall": np.full((900, 1200, 3), 170, np.uint8),
    "one pixel": np.full((1, 1, 3), 90, np.uint8),
    "a strip": np.linspace(0, 255, 50 * 20_000 * 3).astype(np.uint8).reshape(50, 20_000, 3),
    "a grey wall": np.full((300, 400), 90, np.uint8),
}


def odd(portrait: Pixels, kind: str) -> bytes:
    """The portrait in ways in which a photo can be kept."""
    image = Image.fromarray(portrait)
    clear = np.dstack([portrait, np.full((512, 512), 200, np.uint8)])
    ways = {
        "grey JPEG": (image.convert("L"), "JPEG"),
        "CMYK JPEG": (image.convert("CMYK"), "JPEG"),
        "PNG with alpha": (Image.fromarray(clear), "PNG"),
        "grey PNG with alpha": (Image.fromarray(clear).convert("LA"), "PNG"),
    }
    shown, container = ways[kind]
    out = io.BytesIO()
    shown.save(out, container)
    return out.getvalue()


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_that_shows_nothing_gives_no_regions(name: str, kind: str) -> None:
    source = encode(EMPTY[name], kind)
    report = inspect(source)
    assert report.regions == ()
    assert (report.height, report.width) == EMPTY[name].shape[:2]
    assert clean(source, Plan()).lossless


@pytest.mark.parametrize("name", EMPTY)
def test_such_a_photo_can_be_rebuilt(name: str) -> None:
    pixels = EMPTY[name]
    mark = Region("m", "mark", "box", (0, 0, pixels.shape[1], pixels.shape[0]))
    result = clean(encode(pixels), Plan(regions=(mark,)))
    assert (result.height, result.width) == pixels.shape[:2]
    assert verify(result.data) == ()


@pytest.mark.parametrize(
    "kind", ["grey JPEG", "CMYK JPEG", "PNG with alpha", "grey PNG with alpha"]
)
def test_a_face_is_found_and_covered_however_a_photo_is_kept(portrait: Pixels, kind: str) -> None:
    source = odd(portrait, kind)
    (face,) = inspect(source).regions
    result = clean(source, Plan())
    assert [region.box for region in result.redacted] == [pytest.approx(face.box)]
    assert all(region.score < CERTAIN[0] for region in inspect(result.data).regions)
    assert verify(result.data) == ()
    before, after = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32)
                     for data in (source, result.data))  # fmt: skip
    inside = slice(90, 150), slice(195, 250)
    assert np.abs(before[inside] - after[inside]).mean() > 20
    assert np.abs(before[400:, :100] - after[400:, :100]).mean() < 12
