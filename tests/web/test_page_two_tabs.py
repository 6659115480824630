"""Two tabs at once, and the way back to one: nothing mixes, nothing stays."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from PIL import Image

from tests.web.conftest import ARGUMENTS
from tests.web.likeness import FACE, likeness
from tests.web.pages import WINDOW, Watched, watch
from tests.web.photos import astronaut

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

    from tests.web.program import Visitor


def tab(context: BrowserContext, visitor: Visitor) -> Watched:
    watched = watch(context)
    watched.goto(visitor.address + "/")
    return watched


def sizes(watched: Watched) -> set[tuple[int, int]]:
    with ZipFile(BytesIO(watched.download(".ss-zip").path().read_bytes())) as archive:
        copies = [archive.read(name) for name in archive.namelist()]
    return {Image.open(BytesIO(copy)).size for copy in copies}


def test_two_tabs_at_once_do_not_mix(browser: Browser, visitor: Visitor) -> None:
    context = browser.new_context(viewport=WINDOW)
    context.add_cookies([visitor.browser_cookie()])
    tabs = [tab(context, visitor) for _ in range(2)]
    sides = ((400, 440), (480, 520))
    for watched, own in zip(tabs, sides, strict=True):
        watched.give({f"{side}.jpg": astronaut(side) for side in own})
    for watched in tabs:
        watched.wait_for("review")
        watched.wait_until_read()
    tabs[1].page.click(".ss-switch")  # only in the second tab is this face shown
    tabs[1].page.wait_for_selector('.ss-switch[aria-checked="false"]')
    for watched in tabs:
        watched.press("make-all")
    for watched, own in zip(tabs, sides, strict=True):
        watched.wait_for("result")
        shown = likeness(astronaut(own[0]), watched.save(), FACE)
        assert shown > 0.9 if own[0] == 480 else shown < 0.2
        assert sizes(watched) == {(side, side) for side in own}
    tabs[0].page.close()
    tabs[1].press("change")
    tabs[1].make()  # the other tab's end took nothing of this one
    assert [watched.complaints for watched in tabs] == [[], []]
    context.close()


def test_the_way_back_leads_to_an_empty_page(
    browser: Browser, browser_command: str, visitor: Visitor, photo: bytes
) -> None:
    keeping = browser.browser_type.launch(  # pages for the way back, as a reader's browser does
        executable_path=browser_command,
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    context = keeping.new_context(viewport=WINDOW)
    context.add_cookies([visitor.browser_cookie()])
    watched = tab(context, visitor)
    page = watched.page
    watched.open_photo(photo)
    preview = next(url for url in watched.requests if "/api/preview/" in url)
    page.goto(visitor.address + "/ui/icon.svg")
    page.go_back()
    page.wait_for_selector(".ss-start h1")
    assert watched.state == "start"
    assert page.locator(".ss-card, .ss-thumb").count() == 0
    watched.wait_until_gone(preview)
    watched.open_photo(photo)  # and it works on
    keeping.close()
