"""Serves the page on a socket, from the first request to the last forgotten photo.

Imports the shell and everything else that is heavy: import this module only in
an environment that was made quiet before.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from safeshare.pipeline import inspect
from safeshare.pixels.encode import neutral
from safeshare.web.api import PhotoApi
from safeshare.web.guard import Guard
from safeshare.web.memory import return_large_blocks
from safeshare.web.page import build_app
from safeshare.web.store import PhotoStore, forget_idle_photos


def serve(listener: socket.socket, token: str, on_enter: Callable[[], None]) -> None:
    """Serve on a listening socket until a signal ends it; no photo is left afterwards.

    token: opens the page once; on_enter is called then.
    """
    return_large_blocks()
    warming = threading.Thread(target=warm_up, daemon=True)
    try:
        with _photos() as store:
            app = build_app(PhotoApi(store).routes())
            guard = Guard(app, port=listener.getsockname()[1], token=token, on_enter=on_enter)
            warming.start()
            _server(guard).run(sockets=[listener])
    finally:  # an end in the middle of it would tear the libraries' own threads apart
        if warming.ident is not None:
            warming.join()


@contextmanager
def _photos() -> Iterator[PhotoStore]:
    """Give a store that forgets idle photos by itself, and all of them at the end."""
    store, stop = PhotoStore(), threading.Event()
    threading.Thread(target=forget_idle_photos, args=(store, stop), daemon=True).start()
    try:
        yield store
    finally:
        stop.set()
        store.forget_all()


def _server(app: ASGIApp) -> uvicorn.Server:
    """Give a server that logs no requests and also ends when its terminal is closed."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="critical",  # its errors would quote what went wrong, and so the photo
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ws="none",
    )
    server = uvicorn.Server(config)
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None and threading.current_thread() is threading.main_thread():
        signal.signal(hang_up, server.handle_exit)
    return server


def warm_up() -> None:
    """Load the detectors before the first photo needs them.

    What goes wrong here goes wrong again with the first photo, and is told there.
    """
    with suppress(Exception):
        inspect(neutral("png", 90))
