"""What the routes read from a request."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from safeshare.web.problems import DROPPED, FORGOTTEN
from safeshare.web.store import PhotoStore, StoredPhoto
from safeshare.web.validate import json_object

PATIENCE = 60.0
"""Seconds that a request may be silent in the middle of its body."""


async def body_of(request: Request) -> bytes:
    """Give a request's body, kept in memory; the guard has limited its size.

    Raises ClientDisconnect for one that comes to a standstill.
    """
    body = io.BytesIO()  # hands its bytes out without a second copy of them
    parts = aiter(request.stream())
    while True:
        try:
            body.write(await asyncio.wait_for(anext(parts), PATIENCE))
        except StopAsyncIteration:
            return body.getvalue()
        except TimeoutError:
            raise ClientDisconnect from None


async def wish_of(request: Request) -> dict[str, Any]:
    """Give the JSON object that a request brings. Raises BadRequest."""
    return json_object(await body_of(request))


def photo_of(store: PhotoStore, request: Request) -> StoredPhoto:
    """Give the photo that a request's address names; answers 404 or 410 where there is none."""
    photo_id = request.path_params["id"]
    photo = store.get(photo_id)
    if photo is None:
        raise gone(store, photo_id)
    return photo


def gone(store: PhotoStore, photo_id: str) -> HTTPException:
    """Give the answer for a photo that is not in memory any more."""
    if store.was_dropped(photo_id):
        return HTTPException(410, DROPPED)
    return HTTPException(404, FORGOTTEN)


def jpeg(data: bytes) -> Response:
    """Answer with a JPEG."""
    return Response(data, media_type="image/jpeg")
