"""What this process leaves behind: nothing. A private folder, wiped, and no core dumps."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

if sys.platform != "win32":
    import fcntl
    import resource

PREFIX = "safeshare-"
LOCK, HELD = "in-use", b"1"
"""A file that is locked while its program runs, and what it holds once it has been locked."""

ENDINGS = ("SIGTERM", "SIGINT", "SIGHUP")


def harden_process() -> None:
    """Make new files readable by their owner only, and never dump memory to disk."""
    os.umask(0o077)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def leave_on_signals() -> None:
    """Turn TERM, INT and HUP into an ordinary exit, so that clean-up code runs.

    The server re-raises the signal it ended by; without this the process would
    die there and leave its folder behind. Does nothing outside of the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ENDINGS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder that only its owner can enter; it is wiped at the end.

    Folders that a killed run left behind are wiped first.
    """
    sweep_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))  # mode 0700
    lock = (folder / LOCK).open("wb")
    try:
        _hold(lock)
        lock.write(HELD)
        lock.flush()
        yield folder
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def sweep_leftovers() -> None:
    """Wipe private folders of this user whose process is gone."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        with suppress(OSError):
            if _is_ours(folder) and _is_abandoned(folder / LOCK):
                shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Tell whether `folder` is a real folder, not a link, that this user owns."""
    lock = folder / LOCK
    if folder.is_symlink() or not folder.is_dir() or not lock.is_file():
        return False
    if not lock.stat().st_size:  # another program is about to lock it
        return False
    return not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()


def _is_abandoned(lock: Path) -> bool:
    """Tell whether nobody holds the lock any more; OSError says that somebody does."""
    if sys.platform == "win32":
        lock.unlink()  # refused there while a process has it open
        return True
    with lock.open("ab") as handle:
        return _hold(handle)


def _hold(lock: IO[bytes]) -> bool:
    """Lock an open file for this process; tell whether that worked. Closing it lets go."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
