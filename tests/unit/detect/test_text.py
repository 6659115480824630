from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from safeshare.detect import detect, joined, text
from safeshare.detect.text import find_text
from safeshare.model import Detection, Point

Pixels = NDArray[np.uint8]
WORDS = "Lindenweg 12"


def wall(width: int, height: int) -> Image.Image:
    """A rough wall, without letters."""
    rng = np.random.default_rng(5)
    coarse = rng.normal(150, 18, (height // 20 + 2, width // 20 + 2, 3)).astype(np.float32)
    rough = cv2.resize(coarse, (width, height)) + rng.normal(0, 4, (height, width, 3))
    return Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8))


def sign(
    turn: float, size: int = 30, canvas: tuple[int, int] = (480, 400)
) -> tuple[Pixels, Pixels]:
    """A wall with a line of text in its middle, and where the ink is."""
    ink = Image.new("L", canvas)
    centre = (canvas[0] // 2, canvas[1] // 2)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(ink).text(centre, WORDS, 255, font, anchor="mm")
    ink = ink.rotate(-turn, Image.Resampling.BICUBIC)
    picture = wall(*canvas)
    picture.paste((25, 20, 30), (0, 0), ink)
    return np.asarray(picture), np.asarray(ink) > 128


def hidden(found: tuple[Detection, ...], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(shape[:2], np.uint8)
    for seen in found:
        cv2.fillPoly(mask, [np.round(np.array(seen.points)).astype(np.int32)], 1)
    return mask.astype(bool)


@pytest.mark.parametrize("turn", [0, 35, 90, 180, 270])
def test_a_line_is_covered_however_it_is_turned(turn: float) -> None:
    image, ink = sign(turn)
    found = find_text(image)
    assert {seen.kind for seen in found} == {"text"}
    assert hidden(found, image.shape)[ink].mean() > 0.97
    assert hidden(found, image.shape).mean() < 0.12


@pytest.mark.parametrize("size", [14, 60, 150])
def test_small_and_large_letters_are_covered(size: int) -> None:
    image, ink = sign(0, size, (1000, 300))
    assert hidden(find_text(image), image.shape)[ink].mean() > 0.97


def test_one_line_is_one_region() -> None:
    found = find_text(sign(0)[0])
    assert len(found) == 1
    assert len(found[0].points) == 4


def test_a_line_across_tiles_stays_one_region() -> None:
    image, ink = sign(0, 50, (1900, 120))
    found = find_text(image)
    assert len(found) == 1
    assert hidden(found, image.shape)[ink].mean() > 0.97


def test_a_wall_holds_no_text() -> None:
    assert find_text(np.asarray(wall(480, 360))) == ()


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (50, 20_000, 3), (300, 5, 4)])
def test_odd_shapes_do_not_fail(shape: tuple[int, ...]) -> None:
    assert detect(np.full(shape, 90, np.uint8), ["text"]) == ()


def test_letters_in_a_long_strip_are_found() -> None:
    strip = np.array(wall(12_000, 60))
    image, ink = sign(0, 30, (400, 60))
    strip[:, 7_000:7_400] = image
    assert hidden(find_text(strip), strip.shape)[:, 7_000:7_400][ink].mean() > 0.95


def test_boxes_stay_inside_of_the_photo() -> None:
    image = sign(0)[0][185:215, 170:330]
    found = detect(np.ascontiguousarray(image), ["text"])
    assert found
    for seen in found:
        assert seen.box[0] >= 0
        assert seen.box[1] >= 0
        assert seen.box[2] <= 160
        assert seen.box[3] <= 30


def test_threads_get_the_same_answers() -> None:
    image = sign(20)[0]
    alone = find_text(image)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(find_text, [image] * 3)) == [alone] * 3


def line(points: tuple[Point, ...], score: float = 0.8, frame: int = 0) -> Detection:
    xs, ys = zip(*points, strict=True)
    box = (min(xs), min(ys), max(xs), max(ys))
    return Detection("text", box, score, frame=frame, points=points)


def slanted(offset: float) -> Detection:
    return line(((0, offset), (300, 300 + offset), (290, 310 + offset), (-10, 10 + offset)))


def test_slanted_neighbours_stay_apart_though_their_boxes_overlap() -> None:
    lines = [slanted(0), slanted(30), slanted(60)]
    assert len(joined(lines)) == 3


def test_two_looks_at_one_line_become_one_that_covers_both() -> None:
    one = line(((0, 0), (100, 0), (100, 20), (0, 20)), 0.9)
    other = line(((10, -2), (120, -2), (120, 22), (10, 22)))
    (both,) = joined([other, one])
    assert both.score == 0.9
    assert both.box == (0, -2, 120, 22)


def test_a_line_beside_a_long_one_does_not_swell_into_a_block() -> None:
    row = line(((0, 0), (400, 0), (400, 20), (0, 20)))
    column = line(((0, -100), (20, -100), (20, 15), (0, 15)))
    assert len(joined([row, column])) == 2


@pytest.mark.parametrize(("shape", "lines"), [((300, 340), 0), ((50, 900), 1)])
def test_the_whole_picture_is_no_line_but_a_strip_can_be(
    shape: tuple[int, int], lines: int
) -> None:
    likely = np.zeros(shape, np.float32)
    likely[5:-5, 5:-5] = 0.9
    assert len(list(text._lines(likely))) == lines


def test_a_page_full_of_lines_costs_no_time() -> None:
    lines = [
        line(((x, y), (x + 50, y + 1), (x + 50, y + 9), (x, y + 8)), 0.9 - y / 1e4)
        for y in range(0, 1500, 15)
        for x in range(0, 1500, 60)
    ]
    start = time.thread_time()
    assert len(joined(lines)) == len(lines)
    assert time.thread_time() - start < 6
