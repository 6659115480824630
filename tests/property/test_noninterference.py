"""Contract 5: what is under a mask has no influence on the file that leaves."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, search
from safeshare.model import Plan, Region
from safeshare.pixels.codec import Photo
from safeshare.pixels.encode import ENCODERS
from safeshare.pixels.write_png import write_png
from safeshare.redact import styles
from safeshare.redact.cover import cover
from safeshare.redact.mask import margin_for, rasterize
from safeshare.verify import pixels as compared
from tests.examples import examples
from tests.property.twins import HEIGHT, WIDTH, lies_in_the_photo, picture, regions, somebody

Pixels = NDArray[np.uint8]
Frame = NDArray[np.uint8 | np.uint16]
Mask = NDArray[np.bool_]


@pytest.fixture(autouse=True)
def nobody_compares_with_what_was_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """That changes no copy; but on soft colours a narrow fill looks by chance like what it covers,
    and its copy would be refused."""
    monkeypatch.setattr(compared, "likeness", lambda *_: None)


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(("depth", "scale"), [(np.uint8, 1), (np.uint16, 251)])
@examples(15)
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
    assert fills_alike(style, mask, one, other)


def fills_alike(style: str, mask: Mask, one: Frame, other: Frame) -> bool:
    """Whether a style fills a picture and its twin, which differs under the mask, alike."""
    twin = np.where(mask[..., None], other, one)
    return np.array_equal(styles.redact(one, mask, style), styles.redact(twin, mask, style))


ODD = {
    "everything": (slice(None), slice(None)),
    "all but a corner": (slice(1, None), slice(1, None)),
    "all but a row": (slice(0, HEIGHT - 1), slice(None)),
    "a column": (slice(None), slice(40, 41)),
    "the last row": (slice(HEIGHT - 1, None), slice(None)),
    "a corner": (slice(0, 20), slice(0, 30)),
    "one pixel": (slice(7, 8), slice(9, 10)),
    "a grid": (slice(None, None, 2), slice(None, None, 3)),
}


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(("depth", "scale"), [(np.uint8, 1), (np.uint16, 251)])
@pytest.mark.parametrize("name", ODD)
def test_odd_masks_hide_as_well(
    style: str, channels: int, depth: type[np.uint8 | np.uint16], scale: int, name: str
) -> None:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[ODD[name]] = True
    one, other = (picture(seed, channels).astype(depth) * scale for seed in (1, 2))
    assert fills_alike(style, mask, one, other)


@pytest.mark.parametrize("style", styles.STYLES)
def test_large_masks_that_are_filled_on_a_reduced_copy_hide_as_well(style: str) -> None:
    random = np.random.default_rng(3)
    one, other = random.integers(0, 256, (2, 901, 1203, 3), np.uint8)
    mask = np.zeros((901, 1203), bool)
    mask[100:800, 50:700] = mask[:40, 1100:] = mask[850:, 900:1000] = True
    assert fills_alike(style, mask, one, other)


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("channels", [3, 4])
@examples(15)
@given(areas=st.lists(regions(), max_size=2), seeds=st.tuples(*[st.integers(0, 99)] * 2))
def test_a_backdrop_hides_what_is_behind_people(
    style: str, channels: int, areas: list[Region], seeds: tuple[int, int]
) -> None:
    """Given the masks of people and of regions, nothing else of the photo has a say."""
    mask = rasterize(areas, (HEIGHT, WIDTH))
    back = ~somebody()
    one, other = (picture(seed, channels) for seed in seeds)
    twin = np.where((mask | back)[..., None], other, one)
    copies = [cover(pixels, mask, style, None, back) for pixels in (one, twin)]
    assert np.array_equal(*copies)


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize(
    ("kind", "max_side"), [("png", None), ("png", 70), ("bmp", None), ("tiff", None), ("gif", None)]
)
@examples(4)
@given(areas=st.lists(regions(), min_size=1, max_size=2), seed=st.integers(0, 99))
def test_files_that_differ_under_the_mask_become_one_file(
    style: str, kind: str, max_side: int | None, areas: list[Region], seed: int
) -> None:
    named = tuple(replace(area, id=str(number)) for number, area in enumerate(areas))
    assume(all(lies_in_the_photo(area) for area in named))
    assert files_made(style, kind, max_side, named, seed) == 1


def files_made(
    style: str, kind: str, max_side: int | None, areas: tuple[Region, ...], seed: int
) -> int:
    """How many different files become of a photo and its twin, which differs under the mask."""
    mask = rasterize(areas, (HEIGHT, WIDTH), margin=margin_for(kind))
    one = _storable(picture(seed, 3), kind)
    twin = _storable(np.where(mask[..., None], picture(seed + 1, 3), one), kind)
    plan = Plan((), (), areas, style, format="png", max_side=max_side)
    return len({clean(_file(pixels, kind), plan).data for pixels in (one, twin)})


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize(
    ("target", "max_side"), [("png", None), ("png", 70), ("jpeg", None), ("webp", None)]
)
def test_photos_with_other_backgrounds_become_one_file(
    style: str, target: str, max_side: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same people cut out, the same file; where people are is told by all of the photo."""
    monkeypatch.setattr(search, "people", lambda *_: somebody())
    face = Region("f", "face", "box", (50, 20, 80, 50))
    covered = rasterize([face], (HEIGHT, WIDTH), margin=margin_for("png")) | ~somebody()
    one = picture(1, 3)
    twin = np.where(covered[..., None], picture(2, 3), one)
    plan = Plan((), (), (face,), style, format=target, background=True, max_side=max_side)
    copies = {clean(_file(pixels, "png"), plan).data for pixels in (one, twin)}
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


LEAKS = {"a corner of it": (20, 30), "its middle": (40, 50), "its last row": (59, 50)}


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("place", LEAKS.values(), ids=LEAKS)
def test_the_property_fails_when_a_style_is_given_one_covered_pixel(
    style: str, place: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test of the test: each style, as it is, but with one covered pixel shown to it."""
    blanked, fill = styles._blanked, styles.STYLES[style]

    def leaky(image: Frame, mask: Mask) -> Frame:
        shown = mask.copy()
        shown[place] = False
        return blanked(image, shown)

    def blind_in_one_place(image: Frame, mask: Mask, colour: styles.Colour | None) -> None:
        shown = mask.copy()
        shown[place] = False
        fill(image, shown, colour)

    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[20:60, 30:70] = True
    pictures = picture(1, 3), picture(2, 3)
    assert fills_alike(style, mask, *pictures)
    monkeypatch.setattr(styles, "_blanked", leaky)
    monkeypatch.setitem(styles.STYLES, style, blind_in_one_place)
    assert not fills_alike(style, mask, *pictures)


def test_the_property_of_files_fails_when_one_covered_pixel_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same for whole files: the second look lets one pixel pass, the property does not."""

    def leaky(image: Frame, mask: Mask, colour: styles.Colour | None) -> None:
        row, column = np.argwhere(mask)[0]
        kept = image[row, column].copy()
        styles.solid(image, mask, colour or (0, 0, 0))
        image[row, column] = kept

    areas = (Region("r", "mark", "box", (40, 20, 80, 70)),)
    assert files_made("blur", "png", None, areas, 1) == 1
    monkeypatch.setattr(styles, "_blanked", lambda image, _: image.copy())
    monkeypatch.setitem(styles.STYLES, "blur", leaky)
    assert files_made("blur", "png", None, areas, 1) == 2


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("target", ["png", "tiff", "jpeg"])
@examples(4)
@given(areas=st.lists(regions(), min_size=1, max_size=2), seed=st.integers(0, 99))
def test_sixteen_bits_do_not_tell_either(
    style: str, target: str, areas: list[Region], seed: int
) -> None:
    areas = [replace(area, id=str(number)) for number, area in enumerate(areas)]
    assume(all(lies_in_the_photo(area) for area in areas))
    mask = rasterize(areas, (HEIGHT, WIDTH), margin=margin_for("png"))
    noise = np.random.default_rng(seed).integers(0, 257, (HEIGHT, WIDTH, 3), np.uint16)
    one = picture(seed, 3) * np.uint16(256) + np.minimum(noise, 255)
    twin = np.where(mask[..., None], picture(seed + 1, 3) * np.uint16(257), one)
    plan = Plan(detect=(), recheck=(), regions=tuple(areas), style=style, format=target)
    copies = {clean(write_png(pixels), plan).data for pixels in (one, twin)}
    assert len(copies) == 1


def _storable(pixels: Pixels, kind: str) -> Pixels:
    """The pixels as the format holds them: GIF has few colours."""
    if kind != "gif":
        return pixels
    return pixels // 64 * 64


def _file(pixels: Pixels, kind: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()
