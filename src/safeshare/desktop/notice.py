"""A word on the desktop, for who started a run without a terminal."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from html import escape

from safeshare.report import printable

TITLE = "safeshare"
APPLESCRIPT = (
    "on run argv\ndisplay notification (item 1 of argv) with title (item 2 of argv)\nend run"
)

PATIENCE = 10
"""Seconds for a desktop to take a notice; where none runs, asking can take longer than that."""


def show(text: str) -> None:
    """Show a notice where the desktop has a way to; it names no photo unless one was refused.

    Where that fails nothing is said: the run that it tells of has ended already.
    """
    command = _command(printable(text))
    if command and shutil.which(command[0]):
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, check=False, capture_output=True, timeout=PATIENCE)  # noqa: S603 - no shell


def _command(text: str) -> list[str] | None:
    if sys.platform == "win32":
        return None  # the command's own window shows what it prints
    if sys.platform == "darwin":
        return ["osascript", "-e", APPLESCRIPT, text, TITLE]
    return ["notify-send", "--app-name", TITLE, TITLE, escape(text, quote=False)]  # it takes markup
