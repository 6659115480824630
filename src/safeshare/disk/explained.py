"""What the operating system says no with, in words of this project."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeshare.errors import CannotReadOrWrite

REASONS = {
    errno.ENOENT: "there is no such file.",
    errno.EACCES: "it may not be read or written (no permission).",
    errno.EPERM: "it may not be read or written (no permission).",
    errno.ENOSPC: "the disk is full.",
    errno.EDQUOT: "the disk quota is used up.",
    errno.EROFS: "the disk is read-only.",
    errno.ENAMETOOLONG: "the name is too long.",
    errno.ENOTDIR: "a part of the path is not a folder.",
    errno.EEXIST: "a part of the path is a file, not a folder.",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the operating system's no into CannotReadOrWrite that names the file."""
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, f"{error.strerror}.")
        raise CannotReadOrWrite(reason, name=str(path)) from error
