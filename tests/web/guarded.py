"""A guard before a small application, and a client that speaks to it without any network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from safeshare.web.guard import Guard

PORT = 5001
TOKEN = "the-token"  # noqa: S105 - opens nothing but a test's guard
HOST = f"127.0.0.1:{PORT}"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Stands behind the guard: reads the whole body, answers with a page that has a script."""
    while (await receive()).get("more_body"):
        pass
    headers = [
        (b"content-type", b"text/html"),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-credentials", b"true"),
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

    @property
    def cookie(self) -> str:
        return self.headers.get(b"set-cookie", b"").decode().partition(";")[0]


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
                assert len(answer.headers) == len(message["headers"])  # none comes twice
            else:
                answer.body += message.get("body", b"")

        asyncio.run(self.guard(scope, receive, send))
        return answer

    def enter(self, token: str = TOKEN) -> Answer:
        answer = self.ask("/enter", query=f"token={token}", cookie="")
        self.cookie = answer.cookie
        return answer
