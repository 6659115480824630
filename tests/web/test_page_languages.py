"""The page in both of its languages, and by axe-core's rules, in light and in dark."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from safeshare.verify import verify
from safeshare.web.texts import texts_for
from tests.web.pages import WINDOW, Watched, watch
from tests.web.photos import astronaut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.web.program import Visitor

ENGLISH, SPANISH = texts_for("en"), texts_for("es")

# Text that anybody sees, but what says itself to be in another language.
SEEN = """() => {
    const seen = [];
    const walker = document.createTreeWalker(document.querySelector(".ss"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!node.closest(".ss [lang], .ss code, .ss option") && node.checkVisibility()) {
            seen.push(walker.currentNode.textContent.trim());
        }
    }
    return seen.filter(Boolean);
}"""


@pytest.fixture
def spanish(browser: Browser, visitor: Visitor) -> Iterator[Watched]:
    context = browser.new_context(viewport=WINDOW, locale="es-MX")
    context.add_cookies([visitor.browser_cookie()])
    opened = watch(context)
    opened.goto(visitor.address + "/")
    yield opened
    context.close()


def test_whole_flow_in_spanish(spanish: Watched, photo: bytes) -> None:
    page = spanish.page
    only_english = set(ENGLISH.values()) - set(SPANISH.values())
    seen = page.evaluate(SEEN)
    spanish.give({"a.jpg": photo, "mala.jpg": b"no photo", "b.jpg": astronaut(512)})
    spanish.wait_for("review")
    spanish.wait_until_read()
    page.click(".ss-options > summary")
    seen += page.evaluate(SEEN)
    assert page.locator('.ss-card[data-topic="who"] h2').inner_text() == "Quién"
    assert "4 de mayo de 2024" in page.locator('.ss-card[data-topic="when"]').inner_text()
    assert "No es una foto" in page.locator(".ss-problem p").inner_text()
    spanish.press("make")
    spanish.wait_for("result")
    seen += page.evaluate(SEEN)
    assert only_english & set(seen) == set()
    assert len(set(SPANISH.values()) & set(seen)) > 60
    assert page.evaluate("document.documentElement.lang") == "es"
    assert verify(spanish.save()) == ()


def violations(watched: Watched) -> list[tuple[str, list[Any]]]:
    """Give the rules of axe-core that the page breaks, each with where."""
    page = watched.page
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document)")
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_any_state(
    browser: Browser, visitor: Visitor, photo: bytes, scheme: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    context.add_cookies([visitor.browser_cookie()])
    watched = watch(context)
    watched.goto(visitor.address + "/")
    found = {"start": violations(watched)}
    watched.open_photo(photo, "IMG_20240504_140311.jpg")
    watched.page.wait_for_selector(".ss-switch")
    watched.page.click(".ss-options > summary")
    watched.page.click(".ss-card summary >> nth=0")
    found["review"] = violations(watched)
    watched.page.route("**/api/clean/*", lambda _: None)  # never answered
    watched.press("make")
    watched.wait_for("making")
    found["making"] = violations(watched)
    watched.forget()
    watched.page.unroute("**/api/clean/*")
    watched.give({"a.jpg": photo, "bad.jpg": b"no photo", "b.jpg": astronaut(512)})
    watched.wait_for("review")
    watched.wait_until_read()
    watched.make()
    watched.page.click(".ss-removed summary")
    found["result"] = violations(watched)
    assert found == {state: [] for state in found}
    context.close()
