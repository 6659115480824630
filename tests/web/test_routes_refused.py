"""Who is not the page gets nothing of a real photo, on any route of the running program."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.photos import astronaut

if TYPE_CHECKING:
    from tests.web.program import Program, Visitor

PAGE = "page-of-the-owner-0123"
NEW = ("covered", "text", "snap", "clean")
FETCHED = ("preview", "thumb", "after", "result")
LIMIT = 1_000_000


@pytest.fixture(scope="module")
def photo_id(visitor: Visitor) -> str:
    """A photo that is there, with a copy, so that each refusal keeps something back."""
    known = str(visitor.send(astronaut(256), PAGE)[1]["id"])
    assert "result" in visitor.clean(known, {})[1]
    return known


def asked(visitor: Visitor, photo_id: str, **headers: str) -> set[int]:
    """Give the statuses with which every route answers."""
    paths = [("POST", f"/api/{name}/{photo_id}") for name in NEW]
    paths += [("GET", f"/api/{name}/{photo_id}") for name in FETCHED]
    paths += [("GET", f"/api/hidden/{photo_id}/0"), ("GET", f"/api/zip/{PAGE}")]
    paths += [("POST", "/api/photo"), ("POST", "/api/forget"), ("GET", "/api/texts"), ("GET", "/")]
    body = json.dumps({"page": PAGE, "all": True}).encode()
    answers = [
        visitor.ask(method, path, body if method == "POST" else None, **headers)
        for method, path in paths
    ]
    assert not [body for _, _, body in answers if b"\xff\xd8" in body or b"PK" in body]
    return {status for status, _, _ in answers}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),  # a name that was made to lead here
        ({"Host": "127.0.0.1"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Cookie": ""}, 401),  # another user of the computer, without the link
        ({"Cookie": "safeshare=guessed"}, 401),
    ],
)
def test_every_route_refuses(
    visitor: Visitor, photo_id: str, headers: dict[str, str], status: int
) -> None:
    assert asked(visitor, photo_id, **headers) == {status}
    assert visitor.ask("GET", f"/api/result/{photo_id}")[0] == 200  # and did nothing of it


def test_the_used_link_opens_nothing(program: Program) -> None:
    from tests.web.program import Visitor

    owner = Visitor(program)
    known = owner.send(astronaut(256), PAGE)[1]["id"]
    path = program.link.removeprefix(program.address)
    status, headers, _ = owner.ask("GET", path, Cookie="")
    assert status == 403
    assert "set-cookie" not in headers
    assert owner.ask("GET", f"/api/preview/{known}")[0] == 200


def test_what_one_page_made_is_in_no_zip_of_another(visitor: Visitor, photo_id: str) -> None:
    assert photo_id
    assert visitor.ask("GET", "/api/zip/page-of-somebody-else")[0] == 404
    assert visitor.ask("GET", f"/api/zip/{PAGE}")[0] == 200


POINTS = [[at % 251, at % 241] for at in range(100_000)]
SMALL = b'{"shape":"stroke","points":[[9,9]],"radius":%s}'


def compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


@pytest.mark.parametrize("shape", ["polygon", "stroke"])
@pytest.mark.parametrize("route", ["covered", "snap", "clean"])
def test_a_hundred_thousand_points_are_refused(
    visitor: Visitor, photo_id: str, route: str, shape: str
) -> None:
    mark = {"shape": shape, "points": POINTS, "radius": 3}
    body = compact({"mark": mark} if route == "snap" else {"regions": [mark]})
    assert len(body) < LIMIT  # so that it is not its size that is refused
    status, _, answer = visitor.ask("POST", f"/api/{route}/{photo_id}", body)
    assert status == 400
    assert b"points" in answer


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1", b'"9"'])
def test_numbers_that_are_none_are_refused(visitor: Visitor, photo_id: str, number: bytes) -> None:
    body = b'{"regions":[' + SMALL % number + b"]}"
    status, _, answer = visitor.ask("POST", f"/api/covered/{photo_id}", body)
    assert status == 400
    assert json.loads(answer)["message"]


def test_markup_in_a_name_is_handed_out_as_text(visitor: Visitor) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
    name = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%0D%0ASet-Cookie%3A%20a%3Db.jpg"
    headers = {"Cookie": visitor.cookie, "x-page": PAGE, "x-photo-name": name}
    connection.request("POST", "/api/photo", astronaut(256), headers)
    report = json.loads(connection.getresponse().read())
    connection.close()
    wish = {"options": {"keep_name": True}}
    assert "result" in visitor.clean(report["id"], wish)[1]
    status, told, _ = visitor.ask("GET", f"/api/result/{report['id']}")
    assert status == 200
    assert "set-cookie" not in told
    assert told["content-type"] == "image/jpeg"
    assert told["content-disposition"].startswith("attachment; ")
    assert "\n" not in told["content-disposition"]
    assert "<" not in told["content-disposition"]
