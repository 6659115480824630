"""Stands in front of everything: lets in the one browser page that the program opened.

Any web site and any program on this computer can send requests to a local port.
The guard answers only when all of this holds:
- the Host is ours (a foreign name that resolves to this computer is not);
- the request does not come from another origin;
- it carries the cookie that the one-time link was exchanged for;
- the route is one that the page uses, and the body is within its limit.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from safeshare.web.headers import (
    ALWAYS,
    DROPPED_REQUEST,
    NOTHING_ALLOWED,
    new_nonce,
)
from safeshare.web.seal import BodyTooLarge, SealedSend, counted

HOST_NAMES = ("127.0.0.1", "localhost")

# What the page asks for, seen in a real browser. Everything else is "not here".
ROUTES = tuple(
    (method, re.compile(path))
    for method, path in (
        ("GET", r"/"),
        ("GET", r"/ui/[\w.-]+"),
        ("GET", r"/(assets|static|svelte)/[\w./-]+"),
        ("GET", r"/(favicon\.ico|theme\.css|manifest\.json)"),
        ("GET", r"/gradio_api/heartbeat/\w+"),
        ("POST", r"/api/photo"),
        ("POST", r"/api/(covered|text|snap|clean)/[\w-]{1,64}"),
        ("POST", r"/api/forget"),
        ("GET", r"/api/(preview|thumb|after|result|zip)/[\w-]{1,64}"),
        ("GET", r"/api/hidden/[\w-]{1,64}/[0-9]{1,3}"),
        ("GET", r"/api/texts"),
    )
)

MAX_BODY = 1_000_000
MAX_PHOTO_BODY = 500_000_000

WELCOME = (
    b"<!doctype html><title>safeshare</title><meta name=referrer content=no-referrer>"
    b'<meta http-equiv=refresh content="0;url=/">'
)


class Refusal(Exception):
    """A request that is not answered: HTTP status and a plain sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Guard:
    """Pure ASGI: wraps an application. `token` opens the page once.

    on_enter: called after the token was exchanged for the cookie.
    """

    def __init__(
        self, app: ASGIApp, *, port: int, token: str, on_enter: Callable[[], None] | None = None
    ) -> None:
        self._app = app
        # Browsers leave the port out where it is the usual one.
        self._hosts = {name if port == 80 else f"{name}:{port}" for name in HOST_NAMES}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._token = token
        self._on_enter = on_enter
        # Browsers share cookies between ports: a name of its own for every run.
        self._cookie_name = f"safeshare_{port}_{secrets.token_hex(4)}"
        self._cookie = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        else:
            try:
                await self._answer(scope, receive, send)
            except Refusal as refusal:
                await _send_plain(send, refusal.status, refusal.sentence)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        self._check_origin(headers)
        if scope["path"] == "/enter" and scope["method"] == "GET":
            await self._enter(scope, send)
            return
        self._check_page(headers)
        self._check_route(scope)
        await self._pass_on(scope, receive, send, limit=_body_limit(scope["path"], headers))

    def _check_origin(self, headers: dict[bytes, str]) -> None:
        if headers.get(b"host") not in self._hosts:
            raise Refusal(421, "This address is not mine.")
        if headers.get(b"origin", next(iter(self._origins))) not in self._origins:
            raise Refusal(403, "Only this program's own page may ask.")

    def _check_page(self, headers: dict[bytes, str]) -> None:
        if headers.get(b"sec-fetch-site", "none") not in ("same-origin", "none"):
            raise Refusal(403, "Only this program's own page may ask.")
        if not _same(_cookie_value(headers.get(b"cookie", ""), self._cookie_name), self._cookie):
            raise Refusal(401, "Please open the link that the program printed.")

    def _check_route(self, scope: Scope) -> None:
        for method, path in ROUTES:
            if method == scope["method"] and path.fullmatch(scope["path"]):
                return
        raise Refusal(404, "There is nothing here.")

    async def _enter(self, scope: Scope, send: Send) -> None:
        """Exchange the one-time token for the cookie.

        The answer is a page that moves on by itself, not a redirect: a strict
        cookie is not sent along a redirect that began in a file or another program.
        """
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.get("token", [""])[0]
        if not self._token or not _same(given, self._token):
            raise Refusal(
                403,
                "This link was used already or is wrong. Start the program again for a new one.",
            )
        self._token = ""
        if self._on_enter:
            self._on_enter()
        cookie = f"{self._cookie_name}={self._cookie}; HttpOnly; SameSite=Strict; Path=/"
        extra = (b"set-cookie", cookie.encode())
        await _send(send, 200, WELCOME, (b"content-type", b"text/html; charset=utf-8"), extra)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, *, limit: int) -> None:
        headers = [
            (name, value) for name, value in scope["headers"] if name.lower() not in DROPPED_REQUEST
        ]
        sealed = SealedSend(send, new_nonce())
        try:
            await self._app({**scope, "headers": headers}, counted(receive, limit, sealed), sealed)
        except BodyTooLarge:
            if not sealed.begun:
                raise Refusal(413, "That is more than this page takes.") from None


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _cookie_value(header: str, name: str) -> str:
    """Give one cookie. Other programs' cookies beside it may have any form."""
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def _body_limit(path: str, headers: dict[bytes, str]) -> int:
    """Give the most bytes that a request may bring; refuse one that announces more."""
    limit = MAX_PHOTO_BODY if path == "/api/photo" else MAX_BODY
    announced = headers.get(b"content-length", "0")
    if not (announced.isascii() and announced.isdigit()):
        raise Refusal(400, "The request's length is not a number.")
    if len(announced) > 15 or int(announced) > limit:
        raise Refusal(413, "That is more than this page takes.")
    return limit


async def _send_plain(send: Send, status: int, sentence: str) -> None:
    await _send(send, status, sentence.encode(), (b"content-type", b"text/plain; charset=utf-8"))


async def _send(send: Send, status: int, body: bytes, *extra: tuple[bytes, bytes]) -> None:
    policy = (b"content-security-policy", NOTHING_ALLOWED)
    length = (b"content-length", str(len(body)).encode())
    start: Message = {"type": "http.response.start", "status": status}
    await send({**start, "headers": [*extra, length, *ALWAYS, policy]})
    await send({"type": "http.response.body", "body": body})
