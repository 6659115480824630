"""Photos that arrive in a folder, each once it has stopped growing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from safeshare.disk import is_folder, is_meant, photos
from safeshare.errors import BadRequest, CannotReadOrWrite

SETTLED = 1.0
"""Seconds without a change after which a file counts as finished."""

TICK = 200
"""Milliseconds between two looks at files that still grow."""


@dataclass(slots=True)
class _Growing:
    """A file that may not be finished. size, modified: at the last look; since: of that state."""

    size: int
    modified: int
    since: float


def arrivals(
    folder: Path,
    without: Callable[[Path], bool],
    stopped: Callable[[], bool],
    unfinished: Callable[[Path], None],
) -> Iterator[tuple[Path, Path]]:
    """Give photos as they arrive: (file, its path below the folder), until `stopped`.

    folder: watched with all folders below it, from before this returns; what lies there by
    then is left alone, links in it are not followed. without: tells folders that are left
    out. A file is given again when it changes later. unfinished: is told of each photo that
    still grew, or was empty, when it stopped. Raises BadRequest, at once, for what is
    no folder, and CannotReadOrWrite when it is gone.
    """
    if not is_folder(folder):
        raise BadRequest("it is no folder.", advice="Give a folder to watch.", name=str(folder))
    whole = folder.resolve()  # changes are told with whole paths
    looks = _looks(whole)
    try:
        first = next(looks, ())
    except FileNotFoundError:
        raise _gone(folder) from None
    return _arrivals(folder, whole, chain((first,), looks), without, stopped, unfinished)


def _looks(whole: Path) -> Iterator[Iterable[Path]]:
    """Give, again and again, what came or changed since; the first look begins the watch."""
    from watchfiles import Change, watch

    for changes in watch(
        whole,
        watch_filter=None,
        debounce=TICK,
        rust_timeout=TICK,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        yield [Path(name) for change, name in changes if change != Change.deleted]


def _arrivals(
    folder: Path,
    whole: Path,
    looks: Iterable[Iterable[Path]],
    without: Callable[[Path], bool],
    stopped: Callable[[], bool],
    unfinished: Callable[[Path], None],
) -> Iterator[tuple[Path, Path]]:
    growing: dict[Path, _Growing] = {}
    for changed in looks:
        if not whole.is_dir():
            raise _gone(folder)
        for path in changed:
            _note(growing, path, whole, without)
        if stopped():
            for path in sorted(growing):
                if path.is_file() and is_meant(path):
                    unfinished(folder / path.relative_to(whole))
            return
        for path in _finished(growing):
            below = path.relative_to(whole)
            yield folder / below, below


def _gone(folder: Path) -> CannotReadOrWrite:
    return CannotReadOrWrite(
        "the folder is gone.", advice="Watch it again when it is back.", name=str(folder)
    )


def _note(
    growing: dict[Path, _Growing], path: Path, folder: Path, without: Callable[[Path], bool]
) -> None:
    """Remember a file that came, or all files in a folder that came."""
    inside = [parent for parent in path.parents if parent.is_relative_to(folder)]
    if path.is_symlink() or any(parent.is_symlink() or without(parent) for parent in inside):
        return
    if is_folder(path):
        for found, _ in photos([path], recursive=True, without=without):
            growing.setdefault(found, _Growing(-1, -1, 0.0))
    else:
        growing.setdefault(path, _Growing(-1, -1, 0.0))


def _finished(growing: dict[Path, _Growing]) -> Iterator[Path]:
    """Give, and forget, the files that did not change for a while."""
    now = time.monotonic()
    for path, state in sorted(growing.items()):
        try:
            status = path.stat()
        except OSError:  # gone again, as a download's temporary name is
            del growing[path]
            continue
        if (status.st_size, status.st_mtime_ns) != (state.size, state.modified):
            growing[path] = _Growing(status.st_size, status.st_mtime_ns, now)
        elif now - state.since >= SETTLED and status.st_size:
            del growing[path]
            if is_meant(path):
                yield path
