"""What stands around the picture: options, steps, the slider, cards and advice."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from safeshare.verify import verify
from tests.web.photos import astronaut

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.pages import Watched


def with_hidden_picture() -> bytes:
    """A photo with another one behind its end."""
    out = BytesIO()
    Image.open(BytesIO(astronaut(300))).rotate(90).save(out, "JPEG")
    return astronaut(512) + out.getvalue()


def fates(page: Page) -> dict[str, str]:
    cards = page.locator(".ss-card").all()
    return {
        card.get_attribute("data-topic") or "": card.locator(".ss-fate").inner_text()
        for card in cards
    }


def split(page: Page) -> float:
    value = page.evaluate("document.querySelector('.ss-versus').style.getPropertyValue('--split')")
    return float(value.rstrip("%"))


def test_cards_stand_worst_first_with_what_will_happen(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo, "IMG_20240504_140311.jpg")
    assert fates(page) == {
        "where": "Will be removed",
        "device": "Will be removed",
        "who": "Will be removed",
        "when": "Will be removed",
        "name": "The copy gets a new name",
    }
    assert "May 4, 2024" in page.locator('.ss-card[data-topic="when"]').inner_text()
    page.click(".ss-options > summary")
    page.check('[name="ss-name"]')
    assert fates(page)["name"] == "The copy keeps this name"


def test_hidden_pictures_are_shown_as_pictures(watched: Watched) -> None:
    watched.open_photo(with_hidden_picture())
    hidden = watched.page.locator('.ss-card[data-topic="pictures"] img')
    hidden.wait_for()
    width = hidden.evaluate("(node) => node.decode().then(() => node.naturalWidth)")
    assert width == 300
    assert watched.complaints == []


def test_options_hold_for_the_other_photos_of_the_page(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo, "first.jpg")
    page.click(".ss-options > summary")
    page.check('[value="solid"]', force=True)
    page.select_option('[name="ss-colour"]', "black")
    page.select_option('[name="ss-size"]', "1080")
    page.select_option('[name="ss-format"]', "png")
    page.check('[name="ss-name"]')
    watched.make()
    watched.give({"second one.jpg": astronaut(1200)})
    watched.wait_for("review")
    page.wait_for_selector('.ss-thumb[title="second one.jpg"][aria-current="true"]')
    watched.make()
    copy = watched.save("second one.png")
    assert verify(copy) == ()
    image = Image.open(BytesIO(copy))
    assert (image.format, image.size) == ("PNG", (1080, 1080))
    assert image.getpixel((464, 240)) == (0, 0, 0)

    watched.forget()
    watched.open_photo(photo, "third.jpg")
    watched.make()
    watched.save("photo.jpg")  # everything is forgotten, the options too


def test_steps_are_told_as_they_begin(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo)
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver((changes) => {
                for (const { target } of changes) {
                    if (target.dataset.stage === "now") window.seen.push(target.dataset.step);
                }
            }).observe(document.querySelector(".ss-steps"), {
                subtree: true, attributes: true, attributeFilter: ["data-stage"],
            });
        }"""
    )
    watched.make()
    seen = page.evaluate("window.seen")
    assert list(dict.fromkeys(seen)) == ["read", "cover", "write", "check"]


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_slider_lies_over_before_and_after(watched: Watched, photo: bytes, how: str) -> None:
    page = watched.page
    watched.open_photo(photo)
    watched.make()
    box = page.locator(".ss-versus").bounding_box()
    assert box is not None
    assert split(page) == 50
    if how == "mouse":
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] / 2, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.2, middle, steps=5)
        page.mouse.up()
        assert 15 < split(page) < 25
    else:
        page.focus(".ss-range")
        page.keyboard.press("Home")
        assert split(page) == 0


def test_advice_names_help_without_a_link(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    watched.open_photo(photo)
    watched.make()
    guide = page.locator(".ss-guide")
    assert guide.locator("li").count() == 5
    assert guide.locator("a").count() == 0
    for name in ("CCRI Safety Center", "StopNCII.org"):
        page.get_by_label(f"Copy the name {name}").click()
        page.get_by_text(f"{name} is copied.").wait_for(state="attached")
        assert page.evaluate("navigator.clipboard.readText()") == name
    outside = [
        url for url in watched.requests if not re.match(r"(blob:)?http://127\.0\.0\.1:", url)
    ]
    assert [url for url in outside if not url.startswith("data:")] == []


def test_copy_that_is_being_made_can_be_stopped(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo)
    page.route("**/api/clean/*", lambda _: None)  # it is never answered
    watched.press("make")
    watched.wait_for("making")
    watched.press("stop")
    watched.wait_for("review")
    assert page.locator(".ss-problem").is_hidden()
    page.get_by_text("Stopped.").wait_for(state="attached")
    page.unroute("**/api/clean/*")
    watched.make()
    assert verify(watched.save()) == ()


def test_problem_while_making_leaves_the_photo_open(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo, "mine.jpg")
    line = '{"step": "read"}\n{"problem": "It could not be proven clean."}\n'
    page.route("**/api/clean/*", lambda route: route.fulfill(body=line))
    watched.press("make")
    page.wait_for_selector(".ss-problem:not([hidden])")
    assert "mine.jpg It could not be proven clean." in page.locator(".ss-problem").inner_text()
    watched.wait_for("review")
    page.unroute("**/api/clean/*")
    watched.make()
    assert verify(watched.save()) == ()


def test_a_program_that_ends_in_the_middle_is_told_as_that(watched: Watched, photo: bytes) -> None:
    page = watched.page
    watched.open_photo(photo)
    ended = {"status": 500, "content_type": "text/plain", "body": "Internal Server Error"}
    page.route("**/api/clean/*", lambda route: route.fulfill(**ended))
    watched.press("make")
    page.wait_for_selector(".ss-problem:not([hidden])")
    assert "It may have been closed" in page.locator(".ss-problem").inner_text()
    watched.wait_for("review")
