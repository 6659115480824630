"""The page's own routes. Photos come in as raw bodies and stay in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from safeshare.formats import FORMATS
from safeshare.model import Result
from safeshare.pipeline import clean, inspect
from safeshare.pixels.codec import preview
from safeshare.redact.mask import outline
from safeshare.web.answers import report_answer, result_answer
from safeshare.web.assets import assets
from safeshare.web.problems import FORGOTTEN, told
from safeshare.web.store import PhotoStore, StoredPhoto
from safeshare.web.texts import texts_for
from safeshare.web.validate import json_object, page_id, photo_name, plan_from

Made = TypeVar("Made")
PREVIEW_SIDE = 2048
AT_A_TIME = 2  # photos decoded at the same time: memory stays bounded by them


class PhotoApi:
    """Takes photos in, shows them, makes copies and hands them out."""

    def __init__(self, store: PhotoStore) -> None:
        self._store = store
        self._turns = asyncio.Semaphore(AT_A_TIME)

    def routes(self) -> list[Route]:
        """Give the routes, to be put before the shell's."""
        table = (
            ("POST", "/api/photo", self.take_photo),
            ("GET", "/api/preview/{id}", self.show_before),
            ("POST", "/api/clean/{id}", self.make_copy),
            ("GET", "/api/after/{id}", self.show_after),
            ("GET", "/api/result/{id}", self.hand_out),
            ("POST", "/api/forget", self.forget),
            ("GET", "/api/texts", self.texts),
            ("GET", "/favicon.ico", self.icon),
            ("GET", "/ui/{name}", self.asset),
        )
        return [Route(path, told(endpoint), methods=[method]) for method, path, endpoint in table]

    async def take_photo(self, request: Request) -> Response:
        """Take a photo in and tell what it gives away."""
        page = page_id(request.headers.get("x-page"))
        name = photo_name(request.headers.get("x-photo-name"))
        data = await _body(request)
        photo = await self._in_turn(lambda: _inspected(page, data, name))
        photo_id = self._store.add(photo)
        if photo_id is None:
            raise HTTPException(410, FORGOTTEN)
        return JSONResponse(report_answer(photo_id, photo.report, outline))

    async def make_copy(self, request: Request) -> Response:
        """Make the safer copy as the page asks, and tell what was measured on it."""
        photo = self._photo(request)
        plan = plan_from(json_object(await _body(request)), photo.report)

        def work() -> tuple[Result, bytes]:
            result = clean(photo.data, plan)
            return result, preview(result.data, result.format, PREVIEW_SIDE)

        result, after = await self._in_turn(work)
        if not self._store.finish(request.path_params["id"], result, after):
            raise HTTPException(410, FORGOTTEN)
        return JSONResponse(result_answer(result, _neutral_name(result)))

    async def show_before(self, request: Request) -> Response:
        """Give the photo as it came, upright, small, without metadata."""
        return Response(self._photo(request).preview, media_type="image/jpeg")

    async def show_after(self, request: Request) -> Response:
        """Give the copy, upright and small."""
        photo = self._photo(request)
        if photo.result is None:
            raise HTTPException(404, FORGOTTEN)
        return Response(photo.after, media_type="image/jpeg")

    async def hand_out(self, request: Request) -> Response:
        """Give the verified copy itself, under a name that tells nothing."""
        result = self._photo(request).result
        if result is None:
            raise HTTPException(404, FORGOTTEN)
        disposition = f'attachment; filename="{_neutral_name(result)}"'
        media_type = FORMATS[result.format].media_type
        headers = {"content-disposition": disposition}
        return Response(result.data, media_type=media_type, headers=headers)

    async def forget(self, request: Request) -> Response:
        """Forget the photos of one page, or with {"all": true} every photo."""
        wish = json_object(await _body(request))
        if wish.get("all") is True:
            self._store.forget_all()
        self._store.forget_page(page_id(_text(wish.get("page"))))
        return Response(status_code=204)

    async def texts(self, request: Request) -> Response:
        """Give the page's sentences in the browser's language."""
        return JSONResponse(texts_for(request.headers.get("accept-language", "")))

    async def asset(self, request: Request) -> Response:
        """Give one file of the editor."""
        return _asset(request.path_params["name"])

    async def icon(self, _request: Request) -> Response:
        """Give the page's icon, which browsers ask for by a name of their own."""
        return _asset("icon.svg")

    def _photo(self, request: Request) -> StoredPhoto:
        photo = self._store.get(request.path_params["id"])
        if photo is None:
            raise HTTPException(404, FORGOTTEN)
        return photo

    async def _in_turn(self, work: Callable[[], Made]) -> Made:
        async with self._turns:
            return await run_in_threadpool(work)


async def _body(request: Request) -> bytes:
    """Give a request's body, kept in memory; the guard has limited its size."""
    body = bytearray()
    async for part in request.stream():
        body += part
    return bytes(body)


def _asset(name: str) -> Response:
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404, "There is nothing here.")
    return Response(asset.body, media_type=asset.media_type)


def _inspected(page: str, data: bytes, name: str | None) -> StoredPhoto:
    report = inspect(data, name=name)
    return StoredPhoto(page, data, report, preview(data, report.format, PREVIEW_SIDE))


def _neutral_name(result: Result) -> str:
    """Give a file name that says nothing about the photo: names carry dates and places."""
    extension = FORMATS[result.format].extension.lstrip(".")
    return f"photo.{extension}"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
