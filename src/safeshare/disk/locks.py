"""A file that one process at a time writes to."""

from __future__ import annotations

import errno
import sys
import time
from typing import BinaryIO

PATIENCE = 3.0
"""Seconds to wait: the processes of a run that was killed hold its lock until they end, too."""

TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
"""What the system says when another process has the lock."""

FAR = 1 << 40
"""Where Windows, which keeps others from reading what is locked, locks a byte: behind any file."""


def lock(file: BinaryIO) -> bool:
    """Tell whether this process has the file to itself from now on, until it closes it.

    Where a file system knows no locks, the answer is yes.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            _take(file)
        except OSError as error:
            if error.errno not in TAKEN:
                return True
        else:
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.1)


def _take(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        at = file.tell()
        file.seek(FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        finally:
            file.seek(at)
    else:
        import fcntl

        # Not lockf: its locks go when any handle of the file is closed, as a walk does.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
