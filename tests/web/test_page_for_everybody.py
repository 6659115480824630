"""The page by keyboard, by finger, by screen reader, and in small windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.likeness import PATCH, likeness
from tests.web.pages import Watched, watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.program import Visitor


def finger_drags(watched: Watched, place: tuple[float, ...]) -> None:
    touch = watched.context.new_cdp_session(watched.page)
    (x0, y0), (x1, y1) = watched.point(*place[:2]), watched.point(*place[2:])
    path = [(x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8) for step in range(9)]
    for number, (x, y) in enumerate(path):
        kind = "touchMove" if number else "touchStart"
        event = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
        touch.send("Input.dispatchTouchEvent", event)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_keyboard_alone_does_everything(watched: Watched, photo: bytes) -> None:
    page, keys = watched.page, watched.page.keyboard
    watched.open_photo(photo)
    page.focus('[data-action="draw"]')
    keys.press("Enter")  # marks a place in the middle and moves the focus to the photo
    assert page.evaluate("document.activeElement.className") == "ss-canvas"
    for _ in range(5):
        keys.press("ArrowDown")
    keys.press("Shift+ArrowRight")
    assert page.locator(".ss-mark").count() == 1
    page.focus(".ss-switch")
    keys.press("Space")
    assert page.locator(".ss-switch").get_attribute("aria-checked") == "false"
    assert page.evaluate("document.activeElement.getAttribute('role')") == "switch"
    keys.press("Control+z")
    assert page.locator(".ss-switch").get_attribute("aria-checked") == "true"
    page.focus('[data-action="make"]')
    keys.press("Enter")
    watched.wait_for("result")
    assert page.evaluate("document.activeElement.id") == "ss-made-title"
    page.focus(".ss-range")
    keys.press("End")
    split = page.evaluate("document.querySelector('.ss-compare').style.getPropertyValue('--split')")
    assert split == "100%"
    assert likeness(photo, watched.save(), (0.45, 0.5, 0.55, 0.6)) < 0.3


def test_finger_toggles_a_face_and_draws_with_the_tool(
    browser: Browser, visitor: Visitor, photo: bytes
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.add_cookies([visitor.browser_cookie()])
    watched = watch(context)
    watched.goto(visitor.address + "/")
    watched.open_photo(photo)
    watched.page.touchscreen.tap(*watched.point(0.43, 0.22))
    assert watched.page.locator(".ss-switch").get_attribute("aria-checked") == "false"
    finger_drags(watched, PATCH)
    assert watched.page.locator(".ss-mark").count() == 0  # it scrolls
    watched.page.evaluate("scrollTo(0, 0)")
    watched.press("draw")
    finger_drags(watched, PATCH)
    assert watched.page.locator(".ss-mark").count() == 1
    context.close()


@pytest.mark.parametrize("size", [(1280, 860), (390, 844), (320, 640)])
def test_controls_are_big_enough_and_nothing_sticks_out(
    watched: Watched, photo: bytes, size: tuple[int, int]
) -> None:
    page = watched.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    watched.open_photo(photo)
    for state in ("review", "result"):
        if state == "result":
            watched.make()
        small = page.evaluate(
            """() => [...document.querySelectorAll('.ss button, .ss a, .ss summary')]
                .filter((node) => node.checkVisibility())
                .map((node) => [node.textContent, node.getBoundingClientRect()])
                .filter(([, edge]) => edge.height < 44 || edge.width < 44)
                .map(([text]) => text)"""
        )
        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        main = page.locator(".ss-next:visible .ss-primary").bounding_box()
        assert main["y"] + main["height"] <= size[1]


def test_everything_has_a_name_for_screen_readers(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo)
    watched.draw(PATCH)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('.ss button, .ss a, .ss input, .ss canvas')]
            .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim()))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    assert page.evaluate("document.documentElement.lang") == "en"
