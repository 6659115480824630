from __future__ import annotations

import math

import numpy as np
import pytest

from safeshare.model import Region
from safeshare.redact.mask import margin_for, outline, rasterize, shrunk


def region(shape: str = "box", box: tuple[float, ...] = (10, 20, 30, 50), **more: object) -> Region:
    return Region("r", "mark", shape, box, **more)  # type: ignore[arg-type] # tests pass odd values


def test_a_box_covers_its_pixels_and_no_other() -> None:
    mask = rasterize([region()], (60, 40), margin=0)
    assert mask[20:50, 10:30].all()
    assert mask.sum() == 20 * 30


def test_a_box_covers_every_pixel_that_it_touches() -> None:
    mask = rasterize([region(box=(10.9, 20.9, 12.1, 21.1))], (60, 40), margin=0)
    assert np.argwhere(mask).tolist() == [[y, x] for y in (20, 21) for x in (10, 11, 12)]


def test_the_last_row_and_column_count() -> None:
    for shape in ("box", "ellipse", "polygon"):
        points = ((-50, -50), (90, -50), (90, 110), (-50, 110))
        covering = region(shape, (-50, -50, 90, 110), points=points)
        assert rasterize([covering], (60, 40), margin=0).all()


def test_the_margin_grows_to_all_sides() -> None:
    mask = rasterize([region()], (100, 100), margin=7)
    assert mask[13:57, 3:37].all()
    assert mask.sum() == 44 * 34


def test_growth_reaches_in_from_outside_of_the_photo() -> None:
    beside = region("polygon", points=((-30, 10), (-2, 10), (-2, 40), (-30, 40)))
    mask = rasterize([beside], (60, 40), margin=8)
    assert mask[15:35, :6].all()


@pytest.mark.parametrize("angle", [0, 30, 90, 200])
def test_an_ellipse_holds_every_point_of_the_curve(angle: float) -> None:
    mask = rasterize([region("ellipse", (20, 40, 80, 60), angle=angle)], (100, 100), margin=0)
    lean = math.radians(angle)
    for turn in np.linspace(0, 2 * math.pi, 500):
        x, y = 29.9 * math.cos(turn), 9.9 * math.sin(turn)
        column = 50 + x * math.cos(lean) - y * math.sin(lean)
        row = 50 + x * math.sin(lean) + y * math.cos(lean)
        assert mask[int(row), int(column)]
    assert mask.sum() < math.pi * 34 * 14


def test_regions_that_are_off_or_of_another_frame_cover_nothing() -> None:
    off, elsewhere = region(on=False), region(frame=3)
    assert not rasterize([off, elsewhere], (60, 60)).any()
    assert rasterize([elsewhere], (60, 60), frame=3).any()


def face(box: tuple[float, ...], angle: float = 0, **more: object) -> Region:
    return Region("f", "face", "box", box, angle=angle, **more)  # type: ignore[arg-type] # as above


def extent(points: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    xs, ys = zip(*points, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


def test_a_face_is_covered_well_beyond_its_box() -> None:
    box = (100, 100, 200, 240)
    mask = rasterize([face(box)], (400, 400), margin=0)
    assert mask[100:240, 100:200].all()
    wide, tall = extent(outline(face(box)))
    assert 150 < wide < 160
    assert 205 < tall < 215


def test_a_face_that_lies_gets_a_lying_ellipse() -> None:
    wide, tall = extent(outline(face((100, 100, 240, 200), angle=90)))
    assert wide > tall
    assert 205 < wide < 215


def test_eyes_far_apart_enlarge_a_box_that_is_too_small() -> None:
    eyes = ((130.0, 150.0), (170.0, 150.0), (150.0, 170.0), (135.0, 190.0), (165.0, 190.0))
    small, large = face((140, 140, 160, 180)), face((140, 140, 160, 180), landmarks=eyes)
    assert extent(outline(large))[0] == pytest.approx(3.25 * 40, rel=0.01)
    assert extent(outline(small))[0] < 40


def test_lossy_sources_get_a_block_of_margin() -> None:
    assert margin_for("jpeg") == margin_for("heic") == 16
    assert margin_for("png") == 1


def test_a_smaller_photo_s_mask_stays_inside() -> None:
    mask = np.zeros((200, 200), bool)
    mask[50:150, 50:150] = True
    small = shrunk(mask, (50, 50, 3))
    assert small.shape == (50, 50)
    assert small[18:32, 18:32].all()
    assert not small[:14].any()
    assert shrunk(mask, (200, 200, 3)) is mask


def winding(turns: int, step: int = 1) -> tuple[tuple[float, float], ...]:
    """A closed stroke around (100, 100): `turns` times round, or a star for larger steps."""
    count = 40 if step == 1 else 5
    return tuple(
        (
            100 + 60 * math.cos(2 * math.pi * step * n / count),
            100 + 60 * math.sin(2 * math.pi * step * n / count),
        )
        for n in range(turns * count)
    )


@pytest.mark.parametrize("stroke", [winding(1), winding(2), winding(3), winding(1, step=2)])
def test_all_that_a_stroke_goes_around_is_covered(stroke: tuple[tuple[float, float], ...]) -> None:
    mask = rasterize([region("polygon", points=stroke)], (200, 200), margin=0)
    assert mask[90:110, 90:110].all()
    assert mask.sum() < 16_000


def test_a_figure_of_eight_covers_both_loops() -> None:
    points = ((20, 20), (80, 80), (80, 20), (20, 80))
    mask = rasterize([region("polygon", points=points)], (100, 100), margin=0)
    assert mask[50, 25]
    assert mask[50, 75]


def test_a_polygon_is_its_points_whatever_it_is_called() -> None:
    points = ((20.0, 20.0), (80.0, 20.0), (50.0, 80.0))
    called_face = Region("f", "face", "polygon", (0, 0, 1, 1), points=points)
    assert outline(called_face) == points
