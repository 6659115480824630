"""Many photos at once: a strip, copies one by one or all together, and one bad file among them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

import pytest

from safeshare.verify import verify
from tests.web.likeness import FACE, likeness
from tests.web.photos import astronaut

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.web.pages import Watched

BAD = "not a <b>photo</b>.jpg"


@pytest.fixture(scope="module")
def photos() -> dict[str, bytes]:
    return {f"{side}.jpg": astronaut(side) for side in (512, 600, 700)}


def states(watched: Watched) -> list[str | None]:
    return [item.get_attribute("data-state") for item in watched.page.locator(".ss-thumb").all()]


def test_all_at_defaults_as_one_zip(watched: Watched, photos: dict[str, bytes]) -> None:
    page = watched.page
    first, *others = photos
    watched.give(
        {first: photos[first], BAD: b"no photo", **{name: photos[name] for name in others}}
    )
    watched.wait_for("review")
    watched.wait_until_read()
    told = page.locator(".ss-problem p")
    assert BAD in told.inner_text()
    assert page.locator(".ss-problem b").count() == 0
    assert watched.state == "review"  # the photo that was open still is
    assert page.locator('.ss-thumb[aria-current="true"]').get_attribute("title") == first
    assert states(watched) == ["ready"] * 3
    assert page.locator(".ss-zip").is_hidden()

    watched.press("make-all")
    watched.wait_for("result")
    assert states(watched) == ["made"] * 3
    saved = watched.download(".ss-zip")
    with ZipFile(BytesIO(saved.path().read_bytes())) as archive:
        copies = [archive.read(entry) for entry in archive.infolist()]
        assert {entry.compress_type for entry in archive.infolist()} == {ZIP_STORED}
        assert len(set(archive.namelist())) == 3
    for (name, before), copy in zip(photos.items(), copies, strict=True):
        assert verify(copy) == (), name
        assert likeness(before, copy, FACE) < 0.2, name
    assert watched.complaints == []


def test_going_through_them_one_by_one(watched: Watched, photos: dict[str, bytes]) -> None:
    page = watched.page
    watched.give(photos)
    watched.wait_for("review")
    watched.wait_until_read()
    page.wait_for_selector(".ss-switch").click()
    watched.make()
    first = watched.save()
    assert likeness(photos["512.jpg"], first, FACE) > 0.9
    watched.press("next")
    watched.wait_for("review")
    page.wait_for_selector('.ss-switch[aria-checked="true"]')  # each photo has its own regions
    watched.make()
    assert states(watched) == ["saved", "made", "ready"]
    assert likeness(photos["600.jpg"], watched.save(), FACE) < 0.2
    assert page.locator(".ss-zip").inner_text() == "Save 2 copies as one zip"

    page.locator(".ss-thumb").first.click()
    page.wait_for_selector('.ss-thumb[aria-current="true"][title="512.jpg"]')
    watched.wait_for("result")
    watched.press("change")
    page.wait_for_selector(".ss-switch").click()
    page.wait_for_selector('.ss-thumb[title="512.jpg"][data-state="ready"]')
    assert page.locator(".ss-zip").is_hidden()  # it would hold a copy that is out of date
    watched.press("make-all")
    watched.wait_for("result")
    assert likeness(photos["512.jpg"], watched.save(), FACE) < 0.2


def test_photos_can_be_added_and_taken_out(watched: Watched, photos: dict[str, bytes]) -> None:
    page = watched.page
    watched.open_photo(photos["512.jpg"], "first.jpg")
    assert page.locator(".ss-strip").is_hidden()
    watched.give({"second.jpg": photos["600.jpg"]})
    watched.wait_until_read()
    current = page.locator('.ss-thumb[aria-current="true"]')
    assert current.get_attribute("title") == "first.jpg"
    watched.give({BAD: b"no photo"})
    page.wait_for_selector(".ss-problem:not([hidden])")
    assert watched.state == "review"
    assert current.get_attribute("title") == "first.jpg"
    thumb = page.locator('.ss-thumb[title="first.jpg"] img').get_attribute("src") or ""
    address = page.url.rstrip("/") + thumb
    assert watched.status(address) == 200
    with page.expect_response("**/api/forget"):
        watched.press("remove-photo")
    page.wait_for_selector(".ss-strip", state="hidden")
    assert watched.status(address) in (404, 410)
    page.wait_for_selector(".ss-canvas[data-view]")  # of the photo that is left
    watched.make()
    assert likeness(photos["600.jpg"], watched.save(), FACE) < 0.2


def test_no_copy_is_begun_while_no_photo_is_open(
    watched: Watched, photos: dict[str, bytes]
) -> None:
    page = watched.page
    watched.give({name: photos[name] for name in ("512.jpg", "600.jpg")})
    watched.wait_for("review")
    watched.wait_until_read()
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/api/preview/*", hold)
    with page.expect_request("**/api/preview/*"):
        watched.press("remove-photo")
    watched.press("make")
    assert watched.state == "review"
    while not waiting:
        page.wait_for_timeout(50)
    waiting[0].continue_()
    page.wait_for_selector(".ss-canvas[data-view]")
    watched.make()
    assert likeness(photos["600.jpg"], watched.save(), FACE) < 0.2


def test_one_copy_that_fails_keeps_no_other_from_being_made(
    watched: Watched, photos: dict[str, bytes]
) -> None:
    page = watched.page
    watched.give(photos)
    watched.wait_for("review")
    watched.wait_until_read()
    answered: list[str] = []

    def answer(route: Route) -> None:
        answered.append(route.request.url)
        if len(answered) > 1:
            route.continue_()
        else:
            route.fulfill(body='{"step": "read"}\n{"problem": "It could not be proven clean."}\n')

    page.route("**/api/clean/*", answer)
    watched.press("make-all")
    page.wait_for_selector('.ss-thumb[title="700.jpg"][data-state="made"]')
    assert states(watched) == ["failed", "made", "made"]
    assert "512.jpg" in page.locator(".ss-problem p").inner_text()
    watched.wait_for("review")  # of the photo that was open, which has no copy
    assert page.locator(".ss-zip").inner_text() == "Save 2 copies as one zip"
    watched.press("make-all")
    watched.wait_for("result")
    assert states(watched) == ["made"] * 3


def test_photos_that_made_room_are_told_by_name(watched: Watched, photos: dict[str, bytes]) -> None:
    page = watched.page
    first: list[str] = []

    def answer(route: Route) -> None:
        response = route.fetch()
        report = response.json()
        route.fulfill(response=response, json={**report, "dropped": first[:1]})
        first.append(report["id"])

    page.route("**/api/photo", answer)
    watched.open_photo(photos["512.jpg"], "oldest.jpg")
    watched.give({"newer.jpg": photos["600.jpg"]})
    page.wait_for_selector(".ss-problem:not([hidden])")
    assert "oldest.jpg" in page.locator(".ss-problem p").inner_text()
    watched.wait_for("review")
    assert page.locator(".ss-strip").is_hidden()
    page.wait_for_selector(".ss-canvas[data-view]")  # of the photo that is left
    watched.make()
    assert likeness(photos["600.jpg"], watched.save(), FACE) < 0.2
