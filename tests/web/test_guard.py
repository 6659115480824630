from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from safeshare.web.guard import MAX_BODY, MAX_PHOTO_BODY, Guard

PORT = 5001
TOKEN = "the-token"  # noqa: S105 - opens nothing but this test's guard
HOST = f"127.0.0.1:{PORT}"

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


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Stands behind the guard: reads the whole body, answers with a page that has a script."""
    while (await receive()).get("more_body"):
        pass
    headers = [
        (b"content-type", b"text/html"),
        (b"access-control-allow-origin", b"*"),
        (b"server", b"x"),
        (b"connection", b"close"),
        (b"cache-control", b"max-age=60"),
        (b"x-seen", b",".join(name for name, _ in scope["headers"])),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"<head></head>", "more_body": True})
    await send({"type": "http.response.body", "body": b"<script>1</script>", "more_body": True})
    await send({"type": "http.response.body", "body": b"<script src=a></script>"})


@dataclass
class Answer:
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Client:
    """Speaks to a guard as a server would, without any network."""

    guard: Guard
    cookie: str = ""

    def ask(
        self,
        path: str,
        method: str = "GET",
        query: str = "",
        parts: tuple[bytes, ...] = (b"",),
        **headers: str,
    ) -> Answer:
        given = {"host": HOST, "cookie": self.cookie} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
        messages = [
            {"type": "http.request", "body": part, "more_body": number < len(parts)}
            for number, part in enumerate(parts, 1)
        ]
        answer = Answer()

        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = dict(message["headers"])
            else:
                answer.body += message.get("body", b"")

        asyncio.run(self.guard(scope, receive, send))
        return answer

    def enter(self, token: str = TOKEN) -> Answer:
        answer = self.ask("/enter", query=f"token={token}", cookie="")
        self.cookie = answer.headers.get(b"set-cookie", b"").decode().partition(";")[0]
        return answer


@pytest.fixture
def client() -> Client:
    return Client(Guard(echo, port=PORT, token=TOKEN))


@pytest.fixture
def inside(client: Client) -> Client:
    assert client.enter().status == 200
    return client


def test_page_is_given_to_who_came_by_the_link(inside: Client) -> None:
    assert inside.ask("/").status == 200


def test_cookie_is_out_of_reach_for_scripts_and_other_sites(client: Client) -> None:
    cookie = client.enter().headers[b"set-cookie"].decode()
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_link_works_once(inside: Client) -> None:
    assert inside.enter().status == 403


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


def test_cookie_is_found_among_other_programs_cookies(inside: Client) -> None:
    crowd = f'a="b;c=d; {inside.cookie}; e=[f]'
    assert inside.ask("/", cookie=crowd).status == 200


@pytest.mark.parametrize("host", ["evil.example:5001", "127.0.0.1", "127.0.0.1:5002", ""])
def test_foreign_host_is_refused_even_with_the_cookie(inside: Client, host: str) -> None:
    assert inside.ask("/", host=host).status == 421


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


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/photo", MAX_PHOTO_BODY),
        ("/api/forget", MAX_BODY),
        *((f"/api/{name}/abc", MAX_BODY) for name in POSTED),
    ],
)
def test_announced_body_is_capped(inside: Client, path: str, limit: int) -> None:
    assert inside.ask(path, "POST", content_length=str(limit)).status == 200
    assert inside.ask(path, "POST", content_length=str(limit + 1)).status == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "٣", ""])
def test_length_that_is_no_number_is_refused(inside: Client, length: str) -> None:
    assert inside.ask("/api/forget", "POST", content_length=length).status == 400


def test_body_without_announced_length_is_capped_too(inside: Client) -> None:
    parts = (b"x" * (MAX_BODY // 2),) * 3
    answer = inside.ask("/api/forget", "POST", parts=parts)
    assert answer.status == 413
    assert b"script" not in answer.body


def test_scripts_carry_the_nonce_of_the_policy(inside: Client) -> None:
    answer = inside.ask("/")
    policy = answer.headers[b"content-security-policy"].decode()
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert len(nonce) > 15
    assert answer.body.count(b"<script nonce=" + nonce.encode()) == 3
    assert b'type="module" src="/ui/main.js"></script></head>' in answer.body
    assert int(answer.headers[b"content-length"]) == len(answer.body)
    assert nonce not in inside.ask("/").headers[b"content-security-policy"].decode()


def test_policy_lets_nothing_be_evaluated_or_loaded_from_outside(inside: Client) -> None:
    policy = inside.ask("/").headers[b"content-security-policy"].decode()
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_headers_that_tell_or_open_are_dropped_and_ours_added(inside: Client) -> None:
    headers = inside.ask("/").headers
    for name in (b"access-control-allow-origin", b"server", b"connection"):
        assert name not in headers
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert headers[b"cross-origin-opener-policy"] == b"same-origin"
    assert headers[b"cross-origin-resource-policy"] == b"same-origin"


def test_refusals_are_not_stored_and_run_nothing(client: Client) -> None:
    headers = client.ask("/").headers
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")


def test_what_a_proxy_would_say_is_not_passed_on(inside: Client) -> None:
    answer = inside.ask("/", x_forwarded_host="evil.example", accept_encoding="br")
    seen = answer.headers[b"x-seen"].split(b",")
    assert b"x-forwarded-host" not in seen
    assert b"accept-encoding" not in seen
    assert b"host" in seen


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
