from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeshare.errors import BadRegion, BadRequest
from safeshare.model import Region, Report
from safeshare.redact.regions import check
from safeshare.web.options import Options, options_from
from safeshare.web.validate import (
    MAX_MARKS,
    json_object,
    page_id,
    photo_name,
    plan_from,
    regions_from,
)

FACE = Region(
    "face-1", "face", "ellipse", (10, 10, 20, 30), landmarks=((12, 15), (18, 15)), angle=7
)
REPORT = Report("jpeg", 100, 80, 1, (), (FACE,))


def box(*sides: Any) -> dict[str, Any]:
    return {"shape": "box", "box": list(sides)}


def test_found_regions_come_back_unchanged_but_for_on() -> None:
    entry = {"id": "face-1", "on": False, "box": [0, 0, 1, 1], "kind": "mark", "angle": 90}
    (region,) = regions_from([entry], REPORT)
    assert region == Region(**{**{f: getattr(FACE, f) for f in FACE.__slots__}, "on": False})


def test_found_regions_that_are_not_mentioned_stay_covered() -> None:
    assert regions_from([], REPORT) == (FACE,)


def test_marks_follow_and_are_clipped_to_the_photo() -> None:
    regions = regions_from([box(-5, 10, 500, 20.5), box(0, 0, 50, 900)], REPORT)
    assert [region.kind for region in regions] == ["face", "mark", "mark"]
    assert [region.box for region in regions[1:]] == [(0, 10, 100, 20.5), (0, 0, 50, 80)]
    assert len({region.id for region in regions}) == 3


def test_plan_detects_nothing_new_but_checks_the_copy() -> None:
    plan = plan_from({"regions": []}, Options(), REPORT)
    assert plan.detect == ()
    assert plan.recheck == ("face",)


def test_options_are_passed_on() -> None:
    options = Options("solid", (1, 2, 3), True, 2048, "png", True)
    plan = plan_from({}, options, REPORT)
    assert (plan.style, plan.colour, plan.background) == ("solid", (1, 2, 3), True)
    assert (plan.max_side, plan.format) == (2048, "png")


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "face-2", "on": True},
        {"id": "face-1", "on": 1},
        {"id": "face-1"},
        {"id": ["face-1"], "on": True},
        {},
        [],
        None,
        "face-1",
        box(5, 5, 5, 9),
    ],
)
def test_nonsense_is_refused(entry: Any) -> None:
    with pytest.raises(BadRegion):
        regions_from([entry], REPORT)


def test_number_of_regions_is_bounded() -> None:
    most = [box(1, 1, 2, 2)] * MAX_MARKS
    assert len(regions_from(most, REPORT)) == MAX_MARKS + 1
    with pytest.raises(BadRegion):
        regions_from([*most, *most], REPORT)


@pytest.mark.parametrize("regions", [None, {}, "x", 5])
def test_regions_that_are_no_list_are_refused(regions: Any) -> None:
    with pytest.raises(BadRegion):
        plan_from({"regions": regions}, Options(), REPORT)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b"null", b"\xff", b"[" * 200_000, b"1" * 10_000]
)
def test_bodies_that_are_no_object_are_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        json_object(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["id", "on", "shape", "box", "points", "radius", "style", "max_side"]),
            inner,
        )
    ),
    max_leaves=20,
)


MARK = st.lists(st.integers(-9, 130), min_size=4, max_size=4).map(lambda sides: box(*sides))


@given(
    st.dictionaries(st.sampled_from(["regions", "options", "x"]), JSON)
    | st.fixed_dictionaries({"regions": st.lists(MARK), "x": JSON})
)
def test_any_json_gives_a_plan_or_an_error_of_ours(payload: dict[str, Any]) -> None:
    payload = json.loads(json.dumps(payload))
    try:
        plan = plan_from(payload, options_from(payload.get("options", {})), REPORT)
    except BadRequest:
        return
    for region in plan.regions[len(REPORT.regions) :]:
        check(region, REPORT.width, REPORT.height)


@pytest.mark.parametrize("header", [None, "", "short", "x" * 65, "a b" * 8, "é" * 20])
def test_pages_without_a_proper_id_are_refused(header: str | None) -> None:
    with pytest.raises(BadRequest):
        page_id(header)


def test_page_id_is_taken_as_it_is() -> None:
    assert page_id("0123456789abcdef") == "0123456789abcdef"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, None),
        ("", None),
        ("IMG_1.jpg", "IMG_1.jpg"),
        ("..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("C%3A%5CUsers%5Cjo%5Cx.png", "x.png"),
        ("%C3%A9t%C3%A9.jpg", "été.jpg"),
        ("%FF.jpg", "\N{REPLACEMENT CHARACTER}.jpg"),
        ("a" * 9_000, "a" * 255),
    ],
)
def test_file_names_lose_folders_and_length(header: str | None, name: str | None) -> None:
    assert photo_name(header) == name
