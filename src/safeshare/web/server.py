"""Starts the page: hardens the process, binds to this computer only, opens the browser."""

from __future__ import annotations

import secrets
import socket
import sys
from contextlib import closing

from safeshare import terminal
from safeshare.confine import confine
from safeshare.errors import BadRequest, CannotReadOrWrite
from safeshare.web.browser import Redirect
from safeshare.web.offline import only_loopback, quiet_environment
from safeshare.web.private import harden_process, leave_on_signals, private_folder

HOST = "127.0.0.1"
WAITING = 64  # connections that may wait while the shell is still being imported


def run(port: int = 0, open_browser: bool = True) -> None:  # noqa: FBT001, FBT002 - the command's own flags
    """Serve the page until the program is told to end.

    port: 0 takes a free one. The link is printed; with `open_browser` the default
    browser opens as well. Raises BadRequest for an impossible port and
    CannotReadOrWrite for one that is taken.
    """
    harden_process()
    leave_on_signals()
    with private_folder() as folder, closing(_listen(port)) as listener:
        quiet_environment(folder)
        only_loopback()
        port = listener.getsockname()[1]
        token = secrets.token_urlsafe(32)
        link = f"http://{HOST}:{port}/enter?token={token}"
        redirect = Redirect(link, folder)
        if open_browser:
            redirect.open()
        _say(f"safeshare is open at\n  {link}\nEverything stays on this computer. Ctrl+C ends it.")

        from safeshare.web.serving import serve

        def entered() -> None:
            redirect.forget()
            # Not before: a browser that is still being started would inherit it.
            for reason in confine():
                if sys.platform == "linux":  # other systems can't
                    terminal.complain(reason)

        serve(listener, token, entered)


def _listen(port: int) -> socket.socket:
    """Give a socket of this computer that already accepts: the browser may come early."""
    if not 0 <= port <= 65_535:
        raise BadRequest("A port is a number from 0 to 65535.")
    listener = socket.socket()
    try:
        if sys.platform != "win32":  # there it would let another program share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(WAITING)
    except OSError as error:
        listener.close()
        raise CannotReadOrWrite(
            f"Port {port} can't be used: {error.strerror or error}.",
            advice="Leave --port out to get a free one.",
        ) from None
    return listener


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
