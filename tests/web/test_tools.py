"""The tools by mouse: what is drawn is what the program is asked to cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from safeshare.verify import verify
from tests.web.likeness import likeness
from tests.web.photos import astronaut
from tests.web.picture import Picture, near

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.web.pages import Watched

FACE = (440, 225)  # on the portrait of 1024 pixels
HELMET = (850, 880)


def test_click_shows_and_covers_a_face(picture: Picture) -> None:
    assert picture.sent() == [{"id": "face-1", "on": True}]
    covered = picture.colour(FACE)
    picture.click(FACE)
    assert picture.switches.get_attribute("aria-checked") == "false"
    assert picture.colour(FACE) != covered
    assert picture.sent() == [{"id": "face-1", "on": False}]
    picture.click(FACE)
    assert picture.sent() == [{"id": "face-1", "on": True}]


def test_rectangle_is_sent_in_photo_pixels(picture: Picture) -> None:
    picture.tool("box")
    picture.drag((700, 640), (500, 820))
    (mark,) = picture.marks()
    assert mark["shape"] == "box"
    assert near(mark["box"], (500, 640, 700, 820))


def test_rectangle_on_a_large_photo_and_on_a_zoomed_one(watched: Watched) -> None:
    watched.open_photo(astronaut(3000))
    picture = Picture(watched)
    picture.tool("box")
    picture.drag((300, 2000), (900, 2600))
    assert near(picture.marks()[0]["box"], (300, 2000, 900, 2600), 5)
    picture.wheel((2200, 700), 8)
    assert picture.view[0] > 0.5
    picture.drag((2150, 650), (2300, 800))
    assert near(picture.marks()[1]["box"], (2150, 650, 2300, 800), 2)


def test_brush_sends_its_course_and_its_radius(picture: Picture) -> None:
    picture.tool("brush")
    picture.size(40)
    picture.drag((150, 700), (350, 700), (350, 900))
    (mark,) = picture.marks()
    assert mark["shape"] == "stroke"
    assert mark["radius"] == pytest.approx(20 / picture.view[0], abs=0.1)
    corners = [(150, 700), (350, 700), (350, 900)]
    assert len(mark["points"]) <= 12  # a straight line needs few
    assert near(mark["points"][0], corners[0])
    assert near(mark["points"][-1], corners[2])
    assert all(abs(y - 700) < 3 or abs(x - 350) < 3 for x, y in mark["points"])


def test_click_with_the_brush_is_a_dot(picture: Picture) -> None:
    picture.tool("brush")
    picture.click(HELMET)
    (mark,) = picture.marks()
    assert len(mark["points"]) == 1
    assert near(mark["points"][0], HELMET)


def test_lasso_sends_a_polygon(picture: Picture) -> None:
    picture.tool("lasso")
    picture.drag((600, 700), (800, 700), (800, 900), (600, 900))
    (mark,) = picture.marks()
    assert mark["shape"] == "polygon"
    columns, rows = zip(*mark["points"], strict=True)
    extremes = [min(columns), min(rows), max(columns), max(rows)]
    assert near(extremes, (600, 700, 800, 900))
    assert 4 <= len(mark["points"]) <= 16


def test_click_with_lasso_or_rectangle_still_switches_a_face(picture: Picture) -> None:
    for number, tool in enumerate(("lasso", "box")):
        picture.tool(tool)
        picture.click(FACE)
        assert picture.switches.get_attribute("aria-checked") == ("true" if number else "false")
    assert picture.rows.count() == 0


def test_snap_covers_the_stroke_at_once_then_the_whole_thing(
    picture: Picture, watched: Watched
) -> None:
    whole = [[500, 700], [620, 690], [640, 800], [510, 810]]
    asked: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data_json)
        route.fulfill(json={"points": whole})

    watched.page.route("**/api/snap/*", answer)
    picture.tool("snap")
    picture.drag((540, 740), (600, 760))
    picture.wait_until_said("The cover follows it")
    (mark,) = picture.marks()
    assert mark == {"shape": "polygon", "points": whole}
    assert asked[0]["mark"]["shape"] == "stroke"
    assert near(asked[0]["mark"]["points"][0], (540, 740))
    picture.do("undo")  # one step for both
    assert picture.marks() == []
    picture.do("redo")
    assert picture.marks() == [mark]


def test_snap_that_finds_nothing_leaves_the_stroke(picture: Picture, watched: Watched) -> None:
    watched.page.route("**/api/snap/*", lambda route: route.fulfill(status=500, body="no"))
    picture.tool("snap")
    picture.drag((540, 740), (600, 760))
    picture.wait_until_said("as you drew it")
    assert [mark["shape"] for mark in picture.marks()] == ["stroke"]


def test_escape_gives_up_what_is_being_drawn(picture: Picture, watched: Watched) -> None:
    mouse = watched.page.mouse
    for tool in ("box", "brush", "lasso"):
        picture.tool(tool)
        mouse.move(*picture.on_screen((600, 700)))
        mouse.down()
        mouse.move(*picture.on_screen((800, 800)), steps=4)
        watched.page.keyboard.press("Escape")
        mouse.up()
    assert picture.rows.count() == 0
    assert picture.sent() == [{"id": "face-1", "on": True}]


def test_copy_is_covered_where_brush_and_lasso_went(
    picture: Picture, watched: Watched, photo: bytes
) -> None:
    picture.tool("brush")
    picture.size(60)
    picture.drag((280, 700), (420, 720), (280, 800), (420, 830))  # over the mission patch
    picture.tool("lasso")
    picture.drag((760, 60), (900, 60), (920, 300), (760, 300))  # around the top of the rocket
    watched.make()
    copy = watched.save()
    assert verify(copy) == ()
    assert likeness(photo, copy, (0.29, 0.7, 0.4, 0.8)) < 0.3
    assert likeness(photo, copy, (0.76, 0.08, 0.87, 0.27)) < 0.3
    assert likeness(photo, copy, (0.0, 0.4, 0.2, 0.9)) > 0.7
