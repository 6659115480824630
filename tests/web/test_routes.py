"""Each route of the running program, asked by plain requests."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import count
from typing import Any

import piexif
import pytest
from PIL import Image

from safeshare.pixels.codec import measure
from tests.web.likeness import FACE, PATCH, likeness
from tests.web.photos import EXIF, astronaut
from tests.web.program import Visitor

PAGES = count(1)
HOLIDAY = "IMG_20240504_140311"


def new_page() -> str:
    return f"page-of-a-test-{next(PAGES):04}"


@pytest.fixture
def page() -> str:
    return new_page()


@pytest.fixture
def report(visitor: Visitor, photo: bytes, page: str) -> dict[str, Any]:
    status, report = visitor.send(photo, page)
    assert status == 200
    return dict(report)


@pytest.fixture(scope="module")
def known(visitor: Visitor) -> str:
    """The id of a photo for requests that change nothing."""
    return str(visitor.send(astronaut(256), new_page())[1]["id"])


def post(visitor: Visitor, path: str, wish: object) -> tuple[int, bytes]:
    status, _, body = visitor.ask("POST", path, json.dumps(wish).encode())
    return status, body


def test_report_tells_name_place_and_what_was_dropped(report: dict[str, Any]) -> None:
    assert report["name"] == HOLIDAY + ".jpg"
    assert report["dropped"] == []
    (place,) = (finding["place"] for finding in report["findings"] if "place" in finding)
    assert place["latitude"] == pytest.approx(48.85837, abs=1e-4)
    assert place["longitude"] == pytest.approx(2.2945, abs=1e-4)


def test_thumb_is_small(visitor: Visitor, report: dict[str, Any]) -> None:
    status, headers, thumb = visitor.ask("GET", f"/api/thumb/{report['id']}")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(thumb)).size == (160, 160)


def test_covered_preview_follows_regions_and_options(
    visitor: Visitor, report: dict[str, Any]
) -> None:
    path = f"/api/covered/{report['id']}"
    _, _, before = visitor.ask("GET", f"/api/preview/{report['id']}")
    mark = {"shape": "box", "box": [side * 1024 for side in PATCH]}
    status, shown = post(visitor, path, {"regions": [mark], "options": {"style": "mosaic"}})
    assert status == 200
    assert likeness(before, shown, PATCH) < 0.2
    assert likeness(before, shown, FACE) < 0.2
    off = {"regions": [{"id": "face-1", "on": False}]}
    assert likeness(before, post(visitor, path, off)[1], FACE) > 0.9
    back = {**off, "options": {"background": True}}
    assert likeness(before, post(visitor, path, back)[1], (0.75, 0.1, 0.95, 0.5)) < 0.2


def test_hidden_picture_is_shown_bare(visitor: Visitor, page: str) -> None:
    inner = io.BytesIO()
    Image.new("RGB", (900, 300), "red").save(inner, "JPEG", exif=piexif.dump(EXIF))
    _, report = visitor.send(astronaut(512) + inner.getvalue(), page)
    (number,) = (finding["picture"] for finding in report["findings"] if "picture" in finding)
    status, headers, shown = visitor.ask("GET", f"/api/hidden/{report['id']}/{number}")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(shown)).size == (512, 171)
    assert b"Canon" not in shown
    others = {*range(len(report["findings"]) + 1), 999} - {number}
    for other in others:
        assert visitor.ask("GET", f"/api/hidden/{report['id']}/{other}")[0] == 404


def test_text_is_looked_for_once_and_can_be_covered(visitor: Visitor, page: str) -> None:
    _, report = visitor.send(astronaut(1024), page)
    assert not [region for region in report["regions"] if region["kind"] == "text"]
    path = f"/api/text/{report['id']}"
    status, told = visitor.json("POST", path, {})
    assert status == 200
    assert told["regions"]
    assert all(line["id"].startswith("text-") and not line["on"] for line in told["regions"])
    assert visitor.json("POST", path, {}) == (200, told)
    wish = {"regions": [{"id": told["regions"][0]["id"], "on": True}]}
    assert visitor.clean(report["id"], wish)[1]["result"]["covered_kinds"].count("text") == 1


def test_snap_gives_a_polygon(visitor: Visitor, report: dict[str, Any]) -> None:
    mark = {"shape": "stroke", "points": [[300, 750], [340, 790]], "radius": 20}
    status, told = visitor.json("POST", f"/api/snap/{report['id']}", {"mark": mark})
    assert status == 200
    assert len(told["points"]) >= 3
    assert all(len(point) == 2 for point in told["points"])


def test_options_are_carried_out(visitor: Visitor, report: dict[str, Any]) -> None:
    options = {"format": "png", "max_side": 300, "style": "solid", "colour": "#ff0000"}
    _, last = visitor.clean(report["id"], {"options": {**options, "keep_name": True}})
    assert last["result"]["name"] == HOLIDAY + ".png"
    _, headers, copy = visitor.ask("GET", f"/api/result/{report['id']}")
    assert headers["content-disposition"] == f'attachment; filename="{HOLIDAY}.png"'
    image = Image.open(io.BytesIO(copy))
    assert (image.format, image.size) == ("PNG", (300, 300))
    assert image.getpixel((int(0.43 * 300), int(0.23 * 300))) == (255, 0, 0)


def test_a_problem_in_the_middle_is_told_as_the_last_line(visitor: Visitor, page: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "PNG")
    _, report = visitor.send(out.getvalue(), page)
    steps, last = visitor.clean(report["id"], {"options": {"background": True}})
    assert steps == ["read"]
    assert last["problem"].startswith("Nobody was found")
    assert "--" not in last["problem"]
    assert visitor.ask("GET", f"/api/result/{report['id']}")[0] == 404


def test_zip_holds_the_finished_copies_of_a_page(visitor: Visitor, page: str) -> None:
    assert visitor.ask("GET", f"/api/zip/{page}")[0] == 404
    ids = [visitor.send(astronaut(side), page)[1]["id"] for side in (256, 300, 320, 340)]
    visitor.send(astronaut(280), new_page())
    for photo_id, keep in zip(ids[:3], (False, True, True), strict=True):
        visitor.clean(photo_id, {"options": {"keep_name": keep}})
    status, headers, body = visitor.ask("GET", f"/api/zip/{page}")
    assert (status, headers["content-type"]) == (200, "application/zip")
    assert headers["content-disposition"] == 'attachment; filename="safer-copies.zip"'
    assert int(headers["content-length"]) == len(body)
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        names = packed.namelist()
        assert names == ["photo-0001.jpg", HOLIDAY + ".jpg", HOLIDAY + "-2.jpg"]
        widths = [measure(packed.read(name), "jpeg").width for name in names]
    assert widths == [256, 300, 320]


def test_one_photo_is_forgotten_alone(visitor: Visitor, page: str) -> None:
    left, kept = (visitor.send(astronaut(256), page)[1]["id"] for _ in range(2))
    for path in ("page-of-a-stranger", page):
        assert visitor.json("POST", "/api/forget", {"page": path, "id": left})[0] == 204
        assert visitor.ask("GET", f"/api/preview/{left}")[0] == (404 if path == page else 200)
    assert visitor.ask("GET", f"/api/preview/{kept}")[0] == 200
    assert visitor.json("POST", "/api/forget", {"page": page, "id": [kept]})[0] == 400
    assert visitor.json("POST", "/api/forget", {"page": "x"})[0] == 400
    assert visitor.ask("GET", f"/api/preview/{kept}")[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/preview/nothing"),
        ("GET", "/api/thumb/nothing"),
        ("GET", "/api/after/nothing"),
        ("GET", "/api/result/nothing"),
        ("GET", "/api/hidden/nothing/0"),
        ("POST", "/api/covered/nothing"),
        ("POST", "/api/text/nothing"),
        ("POST", "/api/snap/nothing"),
        ("POST", "/api/clean/nothing"),
        ("GET", "/api/zip/nothing-that-exists"),
    ],
)
def test_an_unknown_photo_is_told_in_words(visitor: Visitor, method: str, path: str) -> None:
    status, told = visitor.json(method, path, {} if method == "POST" else None)
    assert status == 404
    assert "no longer in memory" in told["message"]


NAN = b'{"regions": [{"shape": "box", "box": [NaN, 0, Infinity, 9]}], "mark": null}'
MANY = {"shape": "polygon", "points": [[at % 99, at % 98] for at in range(30_000)]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        NAN,
        json.dumps({"regions": [MANY], "mark": MANY}).encode(),
        b'{"regions": [{"id": "<script>alert(1)</script>", "on": true}], "mark": {"shape": 1}}',
        b'{"options": [], "mark": {"shape": "stroke", "points": [[1, 1]], "radius": 1e308}}',
    ],
)
@pytest.mark.parametrize("route", ["covered", "snap", "clean"])
def test_hostile_wishes_are_refused_in_words(
    visitor: Visitor, known: str, route: str, body: bytes
) -> None:
    status, _, answer = visitor.ask("POST", f"/api/{route}/{known}", body)
    assert status == 400
    assert json.loads(answer)["message"]
    assert b"<" not in answer


@pytest.mark.parametrize("route", ["covered", "snap", "clean", "text"])
def test_a_body_that_is_too_large_is_refused(visitor: Visitor, known: str, route: str) -> None:
    body = b" " * 1_000_001
    assert visitor.ask("POST", f"/api/{route}/{known}", body)[0] == 413
