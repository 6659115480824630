from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeshare.errors import BadRegion
from safeshare.model import Region
from safeshare.redact import parse
from safeshare.redact.regions import in_pixels, problem_of
from safeshare.report import region_json
from tests.examples import examples

STROKE = {"shape": "stroke", "points": [[10, 10], [40, 30]], "radius": 6}


def one(entry: dict[str, Any]) -> Region:
    (found,) = parse.regions(json.dumps({"regions": [entry]}))[None]
    return found


def test_a_mark_may_be_in_percent() -> None:
    found = parse.mark("10%, 20%,30% ,40%", 1)
    assert found.unit == "%"
    placed = in_pixels(found, 400, 200)
    assert (placed.box, placed.unit) == ((40, 40, 120, 80), "px")


def test_a_regions_file_may_be_in_percent() -> None:
    found = one({"shape": "stroke", "points": [["50%", "10%"], ["75%", "20%"]], "radius": "5%"})
    placed = in_pixels(found, 400, 200)
    assert placed.points == ((200, 20), (300, 40))
    assert placed.radius == 10  # of the shorter side


def test_pixels_stay_as_they_are() -> None:
    found = parse.mark("1,2,3,4", 1)
    assert in_pixels(found, 400, 200) is found


def test_a_stroke() -> None:
    found = one(STROKE | {"grow": 25})
    assert (found.shape, found.radius, found.grow) == ("stroke", 6, 25)
    assert found.box == (10, 10, 40, 30)


@pytest.mark.parametrize(
    "region",
    [
        Region("face-1", "face", "box", (1, 2, 3, 4), landmarks=((1, 1),) * 5, angle=12.5),
        Region("text-1", "text", "polygon", (0, 0, 9, 8), points=((0, 0), (9, 1), (5, 8))),
        Region("m", "mark", "stroke", (1, 1, 4, 5), points=((1, 1), (4, 5)), radius=2.5, grow=10),
        Region("f", "face", "box", (0, 0, 9, 9), path=((0, (0, 0, 5, 5)), (4, (4, 4, 9, 9)))),
        Region("p", "code", "box", (0, 0, 9, 9), frame=3, on=False, score=0.25),
    ],
)
def test_what_inspect_prints_comes_back(region: Region) -> None:
    assert one(region_json(region)) == region


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"shape": "box", "box": [1, "20%", 3, 4]}, "mixes"),
        ({"shape": "box", "box": ["1%", "2%", "x%", "4%"]}, "number"),
        ({"shape": "box", "box": ["1%", "2%", "nan%", "4%"]}, "number"),
        ({"shape": "box", "box": ["1%", "2%", "3%%", "4%"]}, "number"),
        ({"shape": "box", "box": [5, 5, 5, 9]}, "no area"),
        ({"shape": ["box"], "box": [1, 2, 3, 4]}, "shape"),
        ({"shape": "box", "box": [1, 2, 3, 4], "grow": -1}, "grows by -1"),
        ({"shape": "box", "box": [1, 2, 3, 4], "grow": "10%"}, "number"),
        ({"shape": "polygon", "points": [[0, 0], [9, 9], [4, 4]]}, "without area"),
        ({"shape": "polygon", "points": [[0, 0], [9, 9], [9, 0], [0, 9]]}, "crosses itself"),
        ({"shape": "polygon", "points": [[0, 0], [9, 9]]}, "2 points"),
        ({"shape": "polygon", "points": [[n, n * n] for n in range(5_001)]}, "5,000 points"),
        ({"shape": "stroke", "points": []}, "box"),
        ({"shape": "stroke", "box": [1, 2, 3, 4], "radius": 3}, "0 points"),
        (STROKE | {"radius": -6}, "radius of -6"),
        (STROKE | {"radius": 0}, "radius of 0"),
        (STROKE | {"radius": None}, "radius of 0"),
        (STROKE | {"radius": "3%"}, "mixes"),
        (STROKE | {"landmarks": [[1, 2]]}, "landmarks"),
        ({"shape": "box", "box": [1, 2, 3, 4], "path": [[3, [1, 2, 3, 4]]] * 2}, "rise"),
        ({"shape": "box", "box": [1, 2, 3, 4], "path": [[3, [1, 2, 1, 4]]]}, "no area"),
        ({"shape": "box", "box": [1, 2, 3, 4], "path": [[0.5, [1, 2, 3, 4]]]}, "path"),
    ],
)
def test_what_is_wrong_is_said_with_the_name_and_a_way_out(
    entry: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadRegion, match=words) as caught:
        one(entry | {"id": "the tattoo"})
    assert "'the tattoo'" in caught.value.message
    assert caught.value.advice


def test_too_many_points_together_are_refused() -> None:
    points = [[n, n * n] for n in range(5_000)]
    listed = [{"shape": "polygon", "points": points}] * 11
    with pytest.raises(BadRegion, match="mark-11"):
        parse.regions(json.dumps({"regions": listed}))


def test_a_path_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadRegion, match="path"):
        parse.regions('{"path": 3, "regions": []}')


WORDS = st.sampled_from(["box", "ellipse", "polygon", "stroke", "10%", "nan%", "1e999%", ""])
NUMBERS = st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), WORDS, st.just(10**4_000))
LISTS = st.lists(st.one_of(NUMBERS, st.lists(NUMBERS, max_size=3)), max_size=5)
KEYS = "id shape box points radius grow on frame path landmarks angle score kind"
SOUND = {"box": [1, 2, 3, 4], "points": [[1, 2], [9, 3], [4, 8]], "radius": 6}
DOCUMENT = json.dumps({"path": "a.jpg", "regions": []})
ENTRIES = st.dictionaries(
    st.sampled_from(KEYS.split()),
    st.one_of(NUMBERS, LISTS, st.dictionaries(WORDS, NUMBERS, max_size=2)),
)


@examples(400)
@given(entry=ENTRIES, shape=st.sampled_from(["box", "polygon", "stroke"]), fixed=st.booleans())
def test_any_json_is_a_region_or_an_error_of_ours(
    entry: dict[str, Any], shape: str, fixed: bool
) -> None:
    one_oddity = dict([*entry.items()][:1])
    whole = {**SOUND, "shape": shape, **one_oddity} if fixed else entry
    content = {"regions": [whole]}
    for found in _read(json.dumps(content)).get(None, ()):
        assert problem_of(found) is None


@examples(200)
@given(
    text=st.one_of(
        st.text(),
        st.recursive(NUMBERS, st.lists).map(json.dumps),
        st.integers(0, len(DOCUMENT)).map(lambda end: DOCUMENT[:end]),
    )
)
def test_any_text_is_regions_or_an_error_of_ours(text: str) -> None:
    assert all(path is None or isinstance(path, str) for path in _read(text))


def _read(text: str) -> dict[str | None, tuple[Region, ...]]:
    """Give the regions, none where they are refused; any other error fails the test."""
    try:
        return parse.regions(text)
    except BadRegion:
        return {}
