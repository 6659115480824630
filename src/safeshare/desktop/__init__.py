"""Puts "Make a safer copy" into the file managers of this user, and takes it away again.

A file manager is one line of MANAGERS. Only the user's own folders are written to,
and only files of this project's own, but for Thunar, which keeps all actions in one.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from safeshare.desktop import actions, macos, thunar
from safeshare.disk import explained, write_over

NONE_FOUND = "none of these is installed: Files (Nautilus), Dolphin, Nemo, Thunar."

LABEL = "Make a safer copy"

Files = dict[Path, tuple[str, int]]
"""Path -> its text and permissions."""


@dataclass(frozen=True, slots=True)
class Manager:
    """A file manager.

    program: that must be installed, or None where the system always has it.
    platforms: of sys.platform, as prefixes. place: of its files below the user's home,
    by environment. files: place, label and command -> what is written.
    remove: takes the action away, where deleting the files would take more; tells whether
    it was there.
    """

    program: str | None
    platforms: tuple[str, ...]
    place: Callable[[Path], Path]
    files: Callable[[Path, str, list[str]], Files]
    remove: Callable[[Path], bool] | None = None


def _data(home: Path) -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")


def _settings(home: Path) -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")


def _windows(home: Path) -> Path:
    roaming = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    return roaming / "Microsoft" / "Windows" / "SendTo"


OPTIONS = ("--beside", "--names", "random", "--notify")
"""Random names never meet those of an earlier time."""

UNIX = ("linux", "freebsd", "openbsd")

MANAGERS = (
    Manager("nautilus", UNIX, lambda home: _data(home) / "nautilus/scripts", actions.script),
    Manager("dolphin", UNIX, lambda home: _data(home) / "kio/servicemenus", actions.service_menu),
    Manager("nemo", UNIX, lambda home: _data(home) / "nemo/actions", actions.nemo_action),
    Manager("thunar", UNIX, lambda home: _settings(home) / "Thunar", thunar.added, thunar.remove),
    Manager(None, ("win32",), _windows, actions.send_to),
    Manager(None, ("darwin",), lambda home: home / "Library/Services", macos.quick_action),
)


def command() -> list[str]:
    """Give the command that a file manager runs, without the photos."""
    return [sys.executable, "-m", "safeshare", "clean", *OPTIONS, "--"]


def integrate(home: Path) -> Iterator[Path]:
    """Write the action for every file manager of this system; give each file as it is written.

    home: the user's own folder. Raises CannotReadOrWrite.
    """
    for manager in _here():
        if manager.program is not None and shutil.which(manager.program) is None:
            continue
        for path, (text, mode) in manager.files(manager.place(home), LABEL, command()).items():
            write_over(path, text.encode(), mode)
            yield path


def withdraw(home: Path) -> Iterator[Path]:
    """Take the action away; give each file that was removed or changed.

    home: the user's own folder. Raises CannotReadOrWrite.
    """
    for manager in _here():
        place = manager.place(home)
        for path in manager.files(place, LABEL, command()):
            if not path.exists():
                continue
            with explained(path):
                if manager.remove is None:
                    path.unlink()
                    _remove_if_empty(path.parent, place)
                elif not manager.remove(path):
                    continue
            yield path


def _here() -> Iterator[Manager]:
    return (manager for manager in MANAGERS if sys.platform.startswith(manager.platforms))


def _remove_if_empty(folder: Path, place: Path) -> None:
    """Remove the folders that an action brought along, up to its place."""
    while folder != place and folder.is_relative_to(place) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
