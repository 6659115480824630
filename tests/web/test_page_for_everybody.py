"""The page by keyboard, by finger, by screen reader, and in small windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.likeness import FACE, PATCH, likeness
from tests.web.pages import Watched, watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.program import Visitor


SPLIT = "parseFloat(document.querySelector('.ss-versus').style.getPropertyValue('--split'))"


def finger_drags(watched: Watched, place: tuple[float, ...]) -> None:
    touch = watched.context.new_cdp_session(watched.page)
    (x0, y0), (x1, y1) = watched.point(*place[:2]), watched.point(*place[2:])
    path = [(x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8) for step in range(9)]
    for number, (x, y) in enumerate(path):
        kind = "touchMove" if number else "touchStart"
        event = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
        touch.send("Input.dispatchTouchEvent", event)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def tab_to(watched: Watched, selector: str) -> None:
    """Press Tab until the focus is on what a selector names."""
    for _ in range(80):
        if watched.page.evaluate("(it) => document.activeElement.matches(it)", selector):
            return
        watched.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_keyboard_alone_goes_the_whole_way(watched: Watched, photo: bytes) -> None:
    page, keys = watched.page, watched.page.keyboard
    tab_to(watched, '.ss-start [data-action="choose"]')
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    file = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": photo}
    chooser.value.set_files([file])
    watched.wait_for("review")
    page.wait_for_selector(".ss-switch")
    assert page.evaluate("document.activeElement.id") == "ss-gives-title"
    tab_to(watched, ".ss-switch")
    keys.press("Space")
    page.wait_for_selector('.ss-switch[aria-checked="false"]')
    keys.press("Control+z")
    page.wait_for_selector('.ss-switch[aria-checked="true"]')
    tab_to(watched, '[data-do="add"]')
    keys.press("Enter")  # covers a place in the middle
    page.wait_for_selector(".ss-mark")
    tab_to(watched, ".ss-options > summary")
    keys.press("Enter")
    tab_to(watched, '[name="ss-style"]')
    keys.press("ArrowRight")
    assert page.locator('[value="mosaic"]').is_checked()
    tab_to(watched, '.ss-review [data-action="make"]')
    keys.press("Enter")
    watched.wait_for("result")
    assert page.evaluate("document.activeElement.id") == "ss-made-title"
    tab_to(watched, ".ss-save")
    with page.expect_download() as download:
        keys.press("Enter")
    copy = download.value.path().read_bytes()
    assert likeness(photo, copy, (0.45, 0.45, 0.55, 0.55)) < 0.3
    keys.press("Shift+Tab")
    tab_to(watched, ".ss-forget")
    keys.press("Enter")
    watched.wait_for("start")


def test_finger_alone_goes_the_whole_way(browser: Browser, visitor: Visitor, photo: bytes) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    context.add_cookies([visitor.browser_cookie()])
    watched = watch(context)
    page = watched.page
    watched.goto(visitor.address + "/")
    with page.expect_file_chooser() as chooser:
        page.tap('.ss-start [data-action="choose"]')
    file = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": photo}
    chooser.value.set_files([file])
    watched.wait_for("review")
    page.wait_for_selector(".ss-switch")
    page.touchscreen.tap(*watched.point(0.43, 0.22))
    page.wait_for_selector('.ss-switch[aria-checked="false"]')
    page.evaluate("scrollTo(0, 0)")
    page.tap('[data-tool="box"]')
    finger_drags(watched, PATCH)
    page.wait_for_selector(".ss-mark")
    page.tap('[data-action="make"]:visible')
    watched.wait_for("result")
    box = page.locator(".ss-versus").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    page.wait_for_function(f"75 < {SPLIT} && {SPLIT} < 85")  # a tap is known some time after it
    with page.expect_download() as download:
        page.tap(".ss-save")
    copy = download.value.path().read_bytes()
    assert likeness(photo, copy, PATCH) < 0.2
    assert likeness(photo, copy, FACE) > 0.9
    assert watched.complaints == []
    context.close()


@pytest.mark.parametrize("size", [(2560, 1440), (1280, 860), (390, 844), (320, 640)])
def test_controls_are_big_enough_and_nothing_sticks_out(
    watched: Watched, photo: bytes, size: tuple[int, int]
) -> None:
    page = watched.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    watched.give({"a" * 200 + ".jpg": photo, "b.jpg": photo})
    watched.wait_for("review")
    watched.wait_until_read()
    page.evaluate("document.querySelector('.ss-options').open = true")
    page.check('[name="ss-name"]')
    for state in ("review", "result"):
        if state == "result":
            watched.make()
        small = page.evaluate(
            """() => [...document.querySelectorAll('.ss :is(button, a, summary, select)')]
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
    page.locator(".ss-mark").wait_for()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('.ss :is(button, a, input, select, canvas)')]
            .filter((node) => node.checkVisibility())
            .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim()))
            .filter((node) => !(node.labels && node.labels[0].textContent.trim()))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    assert page.evaluate("document.documentElement.lang") == "en"
