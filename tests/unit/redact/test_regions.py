from __future__ import annotations

import json

import pytest

from safeshare.errors import BadRegion
from safeshare.model import Region
from safeshare.redact import parse
from safeshare.redact.regions import MAX_POINTS, check

NAN, INF = float("nan"), float("inf")


def test_a_mark_is_four_numbers() -> None:
    assert parse.mark("10,20.5,30,40", 2) == Region("mark-2", "mark", "box", (10, 20.5, 30, 40))


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5", "9,9,9,12", "30,40,10,50", "a,b,c,d", "nan,0,1,1", "0,0,inf,1"],
)
def test_a_mark_that_is_not_names_itself(text: str) -> None:
    with pytest.raises(BadRegion, match="mark-7"):
        parse.mark(text, 7)


def test_a_regions_file() -> None:
    text = json.dumps(
        {
            "regions": [
                {"shape": "box", "box": [1, 2, 3, 4]},
                {"shape": "ellipse", "box": [1, 2, 3, 4], "angle": 30, "on": False},
                {"shape": "polygon", "points": [[0, 0], [9, 1], [5, 8]], "id": "tattoo"},
                {"id": "face-1", "kind": "face", "shape": "box", "box": [1, 2, 3, 4]},
            ]
        }
    )
    box, ellipse, polygon, face = parse.regions(text)[None]
    assert (box.kind, box.on, box.box) == ("mark", True, (1, 2, 3, 4))
    assert (ellipse.angle, ellipse.on) == (30, False)
    assert (polygon.id, polygon.box, len(polygon.points)) == ("tattoo", (0, 0, 9, 8), 3)
    assert face.kind == "face"


def test_a_regions_file_of_several_photos() -> None:
    entry = {"shape": "box", "box": [1, 2, 3, 4]}
    text = json.dumps([{"path": "a.jpg", "regions": [entry]}, {"path": "b.jpg", "regions": []}])
    found = parse.regions(text)
    assert set(found) == {"a.jpg", "b.jpg"}
    assert len(found["a.jpg"]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[3]",
        '[{"path": "a.jpg", "regions": []}, {"path": "a.jpg", "regions": []}]',
        "{}",
        '{"regions": 3}',
        '{"regions": [3]}',
        '{"regions": [{"shape": "star"}]}',
        '{"regions": [{"shape": "box"}]}',
        '{"regions": [{"shape": "box", "box": [1, 2, 3]}]}',
        '{"regions": [{"shape": "box", "box": [1, 2, 3, NaN]}]}',
        '{"regions": [{"shape": "box", "box": [1, 2, 3, "4"]}]}',
        '{"regions": [{"shape": "box", "box": [1, 2, 3, true]}]}',
        '{"regions": [{"shape": "polygon", "points": [1, 2, 3]}]}',
        '{"regions": [{"shape": "box", "box": [1, 2, 3, 4], "on": "false"}]}',
        '{"regions": [{"shape": "box", "box": [1, 2, 3, 4], "frame": true}]}',
        '{"regions": [{"shape": "box", "box": [1, 2, 3, 1' + "0" * 400 + "]}]}",
        '{"regions": [{"shape": "polygon", "points": "abc"}]}',
        "[" * 100_000,
        json.dumps({"regions": [{"shape": "box", "box": [0, 0, 1, 1]}] * 501}),
    ],
)
def test_a_broken_regions_file_is_refused(text: str) -> None:
    with pytest.raises(BadRegion):
        parse.regions(text)


def polygon(*points: tuple[float, float]) -> Region:
    return Region("p", "mark", "polygon", (0, 0, 1, 1), points=points)


def box(*corners: float) -> Region:
    return Region("b", "mark", "box", corners)  # type: ignore[arg-type] # always four here


@pytest.mark.parametrize(
    "region",
    [
        box(10, 10, 10, 20),
        box(20, 10, 10, 20),
        box(100, 10, 120, 20),
        box(-20, 10, 0, 20),
        box(NAN, 0, 10, 10),
        box(0, 0, INF, 10),
        box(0, 0, 1e9, 10),
        polygon((0, 0), (10, 10)),
        polygon((0, 0), (10, 10), (20, 20)),
        polygon((0, 0), (10, NAN), (20, 20)),
        polygon(*((n % 90, n % 77) for n in range(MAX_POINTS + 1))),
        Region("s", "mark", "star", (0, 0, 10, 10)),
        Region("f", "mark", "box", (0, 0, 10, 10), frame=1),
        Region("f", "mark", "box", (0, 0, 10, 10), frame=-1),
        Region("l", "face", "box", (0, 0, 10, 10), landmarks=((1, 2),)),
        Region("l", "face", "box", (0, 0, 10, 10), landmarks=((0, 0), (1e12, 0)) + ((0, 0),) * 3),
    ],
)
def test_impossible_regions_are_named(region: Region) -> None:
    with pytest.raises(BadRegion, match=repr(region.id)):
        check(region, 100, 80)


@pytest.mark.parametrize(
    "region", [box(0, 0, 1, 1), box(-5, -5, 200, 200), polygon((0, 0), (99, 0), (50, 79))]
)
def test_possible_regions_pass(region: Region) -> None:
    check(region, 100, 80)
