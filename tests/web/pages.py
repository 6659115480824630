"""A browser page that remembers what it asked for and what it complained about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

WINDOW = {"width": 1280, "height": 860}


@dataclass
class Watched:
    """One page of the program."""

    page: Page
    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def goto(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector(".ss-start h1", timeout=60_000)

    def wait_for(self, state: str) -> None:
        self.page.wait_for_selector(f'.ss[data-state="{state}"]', timeout=60_000)

    def open_photo(self, data: bytes, name: str = "holiday.jpg") -> None:
        file = {"name": name, "mimeType": "image/jpeg", "buffer": data}
        self.page.set_input_files(".ss-file", files=[file])
        self.wait_for("review")

    def press(self, action: str) -> None:
        self.page.locator(f'[data-action="{action}"]:visible').click()

    def draw(self, place: tuple[float, ...]) -> None:
        """Drag over a place, given in parts of the photo's sides."""
        x0, y0, x1, y1 = place
        mouse = self.page.mouse
        mouse.move(*self.point(x0, y0))
        mouse.down()
        mouse.move(*self.point(x1, y1), steps=6)
        mouse.up()

    def point(self, x: float, y: float) -> tuple[float, float]:
        box = self.page.locator(".ss-canvas").bounding_box()
        assert box is not None
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def make(self) -> None:
        self.press("make")
        self.wait_for("result")

    def save(self) -> bytes:
        with self.page.expect_download() as download:
            self.page.click(".ss-save")
        assert download.value.suggested_filename == "photo.jpg"
        return download.value.path().read_bytes()


def watch(context: BrowserContext) -> Watched:
    page = context.new_page()
    watched = Watched(page, context)
    complain = watched.complaints.append
    page.on("request", lambda request: watched.requests.append(request.url))
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("dialog", lambda dialog: complain(f"dialog: {dialog.message}"))
    page.on("console", lambda note: note.type in ("error", "warning") and complain(note.text))
    return watched
