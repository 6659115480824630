"""Write the pictures of the page that the README shows, from a real Chromium.

    python bench/screenshots.py [docs/images] [--browser COMMAND]

The photos are NASA's public-domain portrait of an astronaut with made-up metadata, and
those of samples/. Look at what it wrote: that is what it is for.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import piexif
import skimage.data
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
WIDE = {"width": 1160, "height": 740}
PHONE = {"width": 390, "height": 844}
COLOURS = 256
PATCH = (0.27, 0.66, 0.43, 0.83)  # the mission patch, in parts of the portrait's sides
OTHERS = ("group.jpg", "chat-screenshot.png", "phone.heic", "IMG_20240517_184502.jpg")
NAME = "IMG_20240504_140311.jpg"

EXIF: dict[str, dict[int, Any]] = {
    "0th": {piexif.ImageIFD.Make: b"Imaginary", piexif.ImageIFD.Model: b"Imaginary One"},
    "Exif": {
        piexif.ExifIFD.BodySerialNumber: b"FICT-0042-123456",
        piexif.ExifIFD.CameraOwnerName: b"Mona Muster",
        piexif.ExifIFD.DateTimeOriginal: b"2024:05:04 14:03:11",
    },
    "GPS": {
        piexif.GPSIFD.GPSLatitudeRef: b"N",
        piexif.GPSIFD.GPSLatitude: ((48, 1), (51, 1), (3013, 100)),
        piexif.GPSIFD.GPSLongitudeRef: b"E",
        piexif.GPSIFD.GPSLongitude: ((2, 1), (17, 1), (4020, 100)),
    },
}


def main() -> None:
    """Go through the page as a reader does, and keep a picture of each step."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=ROOT / "docs" / "images", help="where they go"
    )
    parser.add_argument("--browser", default="/usr/bin/chromium", help="Chromium's command")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=wanted.browser, args=["--no-sandbox", "--disable-gpu"]
        )
        with served() as (address, cookie):

            def opened(**traits: Any) -> Page:
                return entered(browser, address, cookie, **traits)

            one_photo(opened(viewport=WIDE), wanted.folder)
            many_photos(opened(viewport=WIDE, color_scheme="dark"), wanted.folder)
            on_a_phone(
                opened(viewport=PHONE, locale="es-ES", has_touch=True, is_mobile=True),
                wanted.folder,
            )
        browser.close()


def one_photo(page: Page, folder: Path) -> None:
    """From the empty page to a copy."""
    keep(page, folder / "start.png")
    choose(page, {NAME: portrait()})
    ready(page)
    mark(page, PATCH)
    keep(page, folder / "page.png")
    page.click(".ss-options > summary")
    page.check('[value="mosaic"]', force=True)
    page.locator(".ss-options").evaluate("(node) => node.scrollIntoView({block: 'center'})")
    keep(page, folder / "options.png")
    page.check('[value="blur"]', force=True)
    page.click('[data-action="make"]:visible')
    page.wait_for_selector('.ss[data-state="result"]', timeout=60_000)
    page.locator(".ss-range").fill("38")
    keep(page, folder / "result.png")


def many_photos(page: Page, folder: Path) -> None:
    """Several photos in the dark theme, all made at once."""
    samples = {name: (ROOT / "samples" / name).read_bytes() for name in OTHERS}
    choose(page, {NAME: portrait(), **samples})
    ready(page)
    page.wait_for_selector(".ss-strip:not(:has(.ss-thumb:disabled))", timeout=60_000)
    page.click('.ss-thumb[title="group.jpg"]')
    page.wait_for_selector('.ss-thumb[title="group.jpg"][aria-current]')
    page.click('[data-action="make-all"]')
    page.wait_for_selector('.ss[data-state="result"]', timeout=120_000)
    keep(page, folder / "many.png")


def on_a_phone(page: Page, folder: Path) -> None:
    """The review on a small screen, in Spanish."""
    choose(page, {NAME: portrait()})
    ready(page)
    keep(page, folder / "phone.png")


@contextmanager
def served() -> Iterator[tuple[str, dict[str, str]]]:
    """Run the program; give its address and the cookie of its one-time link."""
    sys.path.insert(0, str(ROOT))
    from tests.web.program import Visitor, start_program

    with tempfile.TemporaryDirectory() as temp:
        program = start_program(Path(temp) / "page")
        try:
            visitor = Visitor(program)
            yield visitor.address, visitor.browser_cookie()
        finally:
            program.end(signal.SIGTERM)


def entered(browser: Browser, address: str, cookie: Any, **traits: Any) -> Page:
    """Give a page of the program in a window of its own."""
    context = browser.new_context(**traits)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(address + "/")
    page.wait_for_selector(".ss-start h1", timeout=60_000)
    return page


def choose(page: Page, photos: dict[str, bytes]) -> None:
    """Choose files as in the system's dialogue."""
    files: Any = [
        {"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in photos.items()
    ]
    page.set_input_files(".ss-file", files=files)


def ready(page: Page) -> None:
    """Wait until a photo stands there, and the search for text has ended."""
    page.wait_for_selector('.ss[data-state="review"]', timeout=60_000)
    page.wait_for_selector(".ss-switch", timeout=60_000)
    page.wait_for_load_state("networkidle")


def mark(page: Page, place: tuple[float, float, float, float]) -> None:
    """Draw a box over a place of the photo, with the mouse."""
    canvas = page.locator(".ss-canvas[data-view]")
    box = canvas.bounding_box()
    if box is None:
        raise SystemExit("the photo is not in sight")
    _, left, top = map(float, (canvas.get_attribute("data-view") or "").split())
    wide, tall = box["width"] - 2 * left, box["height"] - 2 * top
    x, y = box["x"] + left, box["y"] + top
    page.mouse.move(x + place[0] * wide, y + place[1] * tall)
    page.mouse.down()
    page.mouse.move(x + place[2] * wide, y + place[3] * tall, steps=6)
    page.mouse.up()
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")  # the frame of the focus hides the picture


def keep(page: Page, path: Path) -> None:
    """Write what is seen as a small PNG."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # what was fetched last is drawn
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def portrait() -> bytes:
    """Give the portrait as a JPEG with metadata."""
    out = BytesIO()
    image = Image.fromarray(skimage.data.astronaut()).resize((1200, 1200), Image.Resampling.LANCZOS)
    image.save(out, "JPEG", quality=92, exif=piexif.dump(EXIF))
    return out.getvalue()


if __name__ == "__main__":
    main()
