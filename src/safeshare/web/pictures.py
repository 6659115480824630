"""The routes of pictures to look at, and of what is looked for in them on demand."""

from __future__ import annotations

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from safeshare.redact.mask import outline
from safeshare.web.answers import region_answer
from safeshare.web.covered import covered, people_on
from safeshare.web.looking import snapped, text_of, thumb_of, with_text
from safeshare.web.marks import Frame, mark_from
from safeshare.web.options import options_from
from safeshare.web.problems import NOTHING
from safeshare.web.reading import gone, jpeg, photo_of, wish_of
from safeshare.web.store import PhotoStore, StoredPhoto
from safeshare.web.turns import Rank, Turns, in_thread
from safeshare.web.validate import plan_from


class _GaveWay(Exception):
    """A patient work ended, so that somebody else can go first."""


class PictureRoutes:
    """Shows a photo as it came, as it will look, and what hides in it."""

    def __init__(self, store: PhotoStore, turns: Turns) -> None:
        self._store = store
        self._turns = turns

    async def show_before(self, request: Request) -> Response:
        """Give the photo as it came, upright, small, without metadata."""
        return jpeg(photo_of(self._store, request).preview)

    async def show_thumb(self, request: Request) -> Response:
        """Give the photo as it came, very small."""
        photo = photo_of(self._store, request)
        return jpeg(await self._turns.preview.do(lambda: thumb_of(photo)))

    async def show_hidden(self, request: Request) -> Response:
        """Give a picture that hides in the photo, such as a preview of it before it was cut."""
        findings = photo_of(self._store, request).report.findings
        number = int(request.path_params["n"])
        if number >= len(findings) or not findings[number].picture:
            raise HTTPException(404, NOTHING)
        return jpeg(findings[number].picture)

    async def show_covered(self, request: Request) -> Response:
        """Give the photo, small, with everything covered that is on."""
        photo = photo_of(self._store, request)
        payload = await wish_of(request)
        plan = plan_from(payload, options_from(payload.get("options", {})), photo.report)
        if plan.background and photo.people is None:
            photo = await self._with_people(request.path_params["id"], photo)
        async with self._turns.preview.taken():
            if await request.is_disconnected():  # a newer one was asked for meanwhile
                raise ClientDisconnect
            return jpeg(await in_thread(lambda: covered(photo, plan)))

    async def find_text(self, request: Request) -> Response:
        """Look for lines of text; they become the photo's own regions, off."""
        while not await self._has_found_text(request):
            if await request.is_disconnected():
                raise ClientDisconnect
        shown = [
            region
            for region in photo_of(self._store, request).report.regions
            if region.kind == "text" and region.frame in (None, 0)
        ]
        return JSONResponse({"regions": [region_answer(line, outline(line)) for line in shown]})

    async def snap(self, request: Request) -> Response:
        """Give the polygon of the whole thing that a mark was drawn over."""
        photo = photo_of(self._store, request)
        payload = await wish_of(request)
        mark = mark_from(payload.get("mark"), Frame(photo.report.width, photo.report.height))
        points = await self._turns.preview.do(lambda: snapped(photo, mark))
        return JSONResponse({"points": [[round(x, 1), round(y, 1)] for x, y in points]})

    async def _has_found_text(self, request: Request) -> bool:
        """Look for lines of text when nobody else wants to work; False when it gave way."""
        photo_id = request.path_params["id"]
        async with self._turns.photo.taken(Rank.PATIENT):  # it takes seconds, and memory
            photo = photo_of(self._store, request)
            if photo.looked_for_text:
                return True
            try:
                lines = await in_thread(lambda: text_of(photo, self._give_way))
            except _GaveWay:
                return False
            if not self._store.change(photo_id, lambda now: with_text(now, lines)):
                raise gone(self._store, photo_id)
            return True

    def _give_way(self) -> None:
        if self._turns.photo.wanted:
            raise _GaveWay

    async def _with_people(self, photo_id: str, photo: StoredPhoto) -> StoredPhoto:
        """Find out who is on the preview, once."""
        packed = await self._turns.preview.do(lambda: people_on(photo))
        self._store.change(photo_id, lambda now: replace(now, people=packed))
        return replace(photo, people=packed)
