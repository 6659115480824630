"""Contract 5 through all of the program: one copy of two files that differ under the mask."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, rebuild, search
from safeshare.marks import grown
from safeshare.model import Plan, Region
from safeshare.pixels.codec import decode
from safeshare.pixels.write_png import write_png
from safeshare.pixels.write_tiff import write_tiff
from safeshare.redact.cover import cover
from safeshare.redact.mask import margin_for, rasterize
from safeshare.redact.styles import STYLES
from safeshare.verify import pixels
from tests.examples import examples
from tests.property.twins import HEIGHT, WIDTH, lies_in_the_photo, picture, regions, somebody

Mask = NDArray[np.bool_]
Frame = NDArray[np.uint8 | np.uint16]


def _pillow(kind: str, **options: object) -> Callable[[Frame], bytes]:
    def write(frame: Frame) -> bytes:
        out = io.BytesIO()
        picture = frame[..., 0] if frame.shape[2] == 1 else frame
        Image.fromarray(picture).save(out, kind, **options)
        return out.getvalue()

    return write


def _deep_png(frame: Frame) -> bytes:
    return write_png(frame.astype(np.uint16))


def _tiff(frame: Frame) -> bytes:
    return write_tiff([frame])


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of file that keeps its pixels: channels, and the largest value of a sample."""

    kind: str
    channels: int
    white: int
    write: Callable[[Frame], bytes]


SORTS = {
    "grey PNG": Sort("png", 1, 255, _pillow("PNG")),
    "RGB PNG": Sort("png", 3, 255, _pillow("PNG")),
    "RGBA PNG": Sort("png", 4, 255, _pillow("PNG")),
    "16-bit grey PNG": Sort("png", 1, 65535, _deep_png),
    "16-bit RGB PNG": Sort("png", 3, 65535, _deep_png),
    "16-bit RGBA PNG": Sort("png", 4, 65535, _deep_png),
    "grey TIFF": Sort("tiff", 1, 255, _tiff),
    "RGBA TIFF": Sort("tiff", 4, 255, _tiff),
    "16-bit RGB TIFF": Sort("tiff", 3, 65535, _tiff),
    "RGBA WebP": Sort("webp", 4, 255, _pillow("WEBP", lossless=True, exact=True)),
}

PLANS = st.builds(
    Plan,
    detect=st.just(()),
    recheck=st.just(()),
    style=st.sampled_from(sorted(STYLES)),
    colour=st.sampled_from((None, (200, 30, 90))),
    format=st.sampled_from(("keep", "png", "jpeg", "webp", "tiff")),
    max_side=st.sampled_from((None, None, 70)),
    grow=st.sampled_from((0.0, 25.0)),
    background=st.booleans(),
    scrub_sensor=st.booleans(),
)


def twins(sort: Sort, mask: Mask, seed: int) -> tuple[Frame, Frame]:
    """A picture and one that differs under the mask, everywhere."""
    one, other = (_shown(sort, picture(at, max(3, sort.channels))) for at in (seed, seed + 1))
    return one, np.where(mask[..., None], other, one)


def _shown(sort: Sort, shown: NDArray[np.uint8]) -> Frame:
    few = shown[..., : sort.channels]
    if sort.white == 255:
        return few
    low = np.random.default_rng(int(few.sum())).integers(0, 256, few.shape).astype(np.uint16)
    deep = few.astype(np.uint16) * 256 + low
    deep[few[..., -1] == 0] = 0
    return deep


def copies_made(sort: Sort, plan: Plan, areas: tuple[Region, ...], seed: int) -> int:
    """How many different files become of twins."""
    mask = rasterize(grown(areas, plan.grow), (HEIGHT, WIDTH), margin=margin_for(sort.kind))
    if plan.background:
        mask |= ~somebody()
    pair = twins(sort, mask, seed)
    assert not np.array_equal(*pair)
    whole = replace(plan, regions=areas)
    return len({clean(sort.write(frame), whole).data for frame in pair})


@pytest.fixture(autouse=True)
def somebody_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where people are is told by all of the photo; given that, nothing else may have a say.

    The comparison with what was covered changes no copy, and would take most of the time.
    """
    monkeypatch.setattr(search, "people", lambda *_: somebody())
    monkeypatch.setattr(pixels, "likeness", lambda *_: None)


@pytest.mark.parametrize("name", SORTS)
@examples(10)
@given(areas=st.lists(regions(), min_size=1, max_size=3), plan=PLANS, seed=st.integers(0, 99))
def test_files_of_all_sorts_become_one_file(
    name: str, areas: list[Region], plan: Plan, seed: int
) -> None:
    named = tuple(replace(area, id=str(number)) for number, area in enumerate(areas))
    assume(all(lies_in_the_photo(area) for area in named))
    assert copies_made(SORTS[name], plan, named, seed) == 1


FACE = Region("f", "face", "box", (50, 20, 80, 50))
STROKE = Region("s", "mark", "stroke", (0, 0, 1, 1), points=((10, 80), (60, 70)), radius=7)


@pytest.mark.parametrize("name", SORTS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("background", [False, True])
def test_a_scrubbed_copy_does_not_tell(name: str, style: str, background: bool) -> None:
    plan = Plan((), (), style=style, background=background, scrub_sensor=True)
    assert copies_made(SORTS[name], plan, (FACE, STROKE), 3) == 1


@pytest.mark.parametrize("scrub", [False, True])
@pytest.mark.parametrize("style", STYLES)
def test_jpegs_with_other_blocks_under_a_mark_become_one_file(style: str, scrub: bool) -> None:
    """The blocks that a mark covers whole are others; what coding smears lies in the margin."""
    inside = np.zeros((HEIGHT, WIDTH), bool)
    inside[32:64, 48:96] = True
    mark = Region("m", "mark", "box", (48, 32, 96, 64))
    one = picture(1, 3)
    pair = [_pillow("JPEG", quality=90)(frame) for frame in (one, picture(2, 3))]
    blocks = [decode(data, "jpeg").frames[0] for data in pair]
    twin = np.where(inside[..., None], blocks[1], blocks[0])
    files = [_pillow("JPEG", quality=95)(frame.astype(np.uint8)) for frame in (blocks[0], twin)]
    seen = [decode(data, "jpeg").frames[0] for data in files]
    differ = (seen[0] != seen[1]).any(axis=2)
    assert inside.sum() / 2 < differ.sum()
    plan = Plan((), (), (mark,), style, scrub_sensor=scrub)
    assert len({clean(data, plan).data for data in files}) == 1


def test_the_property_fails_when_scrubbing_comes_before_the_fill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A test of the test: the scrubber sees covered pixels, and the copy tells."""
    plan = Plan((), (), scrub_sensor=True)
    assert copies_made(SORTS["RGB PNG"], plan, (FACE,), 3) == 1
    given_photos: list[Frame] = []

    def late(image: Frame, *rest: object) -> Frame:
        given_photos.append(image)
        return image if len(given_photos) % 2 else cover(image, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuild, "cover", late)
    assert copies_made(SORTS["RGB PNG"], plan, (FACE,), 3) == 2


@pytest.mark.parametrize("name", SORTS)
def test_the_property_fails_when_one_covered_pixel_shows(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaky(image: Frame, mask: Mask, *rest: object) -> Frame:
        filled = cover(image, mask, *rest).copy()  # type: ignore[arg-type]
        filled[35, 65] = image[35, 65]
        return filled

    monkeypatch.setattr(rebuild, "cover", leaky)
    plan = Plan((), (), style="solid", colour=(0, 0, 0))
    assert copies_made(SORTS[name], plan, (FACE,), 3) == 2
