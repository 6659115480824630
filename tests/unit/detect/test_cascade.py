from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.detect import detect, faces
from safeshare.detect.effort import NORMAL, QUICK, SENSITIVITIES, effort
from safeshare.detect.faces import find_faces
from safeshare.detect.merge import area, overlap
from safeshare.detect.second_look import look_again
from safeshare.detect.views import Zoom
from safeshare.detect.wide import search
from safeshare.errors import BadPlan
from safeshare.model import Box, Detection

Pixels = NDArray[np.uint8]
FACE: Box = (180, 70, 265, 175)
"""Where the face of the portrait is."""


def back(box: Box, quarters: int, side: int) -> Box:
    """Map a box of a square that was turned clockwise back."""
    x0, y0, x1, y1 = box
    places: dict[int, Box] = {
        1: (y0, side - x1, y1, side - x0),
        2: (side - x1, side - y1, side - x0, side - y0),
        3: (side - y1, x0, side - y0, x1),
    }
    return places[quarters]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_photo_gives_the_same_boxes(portrait: Pixels, quarters: int) -> None:
    (upright,) = find_faces(portrait)
    (turned,) = find_faces(np.ascontiguousarray(np.rot90(portrait, -quarters)))
    assert back(turned.box, quarters, 512) == pytest.approx(upright.box, abs=2)


def test_the_second_look_tells_a_face_from_a_wall(portrait: Pixels) -> None:
    zoom = Zoom(portrait)
    sure, support = look_again(zoom, FACE, upright=0.0)
    assert sure > 0.9
    assert all(overlap(FACE, seen.box) > 0.5 * area(FACE) for seen in support)
    unsure, nothing = look_again(zoom, (20, 20, 90, 110), upright=0.15)
    assert unsure < 0.2
    assert nothing == []


def test_a_place_at_the_photo_s_edge_can_be_looked_at(portrait: Pixels) -> None:
    belief, _ = look_again(Zoom(portrait), (-40, -30, 20, 30), upright=0.1)
    assert 0 <= belief < 0.5


def test_doubts_beyond_the_ceiling_cost_nothing_and_likely_ones_stay(
    portrait: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Detection("face", (180, 70, 265, 175), 0.4)
    faint = Detection("face", (20, 300, 80, 370), 0.2)
    sightings = [faces.Sighting(seen, upright=True), faces.Sighting(faint, upright=True)]
    monkeypatch.setattr(faces, "search", lambda *_: sightings)
    found = find_faces(portrait, replace(NORMAL, doubts=0))
    assert [face.box for face in found] == [seen.box]


def test_high_sensitivity_finds_what_normal_finds(portrait: Pixels) -> None:
    (normal,) = detect(portrait, ["face"])
    high = detect(portrait, ["face"], effort("high"))
    assert any(overlap(normal.box, seen.box) > 0.8 * area(normal.box) for seen in high)


def test_a_quick_look_still_sees_a_clear_face(portrait: Pixels) -> None:
    (found,) = detect(portrait, ["face"], QUICK)
    assert overlap(found.box, FACE) > 0.8 * area(FACE)


def test_small_faces_of_large_photos_are_found_when_asked(portrait: Pixels) -> None:
    import cv2

    small = cv2.resize(portrait, (96, 96), interpolation=cv2.INTER_AREA)
    wide = np.full((2600, 6200, 3), 128, np.uint8)
    wide[2400:2496, 6000:6096] = small
    assert find_faces(wide) == ()
    (found,) = find_faces(wide, effort("normal", small_faces=True))
    scale = 96 / 512
    place = tuple(
        6000 + FACE[i] * scale if i % 2 == 0 else 2400 + FACE[i] * scale for i in range(4)
    )
    assert overlap(found.box, place) > 0.6 * area(place)  # type: ignore[arg-type] # four numbers


@pytest.mark.parametrize("quarters", [0, 1])
@pytest.mark.parametrize("step", [120, 192])
def test_a_crowd_of_small_faces_is_found_though_the_coarse_copy_mistakes_the_way_up(
    portrait: Pixels, step: int, quarters: int
) -> None:
    import cv2

    head = cv2.resize(portrait[20:240, 120:340], (64, 64), interpolation=cv2.INTER_AREA)
    crowd = np.full((1536, 1536, 3), 130, np.uint8)
    places = [(x, y) for y in range(8, 1440, step) for x in range(8, 1440, step)]
    for x, y in places:
        crowd[y : y + 64, x : x + 64] = head
    assert len(find_faces(np.ascontiguousarray(np.rot90(crowd, quarters)))) == len(places)


def test_sightings_keep_to_the_least_score(portrait: Pixels) -> None:
    for least in (0.05, 0.75):  # sightings have scores below either
        found = search(portrait, replace(NORMAL, faintest=least))
        assert least <= min(seen.detection.score for seen in found) < least + 0.1


def test_unknown_sensitivities_are_named() -> None:
    with pytest.raises(BadPlan, match="extreme"):
        effort("extreme")
    assert effort("high") == SENSITIVITIES["high"]


@pytest.mark.parametrize(
    "pixels", [np.full((300, 400, 3), 90, np.uint8), np.zeros((9, 7, 3), np.uint8)]
)
def test_an_empty_wall_shows_nobody(pixels: Pixels) -> None:
    assert find_faces(pixels, effort("high")) == ()


def test_a_grey_photo_and_one_with_alpha_show_the_same_face(portrait: Pixels) -> None:
    grey = np.repeat(portrait.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    clear = np.dstack([portrait, np.full((512, 512), 200, np.uint8)])
    for photo in (grey, clear):
        (found,) = detect(photo, ["face"])
        assert overlap(found.box, FACE) > 0.8 * area(FACE)
