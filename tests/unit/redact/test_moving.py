from __future__ import annotations

import pytest

from safeshare.model import Box, Region
from safeshare.redact.mask import placed, rasterize

MOVING = Region(
    "face-1",
    "face",
    "box",
    (0, 40, 300, 100),
    angle=20,
    path=((2, (0, 40, 60, 100)), (6, (240, 40, 300, 100))),
)


@pytest.mark.parametrize(
    ("frame", "box"),
    [
        (0, (0, 40, 60, 100)),
        (2, (0, 40, 60, 100)),
        (3, (60, 40, 120, 100)),
        (5, (180, 40, 240, 100)),
        (6, (240, 40, 300, 100)),
        (9, (240, 40, 300, 100)),
    ],
)
def test_a_moving_box_lies_on_its_path(frame: int, box: Box) -> None:
    assert placed(MOVING, frame).box == pytest.approx(box)


def test_the_mask_moves_with_it() -> None:
    first, last = (rasterize([MOVING], (140, 400), frame=frame, margin=1) for frame in (0, 9))
    assert first[70, 30]
    assert not first[70, 270]
    assert last[70, 270]
    assert not last[70, 30]


def test_what_has_one_place_stands_still() -> None:
    still = Region(
        "face-1", "face", "box", (0, 40, 60, 100), angle=20, path=((3, (0, 40, 60, 100)),)
    )
    assert placed(still, 0) == still


def test_a_drawn_ellipse_leans_wherever_it_moves() -> None:
    box = (100.0, 100.0, 200.0, 130.0)
    path = ((0, box), (5, (150.0, 100.0, 250.0, 130.0)))
    drawn = Region("mark-1", "mark", "ellipse", box, angle=90)
    moving = Region("mark-1", "mark", "ellipse", box, angle=90, path=path)
    still, first = (rasterize([region], (240, 400), margin=0) for region in (drawn, moving))
    assert (first == still).all()
