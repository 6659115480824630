"""The page's own routes. Photos come in as raw bodies and stay in memory."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from safeshare.errors import BadRequest
from safeshare.redact.mask import outline
from safeshare.web.answers import report_answer
from safeshare.web.assets import assets
from safeshare.web.copies import CopyRoutes
from safeshare.web.looking import taken_in
from safeshare.web.pictures import PictureRoutes
from safeshare.web.problems import FORGOTTEN, NOTHING, told
from safeshare.web.reading import body_of, wish_of
from safeshare.web.store import PhotoStore
from safeshare.web.texts import texts_for
from safeshare.web.turns import Turns
from safeshare.web.validate import page_id, photo_name


class PhotoApi:
    """Takes photos in, tells what they give away, and forgets them."""

    def __init__(self, store: PhotoStore) -> None:
        self._store = store
        self._turns = Turns()

    def routes(self) -> list[Route]:
        """Give the routes, to be put before the shell's."""
        pictures = PictureRoutes(self._store, self._turns)
        copies = CopyRoutes(self._store, self._turns)
        table = (
            ("POST", "/api/photo", self.take_photo),
            ("GET", "/api/preview/{id}", pictures.show_before),
            ("GET", "/api/thumb/{id}", pictures.show_thumb),
            ("GET", "/api/hidden/{id}/{n:int}", pictures.show_hidden),
            ("POST", "/api/covered/{id}", pictures.show_covered),
            ("POST", "/api/text/{id}", pictures.find_text),
            ("POST", "/api/snap/{id}", pictures.snap),
            ("POST", "/api/clean/{id}", copies.make_copy),
            ("GET", "/api/after/{id}", copies.show_after),
            ("GET", "/api/result/{id}", copies.hand_out),
            ("GET", "/api/zip/{page}", copies.hand_out_all),
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
        wipes = self._store.wipes
        async with self._turns.arrival.taken():  # which bounds the memory of what arrives
            data = await body_of(request)
            photo = await self._turns.photo.do(lambda: taken_in(page, data, name))
        kept = self._store.add(photo, wipes)
        if kept is None:
            raise HTTPException(410, FORGOTTEN)
        return JSONResponse(report_answer(kept, photo, outline))

    async def forget(self, request: Request) -> Response:
        """Forget one photo of a page ("id"), all of them, or with {"all": true} every photo."""
        wish = await wish_of(request)
        page, photo_id = page_id(wish.get("page")), wish.get("id")
        if not isinstance(photo_id, str | None):
            raise BadRequest("The photo's id is not a text.", advice="")
        if wish.get("all") is True:
            self._store.forget_all()
        if photo_id is None:
            self._store.forget_page(page)
        else:
            self._store.forget(page, photo_id)
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


def _asset(name: str) -> Response:
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404, NOTHING)
    return Response(asset.body, media_type=asset.media_type)
