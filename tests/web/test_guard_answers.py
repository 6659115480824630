"""What the guard lets in of a request's body, and what it makes of the answer."""

from __future__ import annotations

from typing import Any

import pytest

from safeshare.web.guard import MAX_BODY, MAX_PHOTO_BODY, Guard
from safeshare.web.seal import BodyTooLarge
from tests.web.guarded import PORT, TOKEN, Client, echo

POSTED = ("covered", "text", "snap", "clean")


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
    whole = (b"x" * (MAX_BODY // 2),) * 2
    assert inside.ask("/api/forget", "POST", parts=whole).status == 200


def test_what_the_shell_says_to_a_body_that_is_too_large_is_not_sent() -> None:
    async def answering(scope: Any, receive: Any, send: Any) -> None:
        try:
            await echo(scope, receive, send)
        except BodyTooLarge:
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b"trace"})
            raise

    client = Client(Guard(answering, port=PORT, token=TOKEN))
    client.enter()
    answer = client.ask("/api/forget", "POST", parts=(b"x" * (MAX_BODY + 1),))
    assert answer.status == 413
    assert b"trace" not in answer.body


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
    allowed = {name: set(sources) for name, *sources in map(str.split, policy.split("; "))}
    (nonce,) = allowed.pop("script-src") - {"'self'"}
    assert nonce.startswith("'nonce-")
    assert allowed.pop("style-src") == {"'self'", "'unsafe-inline'"}
    assert allowed.pop("img-src") == {"'self'", "blob:", "data:"}
    for name in ("connect-src", "font-src", "manifest-src", "base-uri"):
        assert allowed.pop(name) == {"'self'"}
    for name in ("default-src", "form-action", "frame-ancestors", "object-src"):
        assert allowed.pop(name) == {"'none'"}
    assert allowed == {}


def test_headers_that_tell_or_open_are_dropped_and_ours_added(inside: Client) -> None:
    headers = inside.ask("/").headers
    for name in (b"access-control-allow-origin", b"server", b"connection"):
        assert name not in headers
    assert b"access-control-allow-credentials" not in headers
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
