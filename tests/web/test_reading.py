from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import ClientDisconnect, Request

from safeshare.web import reading
from safeshare.web.reading import body_of


def request_of(*parts: bytes, ends: bool) -> Request:
    """A request whose body comes in parts, and then ends or comes to a standstill."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages += [{"type": "http.request", "body": b""}] if ends else []

    async def receive() -> Any:
        if messages:
            return messages.pop(0)
        return await asyncio.get_running_loop().create_future()

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


def test_body_comes_whole_and_in_order() -> None:
    assert asyncio.run(body_of(request_of(b"ab", b"", b"cd", ends=True))) == b"abcd"
    assert asyncio.run(body_of(request_of(ends=True))) == b""


def test_body_that_comes_to_a_standstill_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.01)
    with pytest.raises(ClientDisconnect):
        asyncio.run(body_of(request_of(b"ab", ends=False)))
