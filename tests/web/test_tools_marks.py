"""Marks that are there already: moved, resized, erased, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.picture import Picture, near

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.web.pages import Watched
    from tests.web.picture import Point

FACE = (440, 225)  # on the portrait of 1024 pixels
MARGIN = 16  # by which a JPEG's marks are covered beyond their outline, and where handles are


def test_eraser_removes_cuts_and_switches_off_in_one_step(picture: Picture) -> None:
    picture.tool("box")
    picture.drag((640, 260), (740, 360))
    picture.tool("brush")
    picture.size(20)
    picture.drag((100, 600), (900, 600))
    before = picture.sent()
    picture.tool("eraser")
    picture.size(40)
    picture.drag((440, 320), (690, 320), (500, 560), (500, 660))
    after = picture.sent()
    radius = 20 / picture.view[0] + MARGIN
    assert after[0] == {"id": "face-1", "on": False}
    left, right = after[1:]
    assert [left["shape"], right["shape"]] == ["stroke", "stroke"]
    assert left["points"][-1][0] == pytest.approx(500 - radius - left["radius"], abs=8)
    assert right["points"][0][0] == pytest.approx(500 + radius + left["radius"], abs=8)
    assert left["points"][-1][0] <= 500 - radius - left["radius"] + 1  # nothing is left under it
    picture.do("undo")
    assert picture.sent() == before


def test_undo_and_redo_by_button_and_key(picture: Picture, watched: Watched) -> None:
    undo, redo = (watched.page.locator(f'[data-do="{name}"]') for name in ("undo", "redo"))
    assert undo.is_disabled()
    assert redo.is_disabled()
    picture.tool("box")
    picture.drag((100, 700), (200, 800))
    picture.drag((600, 700), (800, 800))
    picture.click(FACE)
    end = picture.sent()
    keys = watched.page.keyboard
    for _ in range(3):
        keys.press("Control+z")
    assert undo.is_disabled()
    assert picture.sent() == [{"id": "face-1", "on": True}]
    keys.press("Control+Shift+Z")
    keys.press("Control+y")
    redo.click()
    assert redo.is_disabled()
    assert picture.sent() == end
    undo.click()
    picture.drag((300, 900), (400, 1000))  # a new step ends the way forth
    assert redo.is_disabled()


def test_marks_move_and_change_size_by_their_handles(picture: Picture) -> None:
    picture.tool("box")
    picture.drag((600, 700), (800, 900))
    picture.tool("select")
    picture.drag((700, 800), (650, 780))
    assert near(picture.marks()[0]["box"], (550, 680, 750, 880))
    x0, y0, x1, y1 = (550 - MARGIN, 680 - MARGIN, 750 + MARGIN, 880 + MARGIN)
    across, down = (x0 + x1) / 2, (y0 + y1) / 2
    grips: dict[Point, tuple[int, int, int, int]] = {
        (x0, y0): (1, 1, 0, 0),
        (across, y0): (0, 1, 0, 0),
        (x1, y0): (0, 1, 1, 0),
        (x1, down): (0, 0, 1, 0),
        (x1, y1): (0, 0, 1, 1),
        (across, y1): (0, 0, 0, 1),
        (x0, y1): (1, 0, 0, 1),
        (x0, down): (1, 0, 0, 0),
    }
    for grip, sides in grips.items():
        picture.drag(grip, (grip[0] + 40, grip[1] + 30))
        way = (40, 30, 40, 30)
        wanted = [550, 680, 750, 880]
        wanted = [at + by * one for at, by, one in zip(wanted, way, sides, strict=True)]
        assert near(picture.marks()[0]["box"], tuple(wanted), 2), grip
        picture.do("undo")
    picture.drag((700, 700), (1500, 1500))  # stays inside of the photo
    assert near(picture.marks()[0]["box"], (824, 824, 1024, 1024), 2)


def test_strokes_and_polygons_change_size_as_a_whole(picture: Picture) -> None:
    picture.tool("lasso")
    picture.drag((600, 700), (800, 700), (700, 900), (610, 710))
    picture.tool("select")
    corner = (800 + MARGIN, 900 + MARGIN)
    picture.drag(corner, (corner[0] + 100, corner[1] + 100))
    columns, rows = zip(*picture.marks()[0]["points"], strict=True)
    assert near([min(columns), min(rows), max(columns), max(rows)], (600, 700, 900, 1000), 4)
    picture.drag((720, 790), (620, 790))
    columns, _ = zip(*picture.marks()[0]["points"], strict=True)
    assert near([min(columns), max(columns)], (500, 800), 4)


def test_click_beside_a_polygon_but_in_its_box_means_what_is_there(picture: Picture) -> None:
    picture.tool("lasso")
    picture.drag((300, 40), (300, 500), (620, 500), (305, 490))  # its box holds the face
    picture.tool("select")
    picture.click(FACE)
    assert picture.switches.get_attribute("aria-checked") == "false"
    picture.tool("brush")
    picture.size(12)
    picture.drag((100, 600), (400, 600), (400, 1000))
    picture.tool("select")
    picture.click((200, 800))  # in the stroke's box, not on it
    assert picture.watched.page.locator('.ss-mark [aria-expanded="true"]').count() == 0
    picture.click((400, 800))
    assert picture.watched.page.locator('.ss-mark [aria-expanded="true"]').count() == 1


ADD = """(count) => {
    for (let i = 0; i < count; i += 1) document.querySelector('[data-do="add"]').click();
}"""


def test_eraser_makes_no_more_marks_than_the_program_takes(watched: Watched, photo: bytes) -> None:
    def with_fewer(route: Route) -> None:
        source = route.fetch().text()
        assert "MOST_MARKS = 500;" in source
        fewer = source.replace("MOST_MARKS = 500;", "MOST_MARKS = 5;")
        route.fulfill(body=fewer, content_type="text/javascript")

    watched.page.route("**/ui/regions.js", with_fewer)
    watched.goto(watched.page.url)
    watched.open_photo(photo)
    picture = Picture(watched)
    watched.page.evaluate(ADD, 4)
    picture.tool("brush")
    picture.drag((100, 900), (900, 900))
    picture.tool("eraser")
    picture.drag((500, 840), (500, 980))  # would make two strokes of the one
    picture.wait_until_said("No more places")
    marks = picture.marks()
    assert len(marks) == 5
    assert marks[-1]["points"][0][0] < 110
    assert marks[-1]["points"][-1][0] > 890


def test_long_list_scrolls_to_what_is_selected_and_the_page_stays(
    picture: Picture, watched: Watched
) -> None:
    page = watched.page
    page.evaluate(ADD, 12)
    page.evaluate("scrollTo(0, 0)")
    scrolled = "document.querySelector('.ss-regions').scrollTop"
    assert page.evaluate(scrolled) > 100
    picture.click(FACE)
    page.wait_for_selector('.ss-switch[aria-checked="false"]')
    assert page.evaluate(scrolled) == 0
    assert page.evaluate("scrollY") == 0
