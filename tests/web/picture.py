"""The picture of a page and its tools, in pixels of the photo that it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playwright.sync_api import CDPSession, Locator, Route

    from tests.web.pages import Watched

Point = tuple[float, float]

SEEN = """([x, y]) => {
    const canvas = document.querySelector(".ss-canvas");
    const density = canvas.width / canvas.clientWidth;
    const at = [Math.floor(x * density), Math.floor(y * density)];
    return [...canvas.getContext("2d").getImageData(...at, 1, 1).data].slice(0, 3);
}"""


@dataclass
class Picture:
    """The stage of one page. Points are pixels of the upright photo."""

    watched: Watched

    @property
    def view(self) -> tuple[float, float, float]:
        """Scale and place of the photo on the canvas, once it is drawn."""
        canvas = self.watched.page.locator(".ss-canvas[data-view]")
        scale, x, y = (canvas.get_attribute("data-view") or "").split()
        return float(scale), float(x), float(y)

    def on_canvas(self, point: Point) -> Point:
        scale, x, y = self.view
        return x + point[0] * scale, y + point[1] * scale

    def on_screen(self, point: Point) -> Point:
        self.settle()
        box = self.watched.page.locator(".ss-canvas").bounding_box()
        assert box is not None
        x, y = self.on_canvas(point)
        return box["x"] + x, box["y"] + y

    def settle(self) -> None:
        """Wait until what was changed is drawn."""
        self.watched.settle()

    def colour(self, point: Point) -> list[int]:
        """Give the colour that is seen at a point of the photo."""
        self.settle()
        seen: list[int] = self.watched.page.evaluate(SEEN, self.on_canvas(point))
        return seen

    def tool(self, name: str) -> None:
        self.watched.page.click(f'button[data-tool="{name}"]')

    def do(self, name: str) -> None:
        self.watched.page.click(f'[data-do="{name}"]')

    def size(self, pixels: int) -> None:
        """Set the diameter of brush and eraser in screen pixels."""
        self.watched.page.locator(".ss-size input").fill(str(pixels))

    def click(self, point: Point) -> None:
        self.watched.page.mouse.click(*self.on_screen(point))

    def drag(self, *points: Point, steps: int = 8) -> None:
        """Press the mouse at the first point, go through the others, let go at the last."""
        mouse = self.watched.page.mouse
        mouse.move(*self.on_screen(points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.on_screen(point), steps=steps)
        mouse.up()
        self.settle()

    def wait_until_said(self, sentence: str) -> None:
        """Wait until a screen reader is told a sentence that holds this."""
        heard = "(part) => document.querySelector('.ss-said').textContent.includes(part)"
        self.watched.page.wait_for_function(heard, arg=sentence)

    def wheel(self, point: Point, clicks: int) -> None:
        mouse = self.watched.page.mouse
        mouse.move(*self.on_screen(point))
        for _ in range(abs(clicks)):
            mouse.wheel(0, -120 if clicks > 0 else 120)
            self.settle()

    @property
    def switches(self) -> Locator:
        return self.watched.page.locator(".ss-covers > .ss-regions .ss-switch")

    @property
    def rows(self) -> Locator:
        return self.watched.page.locator(".ss-mark")

    def sent(self) -> list[dict[str, Any]]:
        """Press "make" and give the regions that the page asks for, without making a copy."""
        page = self.watched.page
        asked: list[dict[str, Any]] = []

        def keep(route: Route) -> None:
            asked.extend(json.loads(route.request.post_data or "")["regions"])
            line = json.dumps({"problem": "not now"}) + "\n"
            route.fulfill(status=200, content_type="application/x-ndjson", body=line)

        page.route("**/api/clean/*", keep)
        with page.expect_request("**/api/clean/*"):
            self.watched.press("make")
        page.locator(".ss-problem", has_text="not now").wait_for()
        page.unroute("**/api/clean/*")
        self.watched.press("close-problem")
        self.watched.wait_for("review")
        self.settle()  # the picture is larger again, now that the message is gone
        return asked

    def covered(self) -> list[str]:
        """Give the ids of the found regions that the page asks to cover."""
        return [region["id"] for region in self.sent() if region.get("on")]

    def marks(self) -> list[dict[str, Any]]:
        """Give the marks that the page asks for."""
        return [region for region in self.sent() if "id" not in region]


class Fingers:
    """Fingers on the screen of a page with touch."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        watched = picture.watched
        self.touch: CDPSession = watched.context.new_cdp_session(watched.page)

    def send(self, kind: str, places: Iterable[Point]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self.touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(self, *points: Point) -> None:
        """Put one finger down at the first point, go through the others, lift it."""
        places = [self.picture.on_screen(point) for point in points]
        self.send("touchStart", places[:1])
        for start, end in pairwise(places):
            for step in range(1, 9):
                self.send("touchMove", [between(start, end, step / 8)])
        self.send("touchEnd", [])
        self.picture.settle()

    def pinch(self, start: Sequence[Point], end: Sequence[Point]) -> None:
        """Put two fingers down at screen places and move them to others."""
        self.send("touchStart", start)
        for step in range(1, 11):
            pairs = zip(start, end, strict=True)
            self.send("touchMove", [between(one, other, step / 10) for one, other in pairs])
        self.send("touchEnd", [])
        self.picture.settle()


def between(start: Point, end: Point, part: float) -> Point:
    (ax, ay), (bx, by) = start, end
    return ax + (bx - ax) * part, ay + (by - ay) * part


def near(numbers: list[float], wanted: tuple[float, ...], slack: float = 2) -> bool:
    """Tell whether numbers are the wanted ones, give or take `slack`."""
    pairs = zip(numbers, wanted, strict=True)
    return all(abs(number - goal) <= slack for number, goal in pairs)
