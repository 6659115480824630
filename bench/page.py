"""Print how long the page makes its reader wait, in a real Chromium, and the memory it takes.

    python bench/page.py [DIR] [--runs 5] [--browser COMMAND]

The photos are the largest of DIR, cropped and scaled to 12 and 48 megapixels; without DIR
an astronaut's portrait. Each figure is the median of the runs, in seconds; the best one stands
beside it, since other work on the machine can only slow it down. "processor" is what the
program itself took, of all its threads together.

- start: from starting the program until the page can be used, in a browser that is open.
- shown: from choosing a photo until it stands there with everything covered.
- toggle: from a switch until the new picture has come, a pause of 0.12 s included that waits
  for further changes.
- copy: from pressing the button until the result stands there, once nothing else is going on.
- memory: the most megabytes that the program ever took while ten photos came in and ten copies
  were made.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import skimage.data
from PIL import Image, ImageOps
from playwright.sync_api import BrowserType, Page, Response, sync_playwright

START = "from safeshare.web.server import run; run(open_browser=False)"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter\?token=\S+")
SIZES = {12: (4032, 3024), 48: (8064, 6048)}
AIMS = {
    "start": 5.0,
    "12 MP shown": 1.5,
    "48 MP shown": 4.0,
    "toggle": 0.25,
    "12 MP copy": 1.5,
}
TICKS = os.sysconf("SC_CLK_TCK")
LONG = 300_000  # milliseconds
TEN = 10


@dataclass
class Table:
    """Seconds on the clock and of the program's processor, by name."""

    taken: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    @contextmanager
    def row(self, name: str, process: subprocess.Popen[str]) -> Iterator[None]:
        """Measure what is done inside."""
        start, before = time.perf_counter(), processor(process)
        yield
        seconds = time.perf_counter() - start, processor(process) - before
        self.taken.setdefault(name, []).append(seconds)

    def show(self, peak: float) -> None:
        """Print everything, beside the aims of an idle machine with two processors."""
        print(f"{'':<14}{'median s':>10}{'best s':>9}{'processor s':>13}{'aim s':>8}")
        for name, seconds in self.taken.items():
            clock, cost = zip(*seconds, strict=True)
            aim = f"{AIMS[name]:>8.2f}" if name in AIMS else f"{'':>8}"
            middle, best = statistics.median(clock), min(clock)
            print(f"{name:<14}{middle:>10.2f}{best:>9.2f}{statistics.median(cost):>13.2f}{aim}")
        print(f"{'memory, MB':<14}{peak:>10.0f}{'':>22}{900:>8}")


def main() -> None:
    """Start the program several times, use its page, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, help="of JPEGs, and folders below it")
    parser.add_argument("--runs", type=int, default=5, help="of which the median is printed")
    parser.add_argument("--browser", default="/usr/bin/chromium", help="Chromium's command")
    wanted = parser.parse_args()
    photos = {size: made(wanted.folder, SIZES[size], TEN if size == 12 else 1) for size in SIZES}
    table, peak = Table(), 0.0
    with sync_playwright() as playwright:
        for _ in range(wanted.runs):
            with opened(playwright.chromium, wanted.browser, table) as (process, page):
                for size, names in (("12 MP", photos[12]), ("48 MP", photos[48])):
                    use(process, page, size, names[0], table)
        with opened(playwright.chromium, wanted.browser, Table()) as (process, page):
            peak = ten(process, page, photos[12])
    table.show(peak)


@contextmanager
def opened(
    chromium: BrowserType, command: str, table: Table
) -> Iterator[tuple[subprocess.Popen[str], Page]]:
    """Start the program and open its page in a browser that runs already."""
    browser = chromium.launch(executable_path=command, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto("about:blank")
    with tempfile.TemporaryDirectory() as temp:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", START],
            env={**os.environ, "TMPDIR": temp},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            page.goto(link_of(process))
            page.locator('.ss-start [data-action="choose"]').wait_for(timeout=LONG)
            took = time.perf_counter() - start, processor(process)
            table.taken.setdefault("start", []).append(took)
            time.sleep(3)  # a reader chooses a photo no sooner
            yield process, page
        finally:
            browser.close()
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def use(process: subprocess.Popen[str], page: Page, size: str, photo: bytes, table: Table) -> None:
    """Open a photo, switch a region, make the copy, forget it."""
    with page.expect_response(route("text"), timeout=LONG) as text:  # noqa: SIM117 - inner is timed
        with table.row(f"{size} shown", process):
            awaited(page, "covered", lambda: choose(page, [photo]))
    text.value.finished()
    switches = page.locator(".ss-covers [role=switch]:visible")
    if switches.count():
        with table.row("toggle", process):
            awaited(page, "covered", switches.first.click)
    with table.row(f"{size} copy", process):
        page.locator('[data-action="make"]:visible').first.click()
        page.locator('.ss[data-state="result"]').wait_for(timeout=LONG)
    page.locator('[data-action="forget"]:visible').first.click()
    page.locator('.ss[data-state="start"]').wait_for()


def ten(process: subprocess.Popen[str], page: Page, photos: list[bytes]) -> float:
    """Open ten photos and make their copies; give the program's peak in MB."""
    with page.expect_response(route("text"), timeout=LONG) as text:
        choose(page, photos)
    text.value.finished()
    page.wait_for_function(
        "() => document.querySelectorAll('.ss-thumbs img').length === 10", timeout=LONG
    )
    page.locator('[data-action="make-all"]:visible').click()
    page.locator('.ss[data-state="result"]').wait_for(timeout=LONG)
    return peak_of(process)


def choose(page: Page, photos: list[bytes]) -> None:
    """Hand files to the page as its own dialog does."""
    files = [
        {"name": f"photo-{number}.jpg", "mimeType": "image/jpeg", "buffer": photo}
        for number, photo in enumerate(photos)
    ]
    page.set_input_files(".ss-file", files)  # type: ignore[arg-type] # a dict is no TypedDict


def awaited(page: Page, name: str, act: Callable[[], object]) -> None:
    """Do something, and wait for the picture that follows and until it is painted."""
    with page.expect_response(route(name), timeout=LONG) as answer:
        act()
    answer.value.finished()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def route(name: str) -> Callable[[Response], bool]:
    """Give a test for the answers of a route."""
    return lambda response: f"/api/{name}/" in response.url


def link_of(process: subprocess.Popen[str]) -> str:
    """Read the link that the program prints."""
    for line in process.stdout or ():
        if match := LINK.search(line):
            return match[0]
    raise SystemExit("the program gave no link")


def processor(process: subprocess.Popen[str]) -> float:
    """Give the processor's seconds that a process took until now."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_of(process: subprocess.Popen[str]) -> float:
    """Give the most memory that a process ever took, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) * 1024 / 1e6


def made(folder: Path | None, size: tuple[int, int], count: int) -> list[bytes]:
    """Give photos of one size as JPEGs."""
    found = sorted(folder.rglob("*.jp*g"), key=lambda path: -path.stat().st_size) if folder else []
    sources = [Image.open(path) for path in found[:count]] or [
        Image.fromarray(skimage.data.astronaut())
    ]
    photos = []
    for number in range(count):
        upright = ImageOps.exif_transpose(sources[number % len(sources)]).convert("RGB")
        out = BytesIO()
        ImageOps.fit(upright, size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=92)
        photos.append(out.getvalue())
    return photos


if __name__ == "__main__":
    main()
