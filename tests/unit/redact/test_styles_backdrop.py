from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, search
from safeshare.errors import BadPlan
from safeshare.model import Plan, Region
from safeshare.pixels.codec import Photo, decode
from safeshare.redact.backdrop import LAYERS, backdrop
from safeshare.redact.cover import cover, reached
from safeshare.redact.styles import STYLES
from safeshare.search import backgrounds_of

Pixels = NDArray[np.uint8]


def png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def person() -> NDArray[np.bool_]:
    mask = np.zeros((240, 320), bool)
    mask[60:240, 120:200] = True
    return mask


def test_every_style_has_a_backdrop() -> None:
    assert list(LAYERS) == list(STYLES)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_people_stay_and_the_rest_goes(
    scene: Pixels, style: str, depth: type[np.uint8 | np.uint16]
) -> None:
    image = scene.astype(depth) * (257 if depth is np.uint16 else 1)
    filled = backdrop(image, ~person(), style, None)
    assert filled.dtype == depth
    assert np.array_equal(filled[64:236, 124:196], image[64:236, 124:196])
    assert np.array_equal(
        filled[~person()], backdrop(image[::-1].copy(), ~person(), style, None)[~person()]
    )


def test_a_solid_backdrop_has_the_colour_that_was_asked_for(scene: Pixels) -> None:
    filled = backdrop(scene, ~person(), "solid", (1, 2, 3))
    assert (filled[~person()] == (1, 2, 3)).all()


def test_a_smooth_backdrop_has_no_detail(scene: Pixels) -> None:
    filled = backdrop(scene, ~person(), "blur", None).astype(int)
    assert np.abs(np.diff(filled[:, :110], axis=1)).mean() < 3
    assert filled[:20, :110].mean() > filled[-20:, :110].mean() + 30


def test_a_covered_face_melts_into_the_backdrop(scene: Pixels) -> None:
    face = np.zeros((240, 320), bool)
    face[50:110, 130:190] = True
    filled = cover(scene, face, "blur", None, ~person())
    plain = backdrop(scene, ~person(), "blur", None)
    assert np.abs(filled[50, 130:190].astype(int) - plain[40, 130:190]).mean() < 15


def test_a_region_that_is_off_stays_visible(
    portrait: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = np.zeros((512, 512), bool)
    some[300:, 200:300] = True
    monkeypatch.setattr(search, "people", lambda *_: some)
    shown = Region("m", "mark", "box", (10, 20, 30, 40), on=False)
    (back,) = backgrounds_of(Photo((portrait,)), (shown,))
    assert not back[20:40, 10:30].any()
    assert back[:20].all()


def test_somebody_in_front_of_a_room_stays(portrait: Pixels) -> None:
    plan = Plan(("face",), (), style="blur", background=True)
    result = clean(png(portrait), plan)
    copy = decode(result.data, "png").frames[0]
    assert (copy[-60:, 200:300] == portrait[-60:, 200:300]).mean() > 0.9
    assert (copy[:60, 400:] == portrait[:60, 400:]).mean() < 0.1
    assert "outlines" in " ".join(result.remaining)


def test_a_photo_of_nobody_is_no_backdrop() -> None:
    flat = np.full((240, 320, 3), 90, np.uint8)
    with pytest.raises(BadPlan, match="nobody"):
        clean(png(flat), Plan((), (), background=True))


def test_a_smaller_photo_covers_all_that_was_touched() -> None:
    mask = np.zeros((100, 100), bool)
    mask[50, 50] = True
    small = reached(mask, (10, 10, 3))
    assert small[5, 5]
    assert small.sum() == 1
    assert reached(mask, (100, 100, 3)) is mask
