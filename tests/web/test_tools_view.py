"""What is seen on the stage: zoom, the original, covers as they will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.pages import Watched
    from tests.web.picture import Picture

FACE = (440, 225)  # on the portrait of 1024 pixels
HELMET = (850, 880)


def test_wheel_zooms_to_the_pointer_and_buttons_and_fit(picture: Picture) -> None:
    fit = picture.view
    place = picture.on_screen(HELMET)
    picture.wheel(HELMET, 5)
    assert picture.view[0] > 2 * fit[0]
    assert picture.on_screen(HELMET) == pytest.approx(place, abs=1)
    picture.do("fit")
    picture.settle()
    assert picture.view == pytest.approx(fit)
    picture.do("zoom-in")
    picture.settle()
    assert picture.view[0] == pytest.approx(1.4 * fit[0])
    picture.do("zoom-out")
    picture.settle()
    assert picture.view == pytest.approx(fit)


def test_zoomed_picture_is_moved_by_space_middle_button_and_select(
    picture: Picture, watched: Watched
) -> None:
    page = watched.page
    picture.wheel((512, 512), 6)
    scale, x, y = picture.view
    start = (600, 600)
    screen = picture.on_screen(start)

    def pan(button: str = "left") -> None:
        page.mouse.move(*screen)
        page.mouse.down(button=button)
        page.mouse.move(screen[0] - 60, screen[1] - 30, steps=4)
        page.mouse.up(button=button)
        picture.settle()

    pan()
    assert picture.view == pytest.approx((scale, x - 60, y - 30), abs=1)
    pan("middle")
    assert picture.view == pytest.approx((scale, x - 120, y - 60), abs=1)
    picture.tool("brush")
    watched.page.focus(".ss-canvas")
    page.keyboard.down("Space")
    pan()
    page.keyboard.up("Space")
    assert picture.view == pytest.approx((scale, x - 180, y - 90), abs=1)
    assert picture.sent() == [{"id": "face-1", "on": True}]


def test_original_is_seen_as_long_as_it_is_held(picture: Picture, watched: Watched) -> None:
    page = watched.page
    covered = picture.colour(FACE)
    box = page.locator('[data-do="original"]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    original = picture.colour(FACE)
    assert original != covered
    page.mouse.up()
    assert picture.colour(FACE) == covered
    page.focus(".ss-canvas")
    page.keyboard.down("o")
    assert picture.colour(FACE) == original
    page.keyboard.up("o")
    assert picture.colour(FACE) == covered


def test_programs_rendering_is_shown_and_stale_places_are_covered_meanwhile(
    picture: Picture, watched: Watched
) -> None:
    page = watched.page
    page.route("**/api/covered/*", lambda _: None)  # never answered
    rocket = (845, 150)
    before = picture.colour(rocket)
    picture.tool("box")
    picture.drag((780, 60), (940, 300))
    coarse = picture.colour(rocket)
    assert coarse != before
    page.unroute("**/api/covered/*")
    with page.expect_response("**/api/covered/*"):
        picture.drag((100, 900), (200, 1000))
    for _ in range(1_000):  # it came; on a busy machine it is drawn a while later
        if picture.colour(rocket) != coarse:
            break
        page.wait_for_timeout(50)
    assert picture.colour(rocket) not in (coarse, before)
