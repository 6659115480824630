"""The tools by keyboard and screen reader alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.picture import Picture

if TYPE_CHECKING:
    from tests.web.pages import Watched

TEXTS = [
    {
        "id": f"text-{n}",
        "kind": "text",
        "on": False,
        "score": 0.9,
        "box": [600, 60 * n, 900, 60 * n + 40],
        "outline": [[600, 60 * n], [900, 60 * n], [900, 60 * n + 40], [600, 60 * n + 40]],
    }
    for n in (1, 2)
]


@pytest.fixture
def picture(watched: Watched, photo: bytes) -> Picture:
    answer = {"regions": TEXTS}
    watched.page.route("**/api/text/*", lambda route: route.fulfill(json=answer))
    watched.open_photo(photo)
    watched.page.locator(".ss-texts").wait_for()
    watched.page.focus(".ss-canvas")
    return Picture(watched)


def test_mark_is_made_moved_resized_and_removed(picture: Picture, watched: Watched) -> None:
    keys = watched.page.keyboard
    keys.press("n")
    left, top, right, bottom = picture.marks()[0]["box"]
    assert [left, top, right, bottom] == pytest.approx([410, 410, 614, 614], abs=2)
    watched.page.focus(".ss-canvas")
    step = 10 / picture.view[0]
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    keys.press("Alt+ArrowDown")
    keys.press("Shift+ArrowLeft")
    keys.press("Shift+ArrowDown")
    box = picture.marks()[0]["box"]
    down = top + 1.1 * step
    wanted = [left + step, down, right, bottom + 2.1 * step]
    assert box == pytest.approx(wanted, abs=1)
    watched.page.focus(".ss-canvas")
    keys.press("Delete")
    assert picture.marks() == []
    keys.press("Control+z")
    assert picture.marks()[0]["box"] == box


def test_tab_goes_through_the_places_and_leaves(picture: Picture, watched: Watched) -> None:
    page, keys = watched.page, watched.page.keyboard
    keys.press("Tab")
    picture.wait_until_said("Face 1: covered")
    keys.press("Space")
    picture.wait_until_said("Face 1: shown")
    keys.press("Tab")
    picture.wait_until_said("Text 1: shown")
    keys.press("Enter")
    picture.wait_until_said("Text 1: covered")
    keys.press("Shift+Tab")
    picture.wait_until_said("Face 1: shown")
    for _ in range(2):
        keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ss-canvas"
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") != "ss-canvas"
    page.focus(".ss-canvas")
    keys.press("Escape")
    keys.press("Tab")  # at once, however many places there are
    assert page.evaluate("document.activeElement.className") != "ss-canvas"
    assert picture.covered() == ["text-1"]


def test_letters_choose_tools_and_zoom(picture: Picture, watched: Watched) -> None:
    keys = watched.page.keyboard
    for key, tool in {"r": "box", "b": "brush", "l": "lasso", "t": "snap", "e": "eraser"}.items():
        keys.press(key)
        pressed = watched.page.locator('button[data-tool][aria-pressed="true"]')
        assert pressed.get_attribute("data-tool") == tool
    fit = picture.view
    keys.press("+")
    keys.press("+")
    picture.settle()
    scale, x, _ = picture.view
    assert scale == pytest.approx(1.4 * 1.4 * fit[0])
    keys.press("ArrowRight")
    picture.settle()
    assert picture.view[1] < x
    keys.press("0")
    picture.settle()
    assert picture.view == pytest.approx(fit)


def test_number_fields_place_a_mark(picture: Picture, watched: Watched) -> None:
    page, keys = watched.page, watched.page.keyboard
    page.focus('[data-do="add"]')
    keys.press("Enter")
    assert page.evaluate("document.activeElement.className") == "ss-canvas"
    for label, value in {"Width": "300", "Height": "120", "From the left": "40"}.items():
        field = page.get_by_role("spinbutton", name=label)
        field.focus()
        field.fill(value)
        keys.press("Enter")
        assert field.evaluate("(node) => node === document.activeElement")
    box = picture.marks()[0]["box"]
    assert box[0] == 40
    assert box[2] - box[0] == 300
    assert box[3] - box[1] == 120
    far = page.get_by_role("spinbutton", name="From the left")
    far.fill("5000")
    keys.press("Enter")
    assert far.input_value() == str(1024 - 300)  # as far as it fits
    far.fill("")
    keys.press("Enter")
    assert far.input_value() == str(1024 - 300)


def test_list_selects_and_removes_with_the_focus_kept(picture: Picture, watched: Watched) -> None:
    page, keys = watched.page, watched.page.keyboard
    keys.press("n")
    keys.press("n")
    remove = page.get_by_role("button", name="Remove place 2 that you marked")
    remove.focus()
    keys.press("Enter")
    assert picture.rows.count() == 1
    assert page.evaluate("document.activeElement.dataset.do") == "add"
    select = page.get_by_role("button", name="Place 1 that you marked", exact=True)
    select.focus()
    keys.press("Enter")
    assert select.get_attribute("aria-expanded") == "true"
    assert select.evaluate("(node) => node === document.activeElement")
    keys.press("Control+z")
    assert picture.rows.count() == 2


def test_suggested_text_is_covered_by_one_click_or_all_at_once(
    picture: Picture, watched: Watched
) -> None:
    page = watched.page
    assert picture.covered() == ["face-1"]
    picture.click((700, 80))
    assert picture.covered() == ["face-1", "text-1"]
    page.click(".ss-texts summary")
    picture.do("all-texts")
    assert picture.covered() == ["face-1", "text-1", "text-2"]
    picture.do("all-texts")
    assert picture.covered() == ["face-1"]
    picture.do("undo")
    picture.do("undo")
    picture.do("undo")
    assert picture.covered() == ["face-1"]
    assert page.locator('[data-do="undo"]').is_disabled()  # what came later is no step


@pytest.mark.usefixtures("picture")
def test_every_control_of_the_picture_has_a_name(watched: Watched) -> None:
    watched.page.keyboard.press("n")
    nameless = watched.page.evaluate(
        """() => [...document.querySelectorAll(
                ".ss-picture :is(button, input, canvas), .ss-covers :is(button, input)")]
            .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim()
                || node.labels?.[0]?.textContent.trim()))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
