"""A browser page that remembers what it asked for and what it complained about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import BrowserContext, Download, Page

WINDOW = {"width": 1280, "height": 860}
REFUSED = "status of 415"  # the browser's own words for an answer that the page handles
PATIENCE = 120_000  # milliseconds: a busy machine is no defect

READ = """() => {
    const strip = document.querySelector(".ss-strip:not([hidden])");
    return strip && !strip.querySelector(".ss-thumb:disabled")
        && [...strip.querySelectorAll("img")].every((picture) => picture.complete);
}"""


@dataclass
class Watched:
    """One page of the program."""

    page: Page
    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def goto(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector(".ss-start h1")

    @property
    def state(self) -> str | None:
        return self.page.locator(".ss").get_attribute("data-state")

    def wait_for(self, state: str) -> None:
        self.page.wait_for_selector(f'.ss[data-state="{state}"]')

    def settle(self) -> None:
        """Wait until what was changed is laid out and drawn."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def give(self, photos: Mapping[str, bytes]) -> None:
        """Choose files as in the system's dialogue."""
        files = [
            {"name": name, "mimeType": "image/jpeg", "buffer": data}
            for name, data in photos.items()
        ]
        self.page.set_input_files(".ss-file", files=files)

    def open_photo(self, data: bytes, name: str = "holiday.jpg") -> None:
        self.give({name: data})
        self.wait_for("review")
        self.page.wait_for_selector(".ss-canvas[data-view]")

    def wait_until_read(self) -> None:
        """Wait until every photo of the strip has been read, and its small picture is here."""
        self.page.wait_for_function(READ)

    def press(self, action: str) -> None:
        self.page.locator(f'[data-action="{action}"]:visible').click()

    def forget(self) -> None:
        """Press "forget everything", and wait until the program did so."""
        with self.page.expect_response("**/api/forget"):
            self.press("forget")
        self.wait_for("start")

    def status(self, address: str) -> int:
        """Ask for an address as the page would; give the answer's status."""
        # Once more where the program closed a connection that had idled just then.
        return self.context.request.get(address, max_retries=3).status

    def wait_until_gone(self, address: str) -> None:
        """Wait until the program has heard that it shall forget what is there."""
        for _ in range(PATIENCE // 50):
            if self.status(address) == 404:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{address} is still there")

    def draw(self, place: tuple[float, ...]) -> None:
        """Drag over a place, given in parts of the photo's sides."""
        x0, y0, x1, y1 = place
        mouse = self.page.mouse
        mouse.move(*self.point(x0, y0))
        mouse.down()
        mouse.move(*self.point(x1, y1), steps=6)
        mouse.up()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Give the place on the screen for one on the photo, while all of it is in sight."""
        self.settle()
        canvas = self.page.locator(".ss-canvas[data-view]")
        box = canvas.bounding_box()
        assert box is not None
        _, left, top = map(float, (canvas.get_attribute("data-view") or "").split())
        across = left + x * (box["width"] - 2 * left)
        return box["x"] + across, box["y"] + top + y * (box["height"] - 2 * top)

    def make(self) -> None:
        self.press("make")
        self.wait_for("result")

    def download(self, selector: str) -> Download:
        with self.page.expect_download() as download:
            self.page.click(selector)
        return download.value

    def save(self, name: str = "photo.jpg") -> bytes:
        saved = self.download(".ss-save")
        assert saved.suggested_filename == name
        return saved.path().read_bytes()


def watch(context: BrowserContext) -> Watched:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watched = Watched(page, context)
    complain = watched.complaints.append
    # The browser hands choosers over from some moment after this; a listener that is put up
    # together with the click can be too late.
    page.on("filechooser", lambda _: None)
    page.on("request", lambda request: watched.requests.append(request.url))
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("dialog", lambda dialog: complain(f"dialog: {dialog.message}"))
    page.on(
        "console",
        lambda note: (
            note.type in ("error", "warning")
            and REFUSED not in note.text
            and complain(f"{note.text} {note.location.get('url')}")
        ),
    )
    return watched
