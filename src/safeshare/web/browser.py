"""Opens the default browser without the secret link ever being a program's argument."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from html import escape
from pathlib import Path

NAME = "open.html"
PAGE = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={link}">
<title>safeshare</title>
"""


class Redirect:
    """A page in a private folder that moves on to the secret link.

    Every user of a computer can read the arguments of its programs, so the
    browser is told this page's place instead. Only its owner can read it: the
    folder and the umask see to that.
    """

    def __init__(self, link: str, folder: Path) -> None:
        self._link = link
        self._page = folder / NAME

    def open(self) -> None:
        """Open the page in the default browser, where there is a screen for one."""
        if not _has_screen():
            return
        self._page.touch(mode=0o600)
        self._page.write_text(PAGE.format(link=escape(self._link)), "utf-8")
        # Some browsers answer only when they are closed again: never wait for them.
        threading.Thread(target=webbrowser.open, args=(self._page.as_uri(),), daemon=True).start()

    def forget(self) -> None:
        """Remove the page; its link works only once anyway."""
        self._page.unlink(missing_ok=True)


def _has_screen() -> bool:
    """Tell whether a browser window can appear; else a text browser would take the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
