from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from safeshare.errors import BadPlan
from safeshare.model import Plan, Region
from safeshare.pipeline import clean
from safeshare.web.covered import covered, people_on
from safeshare.web.looking import taken_in
from tests.web.likeness import ELSEWHERE, FACE, PATCH, likeness, part
from tests.web.photos import astronaut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.web.store import StoredPhoto

SIDE = 3000  # larger than the preview, which is reduced


@cache
def photo() -> StoredPhoto:
    return taken_in("page", astronaut(SIDE), None)


def pixels(data: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"), np.float64)


def apart(one: NDArray[np.float64], other: NDArray[np.float64], place: tuple[float, ...]) -> float:
    """Mean difference of two pictures at a place, in levels."""
    return float(np.abs(part(one, place) - part(other, place)).mean())


def mark(place: tuple[float, ...]) -> Region:
    x0, y0, x1, y1 = (side * SIDE for side in place)
    return Region("mark-1", "mark", "box", (x0, y0, x1, y1))


def test_what_is_on_is_covered_and_nothing_else() -> None:
    plan = Plan(regions=(*photo().report.regions, mark(PATCH)))
    shown = covered(photo(), plan)
    assert Image.open(BytesIO(shown)).size == Image.open(BytesIO(photo().preview)).size
    assert likeness(shown, photo().preview, FACE) < 0.2
    assert likeness(shown, photo().preview, PATCH) < 0.2
    assert likeness(shown, photo().preview, ELSEWHERE) > 0.9


def test_what_is_off_stays_visible() -> None:
    regions = tuple(replace(region, on=False) for region in photo().report.regions)
    assert likeness(covered(photo(), Plan(regions=regions)), photo().preview, FACE) > 0.9


@pytest.mark.parametrize("style", ["blur", "mosaic", "solid"])
def test_it_looks_as_the_copy_does(style: str) -> None:
    plan = Plan(detect=(), recheck=(), regions=photo().report.regions, style=style, max_side=2048)
    shown, copy = covered(photo(), plan), clean(photo().data, plan).data
    ours, theirs, before = (pixels(data).mean(axis=2) for data in (shown, copy, photo().preview))
    assert apart(ours, theirs, ELSEWHERE) < 4
    assert apart(ours, theirs, FACE) < 0.4 * apart(before, theirs, FACE)


def test_the_colour_is_the_chosen_one() -> None:
    plan = Plan(regions=(mark(PATCH),), style="solid", colour=(255, 0, 0))
    middle = part(pixels(covered(photo(), plan))[..., 0], PATCH)
    rest = part(pixels(covered(photo(), plan))[..., 2], PATCH)
    assert middle.mean() > 245
    assert rest.mean() < 10


def test_a_background_goes_and_the_person_stays() -> None:
    known = replace(photo(), people=people_on(photo()))
    assert len(known.people or b"") < 50_000
    regions = tuple(replace(region, on=False) for region in photo().report.regions)
    shown = covered(known, Plan(regions=regions, background=True))
    assert likeness(shown, photo().preview, ELSEWHERE) < 0.2
    assert likeness(shown, photo().preview, FACE) > 0.9


def test_a_background_needs_somebody() -> None:
    out = BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "PNG")
    empty = taken_in("page", out.getvalue(), None)
    empty = replace(empty, people=people_on(empty))
    with pytest.raises(BadPlan):
        covered(empty, Plan(background=True))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_cover_is_as_large_on_the_page_as_in_the_copy(kind: str) -> None:
    """A TIFF may hold a JPEG, whose blocks smear what a mark lies on."""
    out = BytesIO()
    options = {"compression": "jpeg"} if kind == "TIFF" else {}
    Image.new("RGB", (200, 160), "white").save(out, kind, **options)
    stored = taken_in("page", out.getvalue(), None)
    region = Region("mark-1", "mark", "box", (61, 53, 102, 99))
    plan = Plan(regions=(region,), style="solid", colour=(0, 0, 0), format="png")
    shown, copy = (
        pixels(data) for data in (covered(stored, plan), clean(out.getvalue(), plan).data)
    )
    assert np.array_equal(shown.mean(2) < 128, copy.mean(2) < 128)
