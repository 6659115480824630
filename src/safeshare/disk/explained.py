"""What the operating system says no with, in words of this project."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeshare.errors import CannotReadOrWrite

_PERMISSION = ("it may not be read or written (no permission).", "Check its permissions.")

REASONS = {
    errno.ENOENT: ("there is no such file.", "Check the path."),
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.ENOSPC: ("the disk is full.", "Make room, or choose another place."),
    errno.EDQUOT: ("the disk quota is used up.", "Make room, or choose another place."),
    errno.EFBIG: ("it would be larger than files may be there.", "Choose another place."),
    errno.EROFS: ("the disk is read-only.", "Choose another place."),
    errno.ENAMETOOLONG: ("the name is too long.", "Use shorter names."),
    errno.ENOTDIR: ("a part of the path is not a folder.", "Check the path."),
    errno.EEXIST: ("a part of the path is a file, not a folder.", "Choose another place."),
}
"""The system's number of an error -> what is wrong, and what to do."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the operating system's no into CannotReadOrWrite that names the file."""
    try:
        yield
    except OSError as error:
        other = (f"{error.strerror}.", CannotReadOrWrite.advice)
        reason, advice = REASONS.get(error.errno or 0, other)
        raise CannotReadOrWrite(reason, advice=advice, name=str(path)) from error
