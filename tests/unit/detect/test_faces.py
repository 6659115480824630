from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare.detect import DETECTORS, check_names, detect
from safeshare.detect.merge import area, merge, overlap, same_place
from safeshare.errors import BadPlan
from safeshare.model import Box, Detection

Pixels = NDArray[np.uint8]
FACE: Box = (180, 70, 265, 175)
"""Where the face of the portrait is, measured by eye: brows to chin, ear to ear."""


def covered(face: Box, found: tuple[Detection, ...]) -> float:
    return max((overlap(face, seen.box) for seen in found), default=0.0) / area(face)


def test_the_portrait_s_face_is_found_once(portrait: Pixels) -> None:
    found = detect(portrait, ["face"])
    assert len(found) == 1
    assert covered(FACE, found) > 0.8
    assert found[0].score > 0.8
    eyes = found[0].landmarks[:2]
    assert eyes[0][0] < eyes[1][0]
    assert all(FACE[1] < y < FACE[3] for _, y in eyes)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_face_is_found_at_its_place(portrait: Pixels, turns: int) -> None:
    turned = np.ascontiguousarray(np.rot90(portrait, -turns))
    x0, y0, x1, y1 = FACE
    places: dict[int, Box] = {
        1: (512 - y1, x0, 512 - y0, x1),
        2: (512 - x1, 512 - y1, 512 - x0, 512 - y0),
        3: (y0, 512 - x1, y1, 512 - x0),
    }
    assert covered(places[turns], detect(turned, ["face"])) > 0.7


@pytest.mark.parametrize("ink", [0, 255])
def test_a_face_that_only_transparency_draws_is_found(portrait: Pixels, ink: int) -> None:
    grey = portrait.mean(axis=2).astype(np.uint8)
    alpha = grey if ink else 255 - grey  # on black, or on white, it looks like the photo
    alpha[:4, :4] = 255
    drawn = np.dstack([np.full((512, 512, 3), ink, np.uint8), alpha])
    assert covered(FACE, detect(drawn, ["face"])) > 0.8


@pytest.mark.parametrize("size", [40, 96, 1400, 3000])
def test_faces_of_many_sizes_are_found(portrait: Pixels, size: int) -> None:
    head = Image.fromarray(portrait[20:240, 120:340]).resize((size, size))
    canvas = Image.new("RGB", (max(800, size), max(600, size)), (120, 130, 110))
    canvas.paste(head, (10, 5))
    scale = size / 220
    place = (10 + 60 * scale, 5 + 50 * scale, 10 + 145 * scale, 5 + 155 * scale)
    assert covered(place, detect(np.asarray(canvas), ["face"])) > 0.7


def test_nothing_is_found_where_nobody_is(scene: Pixels) -> None:
    assert detect(scene, ["face"]) == ()


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (50, 20_000, 3), (300, 5, 4)])
def test_odd_shapes_do_not_fail(shape: tuple[int, ...]) -> None:
    assert detect(np.full(shape, 90, np.uint8), ["face"]) == ()


def test_boxes_stay_inside_of_the_photo(portrait: Pixels) -> None:
    close = np.ascontiguousarray(portrait[60:200, 190:300])
    found = detect(close, ["face"])
    assert found
    for seen in found:
        assert seen.box[0] >= 0
        assert seen.box[1] >= 0
        assert seen.box[2] <= 110
        assert seen.box[3] <= 140


def test_threads_get_the_same_answers(portrait: Pixels) -> None:
    alone = DETECTORS["face"](portrait)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(DETECTORS["face"], [portrait] * 6)) == [alone] * 6


def test_native_chatter_does_not_reach_the_terminal(
    portrait: Pixels, capfd: pytest.CaptureFixture[str]
) -> None:
    detect(portrait[:200], ["face"])
    assert capfd.readouterr() == ("", "")


def test_unknown_detectors_are_named() -> None:
    with pytest.raises(BadPlan, match="aura"):
        check_names(["face", "aura"])


def seen(*box: float, score: float = 0.5) -> Detection:
    return Detection("face", box, score)  # type: ignore[arg-type] # always four here


def test_merging_never_uncovers() -> None:
    found = [seen(0, 0, 100, 100, score=0.9), seen(30, 10, 130, 120), seen(400, 0, 450, 60)]
    merged = merge(found)
    assert [detection.box for detection in merged] == [(0, 0, 130, 120), (400, 0, 450, 60)]
    assert merged[0].score == 0.9


def test_neighbours_stay_apart() -> None:
    assert len(merge([seen(0, 0, 100, 100), seen(90, 0, 190, 100)])) == 2


def test_a_face_in_front_of_a_large_one_is_not_swallowed() -> None:
    assert not same_place((0, 0, 400, 400), (10, 10, 60, 60))
    assert same_place((0, 0, 100, 100), (20, 20, 90, 90))
