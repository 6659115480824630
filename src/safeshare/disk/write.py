"""Writes copies: apart, synced, then put in place in one step."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from safeshare.disk.explained import explained
from safeshare.errors import OutputExists

HEAD, TAIL = ".safeshare-", ".part"
"""How the name of a copy begins and ends as long as it is not in place."""

ABANDONED = 600
"""Seconds after which such a file belongs to a run that was killed; writing one takes seconds."""

DAY = 86_400

READING = threading.Lock()

BY_HANDLE = {os.chmod, os.utime} <= os.supports_fd
"""Whether permissions and times can be set without naming the file: under its name may be
somebody else's link by then, where others can write to the folder."""


def refuse_existing(path: Path) -> None:
    """Raise OutputExists if anything stands at `path`, a broken link included."""
    if os.path.lexists(path):
        raise OutputExists(f"{path} is already there.")


def write_new(path: Path, data: bytes, mode: int = 0o666, *, timeless: bool = False) -> None:
    """Write a file that did not exist; no reader sees a half-written one.

    mode: permissions, less what the process's umask takes away. timeless: its times
    tell the day alone. Raises OutputExists and CannotReadOrWrite; then nothing remains.
    """
    _write(path, data, mode, _put_in_place, timeless=timeless)


def write_over(path: Path, data: bytes, mode: int = 0o666, *, timeless: bool = False) -> None:
    """Write a file in place of this project's own earlier one, in one step, as write_new does."""
    _write(path, data, mode, Path.replace, timeless=timeless)


def digest_of(path: Path) -> str | None:
    """Give the SHA-256 of a file as hexadecimal digits; None if it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def begins_with(data: bytes, path: Path) -> bool:
    """Tell whether the data begins with what a file holds: the file is the data, or cut."""
    try:
        with path.open("rb") as file:
            return data.startswith(file.read(len(data) + 1))
    except OSError:
        return False


def try_writing(folder: Path) -> None:
    """Make a file, which goes again, in a folder for copies or in the one above that is there.

    Raises CannotReadOrWrite before any work is done: no permission, a read-only disk.
    """
    with explained(folder):
        place = next(place for place in (folder, *folder.parents) if place.exists())
        handle, name = tempfile.mkstemp(prefix=HEAD, suffix=TAIL, dir=place)
        os.close(handle)
        Path(name).unlink()


def sweep(folder: Path) -> None:
    """Remove what a killed run left half-written in a folder of copies, and in those below."""
    for root, _, names in os.walk(folder):
        for name in names:
            if name.startswith(HEAD) and name.endswith(TAIL):
                _remove_if_abandoned(Path(root) / name)


def _remove_if_abandoned(path: Path) -> None:
    # Another run may be finishing it at this moment. Its time of modification may be set already.
    with explained(path), suppress(FileNotFoundError):
        if time.time() - path.lstat().st_ctime > ABANDONED:
            path.unlink(missing_ok=True)


def _write(
    path: Path, data: bytes, mode: int, put: Callable[[Path, Path], object], *, timeless: bool
) -> None:
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=HEAD, suffix=TAIL, dir=path.parent)
        apart = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                if BY_HANDLE:
                    _finish(handle, mode, timeless=timeless)
                os.fsync(handle)
            if not BY_HANDLE:
                _finish(apart, mode, timeless=timeless)
            put(apart, path)
        finally:
            apart.unlink(missing_ok=True)


def _finish(file: int | Path, mode: int, *, timeless: bool) -> None:
    os.chmod(file, mode & ~_umask())  # noqa: PTH101 - Path has no way by handle
    if timeless:
        today = time.time() // DAY * DAY
        os.utime(file, (today, today))


def _put_in_place(apart: Path, path: Path) -> None:
    try:
        os.link(apart, path)  # unlike a rename, a link fails if the name is taken
    except FileExistsError:
        raise OutputExists(f"{path} is already there.") from None
    except OSError:  # a file system without links
        refuse_existing(path)
        apart.rename(path)


def _umask() -> int:
    """Read the process's umask, which can only be read by setting it."""
    with READING:  # else two threads would leave each other's value behind
        mask = os.umask(0o077)
        os.umask(mask)
    return mask
