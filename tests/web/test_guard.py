"""Whom the guard lets in: nobody but the page that came by the link."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import pytest

from safeshare.web.guard import Guard
from tests.web.guarded import PORT, TOKEN, Client, echo

POSTED = ("covered", "text", "snap", "clean")
FETCHED = ("preview", "thumb", "after", "result", "zip")
ROUTES = [
    *(("POST", f"/api/{name}/some-id_0") for name in POSTED),
    *(("GET", f"/api/{name}/some-id_0") for name in FETCHED),
    ("GET", "/api/hidden/some-id_0/12"),
    ("POST", "/api/photo"),
    ("POST", "/api/forget"),
    ("GET", "/api/texts"),
]


def test_page_is_given_to_who_came_by_the_link(inside: Client) -> None:
    assert inside.ask("/").status == 200


def test_cookie_is_out_of_reach_for_scripts_and_other_sites(client: Client) -> None:
    cookie = client.enter().headers[b"set-cookie"].decode()
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize("query", [f"token={TOKEN}", "token=", "token", ""])
def test_link_works_once(inside: Client, query: str) -> None:
    answer = inside.ask("/enter", query=query)
    assert answer.status == 403
    assert not answer.cookie


def test_wrong_token_is_refused_and_does_not_use_the_link_up(client: Client) -> None:
    assert client.enter("another").status == 403
    assert client.enter("").status == 403
    assert client.enter().status == 200


def test_enter_is_reported_once() -> None:
    calls: list[int] = []
    client = Client(Guard(echo, port=PORT, token=TOKEN, on_enter=lambda: calls.append(1)))
    client.enter("wrong")
    client.enter()
    client.enter()
    assert calls == [1]


def test_without_cookie_nothing_is_given(client: Client) -> None:
    assert client.ask("/").status == 401
    assert client.ask("/api/texts", cookie="safeshare_5001_0=x; a=ü").status == 401


def test_the_name_of_the_cookie_alone_opens_nothing(inside: Client) -> None:
    name, _, value = inside.cookie.partition("=")
    for wrong in ("", "x", value[:-1], value + "x", value.swapcase(), "ü"):
        assert inside.ask("/", cookie=f"{name}={wrong}").status == 401
    assert inside.ask("/", cookie=f"{name}={value}").status == 200


def test_secrets_are_compared_in_constant_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = hmac.compare_digest
    compared: list[bytes] = []

    def compare(given: bytes, wanted: bytes) -> bool:
        compared.append(given)
        return real(given, wanted)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    client.enter()
    client.ask("/")
    assert compared == [TOKEN.encode(), client.cookie.partition("=")[2].encode()]


def test_cookie_is_found_among_other_programs_cookies(inside: Client) -> None:
    crowd = f'a="b;c=d; {inside.cookie}; e=[f]'
    assert inside.ask("/", cookie=crowd).status == 200


@pytest.mark.parametrize("host", ["evil.example:5001", "127.0.0.1", "127.0.0.1:5002", ""])
def test_foreign_host_is_refused_even_with_the_cookie(inside: Client, host: str) -> None:
    assert inside.ask("/", host=host).status == 421


def test_browsers_leave_the_usual_port_out() -> None:
    client = Client(Guard(echo, port=80, token=TOKEN))
    client.cookie = client.ask("/enter", query="token=the-token", host="127.0.0.1").cookie
    own = {"host": "127.0.0.1", "origin": "http://127.0.0.1"}
    assert client.ask("/api/forget", "POST", **own).status == 200
    assert client.ask("/api/forget", "POST", host="evil.example").status == 421


def test_foreign_host_can_not_use_the_link(client: Client) -> None:
    assert client.ask("/enter", query="token=the-token", host="evil.example:5001").status == 421
    assert client.enter().status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:5002"])
def test_other_origins_are_refused(inside: Client, origin: str) -> None:
    assert inside.ask("/api/forget", "POST", origin=origin).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_requests_that_another_site_caused_are_refused(inside: Client, site: str) -> None:
    assert inside.ask("/api/texts", sec_fetch_site=site).status == 403
    assert inside.ask("/api/texts", sec_fetch_site="same-origin").status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/info"),
        ("GET", "/openapi.json"),
        ("GET", "/config"),
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/api/photo"),
        ("POST", "/"),
        ("GET", "/ui/../guard.py"),
        ("GET", "/ui/a/b"),
        ("GET", "/api/preview/a/b"),
        *(("GET", f"/api/{name}/abc") for name in POSTED),
        *(("POST", f"/api/{name}/abc") for name in FETCHED),
        ("POST", "/api/hidden/abc/0"),
        ("GET", "/api/hidden/abc"),
        ("GET", "/api/hidden/abc/-1"),
        ("GET", "/api/hidden/abc/1000"),
        ("GET", "/api/hidden/abc/١"),
        ("GET", "/api/thumb/" + "a" * 65),
        ("POST", "/api/covered/"),
        ("POST", "/api/covered/a.b"),
        ("DELETE", "/api/forget"),
    ],
)
def test_routes_that_the_page_does_not_use_do_not_exist(
    inside: Client, method: str, path: str
) -> None:
    assert inside.ask(path, method).status == 404


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_is_for_the_page_alone(client: Client, method: str, path: str) -> None:
    assert client.ask(path, method).status == 401
    client.enter()
    assert client.ask(path, method).status == 200
    assert client.ask(path, method, origin="http://evil.example").status == 403
    assert client.ask(path, method, sec_fetch_site="cross-site").status == 403
    assert client.ask(path, method, host="evil.example:5001").status == 421


def test_websockets_are_closed(client: Client) -> None:
    sent: list[Any] = []

    async def talk() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        await client.guard({"type": "websocket", "path": "/", "headers": []}, receive, send)

    asyncio.run(talk())
    assert sent == [{"type": "websocket.close", "code": 1008}]
