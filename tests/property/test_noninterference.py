"""Contract 5: what is under a mask has no influence on the file that leaves."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean
from safeshare.errors import BadRegion
from safeshare.model import Plan, Region
from safeshare.pixels.codec import Photo
from safeshare.pixels.encode import ENCODERS
from safeshare.pixels.write_png import write_png
from safeshare.redact import styles
from safeshare.redact.mask import margin_for, rasterize
from safeshare.redact.regions import check

Pixels = NDArray[np.uint8]
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


@st.composite
def regions(draw: st.DrawFn) -> Region:
    x0, y0 = draw(st.floats(-10, WIDTH - 5)), draw(st.floats(-10, HEIGHT - 5))
    wide, tall = draw(st.floats(0.5, 90)), draw(st.floats(0.5, 90))
    box = (x0, y0, max(1.0, x0 + wide), max(1.0, y0 + tall))
    shape, kind = draw(
        st.sampled_from(
            [("box", "mark"), ("ellipse", "mark"), ("polygon", "mark"), ("box", "face")]
        )
    )
    corners = ((box[0], box[1]), (box[2], box[1]), ((box[0] + box[2]) / 2, box[3]))
    points = corners if shape == "polygon" else ()
    return Region("r", kind, shape, box, points=points, angle=draw(st.floats(-180, 180)))


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(("depth", "scale"), [(np.uint8, 1), (np.uint16, 251)])
@settings(max_examples=25, deadline=None)
@given(
    areas=st.lists(regions(), min_size=1, max_size=3), seeds=st.tuples(*[st.integers(0, 99)] * 2)
)
def test_a_style_never_sees_what_it_covers(
    style: str,
    channels: int,
    depth: type[np.uint8 | np.uint16],
    scale: int,
    areas: list[Region],
    seeds: tuple[int, int],
) -> None:
    mask = rasterize(areas, (HEIGHT, WIDTH))
    one, other = (picture(seed, channels).astype(depth) * scale for seed in seeds)
    twin = np.where(mask[..., None], other, one)
    assert np.array_equal(styles.redact(one, mask, style), styles.redact(twin, mask, style))


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("kind", ["png", "bmp", "tiff", "gif"])
@settings(max_examples=8, deadline=None)
@given(areas=st.lists(regions(), min_size=1, max_size=2), seed=st.integers(0, 99))
def test_files_that_differ_under_the_mask_become_one_file(
    style: str, kind: str, areas: list[Region], seed: int
) -> None:
    areas = [Region(**{**_fields(area), "id": str(n)}) for n, area in enumerate(areas)]
    assume(all(_lies_in_the_photo(area) for area in areas))
    mask = rasterize(areas, (HEIGHT, WIDTH), margin=margin_for(kind))
    one = _storable(picture(seed, 3), kind)
    twin = _storable(np.where(mask[..., None], picture(seed + 1, 3), one), kind)
    plan = Plan(detect=(), recheck=(), regions=tuple(areas), style=style, format="png")
    copies = {clean(_file(pixels, kind), plan).data for pixels in (one, twin)}
    assert len(copies) == 1


@pytest.mark.parametrize("target", ["jpeg", "webp", "avif"])
@pytest.mark.parametrize("style", styles.STYLES)
def test_lossy_copies_do_not_tell_either(target: str, style: str) -> None:
    areas = (
        Region("r", "face", "box", (40, 20, 80, 70)),
        Region("m", "mark", "box", (90, 60, 128, 96)),
    )
    mask = rasterize(areas, (HEIGHT, WIDTH), margin=margin_for("png"))
    one = picture(1, 3)
    twin = np.where(mask[..., None], picture(2, 3), one)
    plan = Plan(detect=(), recheck=(), regions=areas, style=style)
    results = []
    for pixels in (one, twin):
        photo = Photo((styles.redact(pixels, mask, style),))
        results.append(ENCODERS[target].write(ENCODERS[target].settle(photo), plan.quality))
    assert results[0] == results[1]


def test_the_property_fails_when_one_covered_pixel_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of the test: a style that keeps one covered pixel is caught."""
    monkeypatch.setattr(styles, "_blanked", lambda image, _: image.copy())

    def leaky(image: Pixels, mask: NDArray[np.bool_], colour: styles.Colour) -> Pixels:
        row, column = np.argwhere(mask)[0]
        kept = image[row, column].copy()
        filled = styles.solid(image, mask, colour)
        filled[row, column] = kept
        return filled

    monkeypatch.setitem(styles.STYLES, "leaky", leaky)
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[20:60, 30:70] = True
    one = picture(1, 3)
    twin = np.where(mask[..., None], picture(2, 3), one)
    assert not np.array_equal(styles.redact(one, mask, "leaky"), styles.redact(twin, mask, "leaky"))


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("target", ["png", "tiff", "jpeg"])
@settings(max_examples=6, deadline=None)
@given(areas=st.lists(regions(), min_size=1, max_size=2), seed=st.integers(0, 99))
def test_sixteen_bits_do_not_tell_either(
    style: str, target: str, areas: list[Region], seed: int
) -> None:
    areas = [Region(**{**_fields(area), "id": str(n)}) for n, area in enumerate(areas)]
    assume(all(_lies_in_the_photo(area) for area in areas))
    mask = rasterize(areas, (HEIGHT, WIDTH), margin=margin_for("png"))
    noise = np.random.default_rng(seed).integers(0, 257, (HEIGHT, WIDTH, 3), np.uint16)
    one = picture(seed, 3) * np.uint16(256) + np.minimum(noise, 255)
    twin = np.where(mask[..., None], picture(seed + 1, 3) * np.uint16(257), one)
    plan = Plan(detect=(), recheck=(), regions=tuple(areas), style=style, format=target)
    copies = {clean(write_png(pixels), plan).data for pixels in (one, twin)}
    assert len(copies) == 1


def _lies_in_the_photo(area: Region) -> bool:
    try:
        check(area, WIDTH, HEIGHT)
    except BadRegion:
        return False
    return True


def _fields(region: Region) -> dict[str, object]:
    return {name: getattr(region, name) for name in Region.__slots__}


def _storable(pixels: Pixels, kind: str) -> Pixels:
    """The pixels as the format holds them: GIF has few colours."""
    if kind != "gif":
        return pixels
    return pixels // 64 * 64


def _file(pixels: Pixels, kind: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()
