"""Which files a user means."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from safeshare.errors import BadRequest, UnreadableImage, UnsupportedFormat
from safeshare.formats import sniff

HEAD = 4096
"""Bytes that are enough to tell a format."""

PHOTO_NAMES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff"}
    | {".bmp", ".dib", ".heic", ".heif", ".hif", ".avif", ".jxl"}
)
"""Extensions under which a user expects a photo, whatever the bytes are."""


def photos(
    paths: Sequence[Path], *, recursive: bool, without: Callable[[Path], bool] = lambda _: False
) -> Iterator[tuple[Path, Path]]:
    """Give the files to work on: (file, its path below the folder that was given).

    paths: files are given as they are, whatever they hold. Folders need
    `recursive`; in them, files that are no photos by bytes and by name are
    passed over, links are not followed, and the order is stable. without: tells
    folders that are left out, where copies go. A folder that can't be opened is
    given as well, so that reading it fails by name. Raises BadRequest for a folder
    without `recursive`.
    """
    for path in paths:
        if not is_folder(path):
            yield path, Path(path.name)
        elif not recursive:
            raise BadRequest(
                "it is a folder.", advice="Add -r to take all photos in it.", name=str(path)
            )
        else:
            for found in _walk(path, without):
                yield found, found.relative_to(path)


def _walk(folder: Path, without: Callable[[Path], bool]) -> Iterator[Path]:
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        place = Path(root)
        folders[:] = sorted(name for name in folders if not without(place / name))
        for name in sorted(names):
            path = place / name
            if not _is(path.is_symlink) and is_meant(path):
                yield path
    yield from (Path(error.filename) for error in closed)


def is_meant(path: Path) -> bool:
    """Whether a user who gives the folder means this file: a photo by its name or by its bytes."""
    if path.suffix.lower() in PHOTO_NAMES:
        return True
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            sniff(file.read(HEAD))
    except UnreadableImage:
        return False
    except (UnsupportedFormat, OSError):  # a photo of another kind, or one that can't be read
        return True
    return True


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; one that the system won't look at is none."""
    return _is(path.is_dir)


def _is(kind: Callable[[], bool]) -> bool:
    """Ask for a path's kind; where the system won't say, the path fails by name when it is read."""
    try:
        return kind()
    except OSError:
        return False
