"""What the browser's memory holds of photos once they are forgotten: no picture, no drawn pixel."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.web.pages import WINDOW, Watched, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sized

    from playwright.sync_api import Browser, Request, Route

    from tests.web.program import Visitor

# Remembers, without holding them, all images and canvases that the page makes, and the
# addresses of pictures that it has not let go of.
SPY = """
window.spy = { images: [], canvases: [], addresses: new Set() };
const keep = (list, node) => list.push(new WeakRef(node));
const create = document.createElement;
document.createElement = function (name, ...rest) {
  const node = create.call(this, name, ...rest);
  if (name === "img") keep(spy.images, node);
  if (name === "canvas") keep(spy.canvases, node);
  return node;
};
const RealImage = window.Image;
window.Image = function () {
  const image = new RealImage();
  keep(spy.images, image);
  return image;
};
const [made, revoked] = [URL.createObjectURL, URL.revokeObjectURL];
URL.createObjectURL = (blob) => {
  const address = made.call(URL, blob);
  spy.addresses.add(address);
  return address;
};
URL.revokeObjectURL = (address) => {
  spy.addresses.delete(address);
  revoked.call(URL, address);
};
"""

HELD = """() => {
  const there = (list) => list.map((one) => one.deref()).filter(Boolean);
  const drawn = (canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value) => value !== 0);
  };
  return {
    addresses: [...spy.addresses],
    images: there(spy.images).map((image) => image.src).filter(Boolean),
    canvases: there(spy.canvases).filter(drawn).length,
  };
}"""

NOTHING = {"addresses": [], "images": [], "canvases": 0}


@pytest.fixture
def spied(browser: Browser, visitor: Visitor) -> Iterator[Watched]:
    """A page whose images, canvases and addresses of pictures are counted."""
    context = browser.new_context(viewport=WINDOW)
    context.add_cookies([visitor.browser_cookie()])
    context.add_init_script(SPY)
    opened = watch(context)
    opened.goto(visitor.address + "/")
    yield opened
    context.close()


def held(watched: Watched, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Give what the page still holds when its rubbish has been collected until that is enough."""
    session = watched.context.new_cdp_session(watched.page)
    answer: dict[str, Any] = {}
    for _ in range(300):  # what was clicked last stays with the browser itself for a moment
        session.send("HeapProfiler.collectGarbage")
        answer = watched.page.evaluate(HELD)
        if enough(answer):
            break
        watched.page.wait_for_timeout(100)
    return answer


def small(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(file, "jpeg")
    return file.getvalue()


def test_nothing_of_a_photo_is_held_once_it_is_forgotten(spied: Watched, photo: bytes) -> None:
    spied.give({"Ann.jpg": photo, "Bea.jpg": small("teal")})
    spied.wait_until_read()
    spied.draw((0.1, 0.1, 0.3, 0.3))
    spied.page.locator(".ss-mark").wait_for()
    spied.page.locator('[data-do="undo"]').click()
    spied.make()
    there = held(spied, lambda _: True)
    assert there["addresses"]
    assert there["images"]
    spied.forget()
    assert held(spied, lambda now: now == NOTHING) == NOTHING
    assert "Ann" not in spied.page.content()


def test_a_picture_that_comes_too_late_is_let_go(spied: Watched) -> None:
    spied.give({name: small(name) for name in ("teal", "olive", "navy")})
    spied.wait_until_read()
    spied.wait_for("review")
    waiting: list[Route] = []
    came: list[str] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    def arrived(request: Request) -> None:
        if "/api/preview/" in request.url:
            came.append(request.url)

    spied.page.route("**/api/preview/*", hold)
    thumbs = spied.page.locator(".ss-thumb")
    for number in (1, 2, 1):
        with spied.page.expect_request("**/api/preview/*"):
            thumbs.nth(number).click()
    wait_for_three(spied, waiting)
    spied.page.on("requestfinished", arrived)
    for route in waiting:
        route.continue_()
    spied.page.wait_for_selector('.ss-thumb[aria-current="true"][title="olive"]')
    spied.page.wait_for_selector(".ss-canvas[data-view]")
    wait_for_three(spied, came)
    spied.page.wait_for_timeout(1_000)  # the page may do with what came too late what it likes
    there = held(spied, lambda now: len(now["addresses"]) == 2)
    assert len(there["addresses"]) == 2  # of the open photo, as it is and covered
    spied.forget()
    assert held(spied, lambda now: not now["addresses"])["addresses"] == []


def wait_for_three(watched: Watched, things: Sized) -> None:
    for _ in range(1_000):
        if len(things) == 3:
            return
        watched.page.wait_for_timeout(50)
    raise AssertionError(f"{len(things)} of three came")


def test_a_photo_that_is_on_its_way_is_stopped(watched: Watched) -> None:
    def hold(_route: Route) -> None:
        """Give no answer."""

    page = watched.page
    page.route("**/api/photo", hold)
    with page.expect_request("**/api/photo"):
        watched.give({"teal.jpg": small("teal")})
    with page.expect_event("requestfailed") as failed:
        watched.forget()
    assert failed.value.url.endswith("/api/photo")
    assert page.locator(".ss-problem").is_hidden()
    page.unroute("**/api/photo")
    watched.open_photo(small("navy"))  # and it works on


def test_the_next_photo_waits_until_everything_is_forgotten(watched: Watched) -> None:
    page = watched.page
    watched.open_photo(small("teal"))
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/api/forget", hold)
    with page.expect_request("**/api/forget"):
        watched.press("forget")
    watched.wait_for("start")
    asked = len(watched.requests)
    watched.give({"navy.jpg": small("navy")})
    watched.wait_for("busy")
    page.wait_for_timeout(500)
    assert [url for url in watched.requests[asked:] if url.endswith("/api/photo")] == []
    while not waiting:
        page.wait_for_timeout(50)
    waiting[0].continue_()
    watched.wait_for("review")


def test_no_name_is_left_on_a_page_that_was_left(watched: Watched) -> None:
    page = watched.page
    watched.open_photo(small("teal"), "Ann.jpg")
    page.click(".ss-options summary")
    page.check('[name="ss-name"]')
    watched.make()
    watched.save("Ann.jpg")
    assert "Ann" in page.locator(".ss-said").inner_text()
    # A page that the browser keeps for "back" hears just this before it is put aside.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    watched.wait_for("start")
    assert "Ann" not in page.content()
