"""The page in a real browser: from a dropped photo to a saved copy that passes the second look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from safeshare.verify import verify
from safeshare.web.browser import NAME, Redirect
from tests.web.likeness import ELSEWHERE, FACE, PATCH, likeness
from tests.web.pages import WINDOW, Watched, watch
from tests.web.photos import HOSTILE_OWNER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.program import Program, Visitor

PICTURES_LEFT = """[...document.querySelectorAll('.ss img[src], .ss-card, .ss-removed li')]
    .map((node) => node.outerHTML)"""
HOSTILE_NAME = "IMG_20240504_140311 <img src=x onerror=alert(1)>${alert(2)}{{name}}.jpg"


def measured(page: Page) -> dict[str, str]:
    rows = page.locator(".ss-measured > div").all()
    return {
        row.get_attribute("data-measured") or "": row.locator("dd").inner_text() for row in rows
    }


def test_from_the_link_to_a_saved_copy(browser: Browser, program: Program, photo: bytes) -> None:
    context = browser.new_context(viewport=WINDOW)
    watched = watch(context)
    page = watched.page
    watched.goto(program.link)
    watched.open_photo(photo)
    where = page.locator('.ss-card[data-topic="where"]')
    assert "France" in where.inner_text()
    assert "Will be removed" in where.inner_text()
    where.locator("svg.ss-map").wait_for()
    assert "48.85" in where.locator("details").text_content()
    page.wait_for_selector(".ss-switch")

    watched.draw(PATCH)
    page.locator(".ss-mark").wait_for()
    watched.make()
    assert measured(page) | {"made.size": ""} == {
        "made.blocks": "1 → 0",
        "made.covered.faces": "1",
        "made.covered.others": "1",
        "made.left": "0",
        "made.quality": "written anew",
        "made.size": "",
        "made.name": "photo.jpg",
    }
    assert page.locator(".ss-remains li").count() >= 1
    page.wait_for_function("document.querySelector('.ss-after').naturalWidth > 500")

    copy = watched.save()
    assert verify(copy) == ()
    assert likeness(photo, copy, PATCH) < 0.2
    assert likeness(photo, copy, FACE) < 0.2
    assert likeness(photo, copy, ELSEWHERE) > 0.7

    assert watched.complaints == []
    own = (program.address + "/", f"blob:{program.address}", "data:")
    assert [url for url in watched.requests if not url.startswith(own)] == []
    for left in program.temp.rglob("*"):
        assert left.is_dir() or b"\xff\xd8\xff" not in left.read_bytes()
    context.close()
    assert program.end() == 0
    assert list(program.temp.iterdir()) == []


def test_browser_gets_in_by_the_file_that_carries_the_link(
    browser: Browser, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", opened.append)
    Redirect(program.link, tmp_path).open()
    context = browser.new_context(viewport=WINDOW)
    watched = watch(context)
    watched.goto((tmp_path / NAME).as_uri())
    assert watched.page.url == program.address + "/"
    assert watched.complaints == []
    context.close()


def test_face_that_is_switched_off_stays_visible(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo)
    page.mouse.click(*watched.point(0.43, 0.22))
    page.wait_for_selector('.ss-switch[aria-checked="false"]')
    watched.make()
    assert "Faces that were found stay visible" in page.locator(".ss-remains").inner_text()
    told = measured(page)
    assert (told["made.shown"], told["made.left.others"]) == ("1", "0")
    assert "made.left" not in told  # of a copy with a face in sight that would be a lie
    copy = watched.save()
    assert verify(copy) == ()
    assert likeness(photo, copy, FACE) > 0.9
    watched.press("change")
    page.click(".ss-switch")
    watched.make()
    assert likeness(photo, watched.save(), FACE) < 0.2


def test_what_is_changed_after_the_copy_is_in_the_next_copy(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo)
    watched.draw((0.1, 0.6, 0.2, 0.7))
    watched.make()
    watched.press("change")
    page.click('[data-do="undo"]')
    watched.draw((0.7, 0.7, 0.8, 0.8))
    page.locator(".ss-mark").wait_for()
    watched.make()
    copy = watched.save()
    assert likeness(photo, copy, (0.72, 0.72, 0.78, 0.78)) < 0.3
    assert likeness(photo, copy, (0.1, 0.6, 0.2, 0.7)) > 0.7


def test_text_of_strangers_stays_text(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo, HOSTILE_NAME)
    assert HOSTILE_OWNER in page.locator('.ss-card[data-topic="who"]').inner_text()
    assert HOSTILE_NAME in page.locator('.ss-card[data-topic="name"]').text_content()
    assert page.locator(".ss-cards img").count() == 0
    watched.make()
    assert HOSTILE_OWNER in page.locator(".ss-removed").text_content()
    assert page.locator(".ss-removed img").count() == 0
    page.wait_for_timeout(300)
    assert watched.complaints == []


def test_forget_everything_and_leaving_wipe_at_once(
    watched: Watched, visitor: Visitor, photo: bytes
) -> None:
    page = watched.page
    previews = []
    page.on("response", lambda answer: "/preview/" in answer.url and previews.append(answer.url))
    watched.open_photo(photo)
    assert watched.status(previews[0]) == 200
    watched.forget()
    assert watched.status(previews[0]) == 404
    assert page.evaluate("document.querySelector('.ss-canvas').width") == 1
    assert page.evaluate(PICTURES_LEFT) == []

    watched.open_photo(photo)
    assert watched.status(previews[1]) == 200
    page.goto("about:blank")
    watched.wait_until_gone(previews[1])  # the page's last word is on its way
    watched.goto(visitor.address + "/")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_page_left_alone_forgets_its_photo(watched: Watched, photo: bytes) -> None:
    page = watched.page
    page.clock.install()
    watched.goto(page.url)
    watched.open_photo(photo)
    page.clock.fast_forward("20:00")
    page.mouse.move(5, 5)
    page.clock.fast_forward("20:00")
    assert watched.state == "review"
    page.clock.fast_forward("20:00")
    watched.wait_for("start")
    assert "30 minutes" in page.locator(".ss-problem p").inner_text()
    assert page.evaluate(PICTURES_LEFT) == []


def test_coming_back_by_the_history_finds_an_empty_page(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo)
    watched.make()
    # A page that the browser keeps for "back" hears just this before it is put aside.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    watched.wait_for("start")
    assert page.evaluate(PICTURES_LEFT) == []
    watched.open_photo(photo)  # and it works on


def test_photo_that_the_program_forgot_is_taken_off_the_page(
    watched: Watched, visitor: Visitor, photo: bytes
) -> None:
    watched.open_photo(photo)
    visitor.json("POST", "/api/forget", {"page": "another-page-0123456789", "all": True})
    watched.press("make")
    watched.wait_for("start")
    assert "no longer in memory" in watched.page.locator(".ss-problem p").inner_text()


def test_photos_come_by_drop_and_by_paste(watched: Watched, photo: bytes) -> None:
    page = watched.page
    give = """([bytes, kind, target]) => {
        const transfer = new DataTransfer();
        for (const name of ["x.jpg", "y.jpg"]) {
            transfer.items.add(new File([new Uint8Array(bytes)], name, {type: "image/jpeg"}));
        }
        const event = kind === "drop"
            ? new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true})
            : new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true});
        document.querySelector(target).dispatchEvent(event);
    }"""
    for kind in ("drop", "paste"):
        page.evaluate(give, [list(photo), kind, "body"])
        watched.wait_for("review")
        watched.wait_until_read()
        assert page.locator(".ss-thumb").count() == 2
        watched.forget()
    assert watched.complaints == []


def test_what_is_no_photo_is_told_in_words(watched: Watched) -> None:
    page = watched.page
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    page.set_input_files(".ss-file", files=[file])
    page.wait_for_selector(".ss-problem:not([hidden])")
    assert watched.state == "start"
    assert "a.jpg" in page.locator(".ss-problem p").inner_text()
    assert len(page.locator(".ss-problem p").inner_text()) > 20
    watched.press("close-problem")
    assert page.locator(".ss-problem").is_hidden()
