"""The routes of finished copies: made step by step, shown, handed out one by one or as a zip."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from safeshare.formats import FORMATS
from safeshare.model import Plan, Result
from safeshare.pipeline import clean
from safeshare.pixels.preview import preview
from safeshare.steps import Step, Tell
from safeshare.web.answers import result_answer
from safeshare.web.looking import PREVIEW_SIDE
from safeshare.web.names import attached, copy_name, distinct, extension
from safeshare.web.options import options_from
from safeshare.web.problems import FORGOTTEN, explained
from safeshare.web.reading import jpeg, photo_of, wish_of
from safeshare.web.store import PhotoStore, StoredPhoto
from safeshare.web.turns import Turns
from safeshare.web.validate import page_id, plan_from
from safeshare.web.zipped import zip_parts, zip_size

ZIP_NAME = "safer-copies.zip"


class _ReaderGone(Exception):
    """Nobody waits for the copy any more."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A copy that the page asked for."""

    photo_id: str
    photo: StoredPhoto
    plan: Plan
    name: str | None


class CopyRoutes:
    """Makes copies and hands them out."""

    def __init__(self, store: PhotoStore, turns: Turns) -> None:
        self._store = store
        self._turns = turns

    async def make_copy(self, request: Request) -> Response:
        """Make the safer copy; the answer has a line of JSON a step, then how it ended."""
        photo = photo_of(self._store, request)
        payload = await wish_of(request)
        options = options_from(payload.get("options", {}))
        plan = plan_from(payload, options, photo.report)
        name = photo.name if options.keep_name else None
        lines = self._lines(_Wish(request.path_params["id"], photo, plan, name))
        return StreamingResponse(lines, media_type="application/x-ndjson")

    async def show_after(self, request: Request) -> Response:
        """Give the copy, upright and small."""
        photo = photo_of(self._store, request)
        if photo.result is None:
            raise HTTPException(404, FORGOTTEN)
        return jpeg(photo.after)

    async def hand_out(self, request: Request) -> Response:
        """Give the verified copy itself."""
        photo = photo_of(self._store, request)
        if photo.result is None:
            raise HTTPException(404, FORGOTTEN)
        media_type = FORMATS[photo.result.format].media_type
        headers = attached(photo.saved_as)
        return Response(photo.result.data, media_type=media_type, headers=headers)

    async def hand_out_all(self, request: Request) -> Response:
        """Give all finished copies of a page as one zip, which never lies on a disk."""
        photos = self._store.of_page(page_id(request.path_params["page"]))
        made = [(photo, photo.result) for photo in photos if photo.result is not None]
        if not made:
            raise HTTPException(404, FORGOTTEN)
        names = distinct(
            photo.saved_as if photo.keeps_name else f"photo-{number:04}{extension(result.format)}"
            for number, (photo, result) in enumerate(made, 1)
        )
        entries = list(zip(names, (result.data for _, result in made), strict=True))
        headers = {**attached(ZIP_NAME), "content-length": str(zip_size(entries))}
        return StreamingResponse(zip_parts(entries), media_type="application/zip", headers=headers)

    async def _lines(self, wish: _Wish) -> AsyncIterator[bytes]:
        """Yield the steps as they begin, then the end. A reader who goes ends the work."""
        loop = asyncio.get_running_loop()
        said: asyncio.Queue[Step | None] = asyncio.Queue()
        gone = threading.Event()

        def tell(step: Step) -> None:
            if gone.is_set():
                raise _ReaderGone
            loop.call_soon_threadsafe(said.put_nowait, step)

        work = asyncio.create_task(self._end(wish, tell, gone))
        work.add_done_callback(lambda _: said.put_nowait(None))
        try:
            while (step := await said.get()) is not None:
                yield _line({"step": step.value})
            yield _line(work.result())
        finally:
            gone.set()

    async def _end(self, wish: _Wish, tell: Tell, gone: threading.Event) -> dict[str, Any]:
        """Make the copy and keep it; give the last line."""
        try:
            result, after = await self._turns.photo.do(lambda: _made(wish, tell))
        except _ReaderGone:
            return {}
        except Exception as error:  # noqa: BLE001 - the page must always get an answer
            return {"problem": explained(error)[1]}
        name = copy_name(result.format, wish.name)
        keeps = wish.name is not None
        if gone.is_set():
            return {}
        kept = self._store.finish(wish.photo_id, result, after, name, keeps_name=keeps)
        if kept is None:
            return {"problem": FORGOTTEN}
        answer = result_answer(result, name, wish.plan.recheck, wish.plan.regions)
        return {"result": {**answer, "dropped": list(kept.dropped)}}


def _made(wish: _Wish, tell: Tell) -> tuple[Result, bytes]:
    photo = wish.photo
    result = clean(photo.data, wish.plan, tell)
    if result.lossless:  # it shows what the photo shows
        return result, photo.preview
    return result, preview(result.data, result.format, PREVIEW_SIDE)


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"
