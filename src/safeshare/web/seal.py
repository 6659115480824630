"""What happens to a request and its answer once the guard let it in."""

from __future__ import annotations

from starlette.types import Message, Receive, Send

from safeshare.web.headers import Header, is_html, page_policy, sealed, with_nonce, with_script


class BodyTooLarge(Exception):
    """A request brought more bytes than it may."""


class SealedSend:
    """Sends an answer with our headers; an HTML page gets its nonce on the way.

    begun: the answer's first part has been sent. stopped: nothing more is sent.
    """

    def __init__(self, send: Send, nonce: str) -> None:
        self._send = send
        self._nonce = nonce
        self._page_start: Message | None = None
        self._page = bytearray()
        self.begun = False
        self.stopped = False

    async def __call__(self, message: Message) -> None:
        """Send one part of an answer."""
        if self.stopped:
            return
        if message["type"] == "http.response.start":
            await self._start(message)
        elif self._page_start is None:
            await self._send(message)
        else:
            await self._collect(self._page_start, message)

    async def _start(self, message: Message) -> None:
        headers: list[Header] = list(message["headers"])
        message = {**message, "headers": sealed(headers, page_policy(self._nonce))}
        if is_html(headers):
            self._page_start = message  # its length is known when the nonce is in
            return
        self.begun = True
        await self._send(message)

    async def _collect(self, start: Message, message: Message) -> None:
        self._page += message.get("body", b"")
        if message.get("more_body"):
            return
        page = with_nonce(with_script(bytes(self._page)), self._nonce)
        headers = [header for header in start["headers"] if header[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(page)).encode()))
        self.begun = True
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": page})


def counted(receive: Receive, limit: int, answer: SealedSend) -> Receive:
    """Give a receive() that raises BodyTooLarge beyond `limit` bytes, whatever was announced.

    The answer is stopped then: the application's idea of what went wrong is not sent.
    """
    seen = 0

    async def receive_counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            answer.stopped = True
            raise BodyTooLarge
        return message

    return receive_counted
