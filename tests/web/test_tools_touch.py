"""The tools by finger, on a screen of 390 pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.pages import watch
from tests.web.picture import Fingers, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.web.program import Visitor

FACE = (440, 225)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Browser, visitor: Visitor, photo: bytes) -> Iterator[Picture]:
    context = browser.new_context(viewport=PHONE, has_touch=True, device_scale_factor=2)
    context.add_cookies([visitor.browser_cookie()])
    watched = watch(context)
    watched.goto(visitor.address + "/")
    watched.open_photo(photo)
    yield Picture(watched)
    context.close()


def test_tap_switches_a_face_and_a_finger_scrolls(phone: Picture) -> None:
    page = phone.watched.page
    page.touchscreen.tap(*phone.on_screen(FACE))
    page.wait_for_selector('.ss-covers > .ss-regions .ss-switch[aria-checked="false"]')
    Fingers(phone).drag((500, 900), (500, 300))
    assert phone.rows.count() == 0
    page.wait_for_function("scrollY > 50")


@pytest.mark.parametrize("tool", ["box", "brush", "lasso"])
def test_finger_draws_with_a_tool_and_the_page_stays(phone: Picture, tool: str) -> None:
    phone.tool(tool)
    Fingers(phone).drag((600, 600), (800, 650), (800, 850), (620, 800))
    assert phone.rows.count() == 1
    assert phone.watched.page.evaluate("scrollY") == 0
    (mark,) = phone.marks()
    points = mark.get("points") or [mark["box"][:2], mark["box"][2:]]
    columns, rows = zip(*points, strict=True)
    right, bottom = (800, 850) if tool != "box" else (620, 800)
    assert [min(columns), min(rows)] == pytest.approx([600, 600], abs=6)
    assert [max(columns), max(rows)] == pytest.approx([right, bottom], abs=6)


def test_selected_mark_is_moved_and_resized_by_finger(phone: Picture) -> None:
    fingers = Fingers(phone)
    phone.tool("box")
    fingers.drag((500, 500), (800, 800))
    phone.tool("select")
    fingers.drag((650, 650), (600, 700))
    assert phone.marks()[0]["box"] == pytest.approx([450, 550, 750, 850], abs=8)
    # 20 screen pixels beside the corner still take it: a target of 44
    off = 18 / phone.view[0]
    fingers.drag((750 + off, 850 + off), (850 + off, 900 + off))
    assert phone.marks()[0]["box"] == pytest.approx([450, 550, 850, 900], abs=8)


def test_two_fingers_zoom_and_move_whatever_the_tool(phone: Picture) -> None:
    fingers = Fingers(phone)
    phone.tool("brush")
    scale, _, _ = phone.view
    x, y = phone.on_screen((512, 512))
    apart = [(x - 30, y), (x + 30, y)]
    fingers.pinch(apart, [(x - 90, y), (x + 90, y)])
    assert phone.view[0] == pytest.approx(3 * scale, rel=0.1)
    assert phone.on_screen((512, 512)) == pytest.approx((x, y), abs=4)
    fingers.pinch(apart, [(x - 70, y - 40), (x - 10, y - 40)])
    assert phone.view[0] == pytest.approx(3 * scale, rel=0.1)
    assert phone.on_screen((512, 512)) == pytest.approx((x - 40, y - 40), abs=6)
    assert phone.rows.count() == 0
    assert phone.watched.page.evaluate("visualViewport.scale") == 1


def test_drawing_by_finger_on_a_zoomed_photo(phone: Picture) -> None:
    fingers = Fingers(phone)
    x, y = phone.on_screen((700, 700))
    fingers.pinch([(x - 20, y), (x + 20, y)], [(x - 70, y), (x + 70, y)])
    before = phone.view
    fingers.drag((700, 700), (660, 660))  # the select tool moves the picture
    assert phone.view != before
    phone.tool("box")
    fingers.drag((650, 650), (720, 740))
    assert phone.marks()[0]["box"] == pytest.approx([650, 650, 720, 740], abs=3)


def test_tools_are_large_enough_and_fit(phone: Picture) -> None:
    page = phone.watched.page
    phone.tool("brush")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".ss-picture button, .ss-picture input")]
            .filter((node) => node.checkVisibility())
            .map((node) => node.getBoundingClientRect())
            .map(({ width, height, left, right }) => [width, height, left, right])"""
    )
    assert len(sizes) == 13
    for width, height, left, right in sizes:
        assert width >= 44
        assert height >= 44
        assert left >= 0
        assert right <= PHONE["width"]
