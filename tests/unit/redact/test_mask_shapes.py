"""Every drawn pixel is in the mask, whatever the shape; growing only adds."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safeshare.errors import BadRegion
from safeshare.model import Point, Region
from safeshare.redact import brush
from safeshare.redact.mask import growth, rasterize
from safeshare.redact.polygon import area, clipped, crossing
from safeshare.redact.regions import check
from tests.examples import examples

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEIGHT, WIDTH = 60, 80
PLACES = st.tuples(st.floats(-40, WIDTH + 40), st.floats(-40, HEIGHT + 40))


def stroke(*points: Point, radius: float = 5, **more: object) -> Region:
    return Region("s", "mark", "stroke", (0, 0, 1, 1), points=points, radius=radius, **more)  # type: ignore[arg-type] # tests pass odd values


def polygon(*points: Point, **more: object) -> Region:
    return Region("p", "mark", "polygon", (0, 0, 1, 1), points=points, **more)  # type: ignore[arg-type] # as above


def swollen(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give a mask with three more pixels to all sides: lines are rounded by so many at most."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)


@given(st.lists(st.lists(PLACES, min_size=1, max_size=4), min_size=2, max_size=9))
def test_strokes_of_one_brush_cover_together_what_they_cover_apart(
    lines: list[list[Point]],
) -> None:
    strokes = [stroke(*points, radius=20) for points in lines]
    together = rasterize(strokes, (HEIGHT, WIDTH), margin=0)
    apart = [rasterize([one], (HEIGHT, WIDTH), margin=0) for one in strokes]
    either = np.logical_or.reduce(apart)
    free = (slice(3, -3), slice(3, -3))  # what lines are rounded by may lie outside of the photo
    assert not (together & ~swollen(either))[free].any()
    assert not (either & ~swollen(together))[free].any()
    for x, y in (place for one in strokes for place in one.points):
        if 0 <= x < WIDTH and 0 <= y < HEIGHT:
            assert together[int(y), int(x)]


def test_many_wide_strokes_cost_hardly_more_than_one() -> None:
    def seconds(count: int) -> float:
        strokes = [stroke((at, 0), (1000 - at, 800), radius=150) for at in range(count)]
        start = time.thread_time()
        rasterize(strokes, (800, 1000))
        return time.thread_time() - start

    assert seconds(400) < 40 * max(seconds(1), 0.01)


@st.composite
def shapes(draw: st.DrawFn) -> Region:
    points = tuple(draw(st.lists(PLACES, min_size=3, max_size=7)))
    (x0, y0), wide, tall = points[0], draw(st.floats(0.5, 60)), draw(st.floats(0.5, 60))
    shape = draw(st.sampled_from(["box", "ellipse", "polygon", "stroke"]))
    return Region(
        "r", "mark", shape, (x0, y0, x0 + wide, y0 + tall), points=points,
        angle=draw(st.floats(-180, 180)), radius=draw(st.floats(0.5, 30)),
    )  # fmt: skip


def inside_points(region: Region) -> list[Point]:
    """Points that a region surely covers, by the shape's own formula."""
    x0, y0, x1, y1 = region.box
    if region.shape == "box":
        shares = np.linspace(0, 0.999, 9)
        return [(x0 + a * (x1 - x0), y0 + b * (y1 - y0)) for a in shares for b in shares]
    if region.shape == "ellipse":
        lean, turns = math.radians(region.angle), np.linspace(0, 2 * math.pi, 24)
        found = []
        for share in (0, 0.5, 0.999):
            for turn in turns:
                x = share * (x1 - x0) / 2 * math.cos(turn)
                y = share * (y1 - y0) / 2 * math.sin(turn)
                found.append(
                    (
                        (x0 + x1) / 2 + x * math.cos(lean) - y * math.sin(lean),
                        (y0 + y1) / 2 + x * math.sin(lean) + y * math.cos(lean),
                    )
                )
        return found
    if region.shape == "stroke":
        return [
            (x + 0.999 * region.radius * math.cos(turn), y + 0.999 * region.radius * math.sin(turn))
            for (ax, ay), (bx, by) in zip(region.points, region.points[1:], strict=False)
            for share in np.linspace(0, 1, 7)
            for x, y in [(ax + share * (bx - ax), ay + share * (by - ay))]
            for turn in np.linspace(0, 2 * math.pi, 12)
        ]
    (ax, ay), others = region.points[0], region.points[1:3]
    weights = [(u, v) for u in np.linspace(0, 1, 9) for v in np.linspace(0, 1, 9) if u + v <= 1]
    return [
        (
            ax + u * (others[0][0] - ax) + v * (others[1][0] - ax),
            ay + u * (others[0][1] - ay) + v * (others[1][1] - ay),
        )
        for u, v in weights
    ]


@examples(300)
@given(region=shapes(), margin=st.integers(0, 20))
def test_every_drawn_pixel_is_covered(region: Region, margin: int) -> None:
    if region.shape == "polygon":
        region = replace(region, points=region.points[:3])
    mask = rasterize([region], (HEIGHT, WIDTH), margin=margin)
    assert mask.shape == (HEIGHT, WIDTH)
    for x, y in inside_points(region):
        if 0 <= x < WIDTH and 0 <= y < HEIGHT:
            assert mask[int(y), int(x)]


@examples(200)
@given(region=shapes(), grow=st.tuples(st.floats(0, 200), st.floats(0, 200)))
def test_growing_only_adds(region: Region, grow: tuple[float, float]) -> None:
    small, large = (replace(region, grow=percent) for percent in sorted(grow))
    assume(growth(large) > growth(small) + 2)  # a line is drawn to two pixels
    less, more = (rasterize([one], (HEIGHT, WIDTH), margin=1) for one in (small, large))
    assert not (less & ~more).any()


@examples(100)
@given(region=shapes())
def test_a_coarse_canvas_covers_no_less(region: Region) -> None:
    """Than what it has to; lines on the fine one are rounded by three pixels more than that."""
    fine = rasterize([region], (HEIGHT, WIDTH), margin=2)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(brush, "MOST_PIXELS", 900)
        coarse = rasterize([region], (HEIGHT, WIDTH), margin=5)
    assert not (fine & ~coarse).any()


def test_a_stroke_is_round_and_no_larger_than_drawn() -> None:
    mask = rasterize([stroke((40, 30), radius=10)], (HEIGHT, WIDTH), margin=0)
    assert mask[30, 30:50].all()
    assert not mask[19:21, 29:31].any()
    assert math.pi * 10**2 < mask.sum() < math.pi * 13**2


def test_a_stroke_around_something_leaves_it_open() -> None:
    ring = [(40 + 25 * math.cos(t), 30 + 25 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 40)]
    mask = rasterize([stroke(*ring, radius=2)], (HEIGHT, WIDTH), margin=0)
    assert not mask[25:35, 35:45].any()


def test_growth_is_a_share_of_the_shorter_side_or_of_the_brush() -> None:
    box = Region("b", "mark", "box", (10, 10, 30, 50), grow=20)
    assert growth(box) == pytest.approx(4)
    assert growth(stroke((0, 0), (500, 0), radius=10, grow=50)) == pytest.approx(20)
    grown = rasterize([box], (HEIGHT, WIDTH), margin=0)
    assert np.array_equal(np.argwhere(grown).min(axis=0), (6, 6))


def test_the_last_row_and_column_count_for_strokes() -> None:
    mask = rasterize([stroke((WIDTH, 0), (WIDTH, HEIGHT), radius=1)], (HEIGHT, WIDTH), margin=0)
    assert mask[:, -1].all()


def test_many_points_and_large_radii_are_drawn() -> None:
    """Filling such a polygon by the rules, or rolling such a brush, would take minutes."""
    random = np.random.default_rng(3)
    points = tuple((float(x), float(y)) for x, y in random.random((100_000, 2)) * (4000, 3000))
    for region in (polygon(*points), stroke(*points, radius=3000)):
        assert rasterize([region], (3000, 4000)).mean() > 0.95


def test_too_many_points_are_refused_by_name() -> None:
    points = tuple((float(n % 97), float(n % 89)) for n in range(100_000))
    for region in (polygon(*points), stroke(*points)):
        with pytest.raises(BadRegion, match=r"'[ps]' is a .* of 100,000 points"):
            check(region, 100, 100)


@pytest.mark.parametrize(
    "region",
    [
        stroke(),
        stroke((5, 5), radius=0),
        stroke((5, 5), radius=-3),
        stroke((5, 5), radius=float("nan")),
        stroke((5, 5), radius=101),
        stroke((-20, 5), radius=15),
        stroke((5, 5), grow=-1),
        stroke((5, 5), grow=201),
        stroke((5, 5), path=((3, (0, 0, 1, 1)), (2, (0, 0, 1, 1)))),
    ],
)
def test_impossible_strokes_are_named(region: Region) -> None:
    with pytest.raises(BadRegion, match="'s'") as caught:
        check(region, 100, 80)
    assert caught.value.advice


def test_a_stroke_whose_edge_alone_is_in_the_photo_passes() -> None:
    check(stroke((-4, 40)), 100, 80)


def test_crossing_sides_are_found_and_touching_ones_are_not() -> None:
    assert crossing(((0, 0), (9, 9), (9, 0), (0, 9))) == (0, 2)
    assert crossing(((0, 0), (9, 0), (9, 9), (0, 9), (0, 0))) is None
    assert crossing(((0, 0), (9, 0), (4, 0), (4, 9))) is None


CORNERS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=9)


@examples(300)
@given(corners=CORNERS)
def test_crossings_are_those_that_a_look_at_all_pairs_finds(
    corners: list[tuple[int, int]],
) -> None:
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    pairs = {(n, m) for n, one in enumerate(sides) for m, other in enumerate(sides[:n])
             if _apart(*one, *other) and _apart(*other, *one)}  # fmt: skip
    found = crossing(tuple((float(x), float(y)) for x, y in corners))
    assert (found is None) is (not pairs)
    assert found is None or found[::-1] in pairs


def _apart(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int], d: tuple[int, int]) -> bool:
    """Whether c and d lie strictly on different sides of the line through a and b."""
    one, other = ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) for p in (c, d))
    return one * other < 0


def test_a_polygon_cut_to_a_box_keeps_what_is_inside() -> None:
    around = clipped(np.array([(-9.0, -9.0), (99, -9), (99, 99), (-9, 99)]), (0, 0, 10, 20))
    assert area(tuple(map(tuple, around.tolist()))) == pytest.approx(200)
    assert not len(clipped(np.array([(50.0, 50.0), (60, 50), (60, 60)]), (0, 0, 10, 20)))
