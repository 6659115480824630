"""The only room that touches files: walks folders, reads photos, writes copies."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from safeshare.errors import (
    BadRequest,
    CannotReadOrWrite,
    OutputExists,
    TooLarge,
    UnreadableImage,
    UnsupportedFormat,
)
from safeshare.formats import sniff

HEAD = 4096
"""Bytes that are enough to tell a format."""

PHOTO_NAMES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff"}
    | {".bmp", ".dib", ".heic", ".heif", ".hif", ".avif"}
)
"""Extensions under which a user expects a photo, whatever the bytes are."""

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


def photos(
    paths: Sequence[Path], *, recursive: bool, without: Path | None = None
) -> Iterator[tuple[Path, Path]]:
    """Give the files to work on: (file, its path below the folder that was given).

    paths: files are given as they are, whatever they hold. Folders need
    `recursive`; in them, files that are no photos by bytes and by name are
    passed over, links are not followed, and the order is stable. without: a
    folder that is left out, where the copies go. A folder that can't be opened is
    given as well, so that reading it fails by name. Raises BadRequest for a folder
    without `recursive`.
    """
    for path in paths:
        if not path.is_dir():
            yield path, Path(path.name)
        elif not recursive:
            raise BadRequest(
                "it is a folder.", advice="Add -r to take all photos in it.", name=str(path)
            )
        else:
            for found in _walk(path, without.resolve() if without else None):
                yield found, found.relative_to(path)


def read_photo(path: Path, limit: int) -> bytes:
    """Read a file whole. Raises TooLarge above `limit` bytes, CannotReadOrWrite."""
    with _explained(path):
        if path.is_dir():
            raise CannotReadOrWrite("the folder can't be opened.", name=str(path))
        if not stat.S_ISREG(path.stat().st_mode):
            raise CannotReadOrWrite(
                "it is not a regular file.", advice="Give a photo file.", name=str(path)
            )
        with path.open("rb") as file:
            data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"it has more than {limit:,} bytes.", name=str(path))
    return data


def refuse_existing(path: Path) -> None:
    """Raise OutputExists if anything stands at `path`, a broken link included."""
    if os.path.lexists(path):
        raise OutputExists(f"{path} is already there.")


def write_new(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file that did not exist: apart, synced, then put in place in one step.

    mode: permissions, less what the process's umask takes away.
    Nothing is ever overwritten, and no reader sees a half-written file. Raises
    OutputExists and CannotReadOrWrite; then nothing remains.
    """
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".safeshare-", suffix=".part", dir=path.parent)
        apart = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            apart.chmod(mode & ~_umask())
            _put_in_place(apart, path)
        finally:
            apart.unlink(missing_ok=True)


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
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _walk(folder: Path, without: Path | None) -> Iterator[Path]:
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        place = Path(root)
        folders[:] = sorted(name for name in folders if (place / name).resolve() != without)
        for name in sorted(names):
            path = place / name
            if not path.is_symlink() and _is_meant(path):
                yield path
    yield from (Path(error.filename) for error in closed)


def _is_meant(path: Path) -> bool:
    """Whether a user who gives the folder means this file: a photo by its name or by its bytes."""
    if path.suffix.lower() in PHOTO_NAMES:
        return True
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            sniff(file.read(HEAD))
    except UnreadableImage:
        return False
    except (UnsupportedFormat, OSError):  # a photo of another kind, or one that can't be read
        return True
    return True


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn the operating system's no into CannotReadOrWrite that names the file."""
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, f"{error.strerror}.")
        raise CannotReadOrWrite(reason, name=str(path)) from error
