"""What arrives slowly, or not to its end, and what is pushed aside: the program works on."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING

from tests.web.photos import astronaut

if TYPE_CHECKING:
    from tests.web.program import Visitor

PAGE = "page-that-is-cut-short"


def begun(visitor: Visitor, length: int, part: bytes, **more: str) -> http.client.HTTPConnection:
    """Begin to send a photo of a length."""
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
    connection.putrequest("POST", "/api/photo")
    headers = {"Cookie": visitor.cookie, "x-page": PAGE, "Content-Length": str(length)}
    for name, value in (headers | more).items():
        connection.putheader(name, value)
    connection.endheaders(part)
    return connection


def test_a_photo_that_comes_slowly_keeps_no_other_waiting(visitor: Visitor) -> None:
    photo = astronaut(300)
    slow = begun(visitor, len(photo), photo[:1000])
    status, report = visitor.send(astronaut(256), PAGE)
    assert status == 200
    assert "result" in visitor.clean(report["id"], {})[1]
    slow.send(photo[1000:])
    answer = slow.getresponse()
    assert (answer.status, json.loads(answer.read())["width"]) == (200, 300)
    slow.close()


def test_a_photo_that_arrives_while_everything_is_forgotten_is_not_kept(visitor: Visitor) -> None:
    photo = astronaut(256)
    slow = begun(visitor, len(photo), b"", Expect="100-continue")
    assert slow.sock.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"  # it is being taken in
    wish = {"page": "another-page-of-the-user", "all": True}
    assert visitor.json("POST", "/api/forget", wish)[0] == 204
    slow.send(photo)
    answer = slow.getresponse()
    assert (answer.status, b"no longer in memory" in answer.read()) == (410, True)
    slow.close()


def test_uploads_that_break_off_keep_nobody_waiting(visitor: Visitor) -> None:
    for _ in range(8):  # more than may arrive at a time
        begun(visitor, 5_000_000, bytes(1_000_000)).close()
    assert visitor.send(astronaut(256), PAGE)[0] == 200


def test_a_zip_that_nobody_takes_to_its_end_keeps_nobody_waiting(visitor: Visitor) -> None:
    page = "page-of-a-broken-zip"
    photo_id = visitor.send(astronaut(1500), page)[1]["id"]
    assert "result" in visitor.clean(photo_id, {})[1]
    for _ in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
        connection.request("GET", f"/api/zip/{page}", headers={"Cookie": visitor.cookie})
        assert connection.getresponse().read(4) == b"PK\3\4"
        connection.close()
    assert visitor.ask("GET", f"/api/zip/{page}")[0] == 200
