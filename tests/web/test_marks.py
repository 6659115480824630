from __future__ import annotations

import math
from typing import Any

import pytest

from safeshare.errors import BadRegion
from safeshare.redact.mask import rasterize
from safeshare.redact.regions import MAX_POINTS
from safeshare.web.marks import Frame, mark_from

FRAME = Frame(100, 80)


def box(*sides: Any) -> dict[str, Any]:
    return {"shape": "box", "box": list(sides)}


def polygon(*points: Any) -> dict[str, Any]:
    return {"shape": "polygon", "points": [list(point) for point in points]}


def stroke(radius: Any, *points: Any) -> dict[str, Any]:
    return {"shape": "stroke", "radius": radius, "points": [list(point) for point in points]}


def test_a_box_is_cut_at_the_photos_edge() -> None:
    mark = mark_from(box(-5, 10, 500, 20.5), FRAME, 3)
    assert (mark.id, mark.kind, mark.box) == ("mark-3", "mark", (0, 10, 100, 20.5))


def test_what_is_drawn_over_the_edge_covers_what_was_drawn() -> None:
    """Cut point by point, the slanted side of this triangle would cover less of the photo."""
    mark = mark_from(polygon((0, 0), (200, 0), (0, 160)), FRAME)
    assert rasterize([mark], (80, 100), margin=0).all()


def test_places_far_away_come_near() -> None:
    mark = mark_from(polygon((0, 0), (50, 0), (50, 1e300)), FRAME)
    assert mark.points == ((0, 0), (50, 0), (50, 160))


def test_a_stroke_may_be_one_touch() -> None:
    mark = mark_from(stroke(8, (50, 40)), FRAME)
    mask = rasterize([mark], (80, 100), margin=0)
    assert mask[40, 50]
    assert mask[40, 57]
    assert not mask[40, 62]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        [],
        None,
        "box",
        {"shape": "ellipse", "box": [1, 1, 2, 2]},
        {"shape": ["box"], "box": [1, 1, 2, 2]},
        {"shape": "box"},
        box(1, 2, 3),
        box(1, 2, 3, 4, 5),
        box(1, 2, "3", 4),
        box(1, 2, True, 4),
        box(1, 2, None, 4),
        box(math.nan, 1, 2, 3),
        box(0, 0, math.inf, 3),
        box(0, 0, 10**400, 3),
        box(5, 5, 5, 9),
        box(9, 9, 5, 5),
        box(200, 10, 300, 20),
        polygon((0, 0), (1, 1)),
        polygon((0, 0), (1, 1), (2, 2, 2)),
        polygon((0, 0), (5, 0), (9, 0)),
        polygon((0, 0), (1, math.nan), (2, 2)),
        polygon((-20, -20), (-9, -20), (-9, -5)),
        polygon((0, 0), (1, "1"), (2, 2)),
        {"shape": "polygon", "points": "abc"},
        {"shape": "polygon", "points": {"0": [1, 1]}},
        polygon(*[(i % 50, i % 40) for i in range(MAX_POINTS + 1)]),
        polygon(*[(i % 50, i % 40) for i in range(100_000)]),
        stroke(5),
        stroke(0, (1, 1)),
        stroke(-5, (1, 1)),
        stroke(None, (1, 1)),
        stroke("5", (1, 1)),
        stroke(True, (1, 1)),
        stroke([5], (1, 1)),
        stroke(math.nan, (1, 1)),
        stroke(math.inf, (1, 1)),
        stroke(1e9, (1, 1)),
        stroke(101, (50, 40)),
        stroke(5, (-50, 40)),
        stroke(5, *[(i % 50, i % 40) for i in range(MAX_POINTS + 1)]),
    ],
)
def test_nonsense_is_refused(entry: Any) -> None:
    with pytest.raises(BadRegion):
        mark_from(entry, FRAME)


def test_as_many_points_as_a_finger_draws_are_taken() -> None:
    points = [(i % 50, i % 40) for i in range(MAX_POINTS)]
    assert len(mark_from(polygon(*points), FRAME).points) == MAX_POINTS
