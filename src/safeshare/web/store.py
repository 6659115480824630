"""The photos of this run, in memory only, bounded, and forgotten when idle."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from safeshare.model import Report, Result

MAX_PHOTOS = 200
MAX_BYTES = 1_000_000_000
MAX_REMEMBERED = 1_000
IDLE_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """One photo and what was made of it: encoded bytes and small things, never decoded pixels.

    page: the browser page that brought it. data: the photo as it came. report: its findings
    carry small JPEGs. preview, after: upright JPEGs without metadata, before and after.
    name: the file's. people: who is on the preview, packed, once that is known.
    looked_for_text: its regions hold lines of text. saved_as: the name of the copy;
    keeps_name: it is the photo's own.
    """

    page: str
    data: bytes = field(repr=False)
    report: Report = field(repr=False)
    preview: bytes = field(repr=False)
    name: str | None = field(default=None, repr=False)
    people: bytes | None = field(default=None, repr=False)
    looked_for_text: bool = False
    result: Result | None = field(default=None, repr=False)
    after: bytes = field(default=b"", repr=False)
    saved_as: str = field(default="", repr=False)
    keeps_name: bool = False

    @property
    def size(self) -> int:
        """Bytes of memory that its pictures take."""
        made = len(self.result.data) if self.result else 0
        small = len(self.preview) + len(self.after) + len(self.people or b"")
        return len(self.data) + made + small + sum(len(f.picture) for f in self.report.findings)


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo that the store has taken. dropped: older ones of its page that made room for it."""

    id: str
    dropped: tuple[str, ...]


class PhotoStore:
    """Photos by unguessable id, safe to use from many threads.

    Never more than `max_photos`, nor more than `max_bytes` unless a single photo
    is bigger: the oldest are dropped. `clock` counts seconds; wall-clock time by
    default, so that a computer that slept for a night forgets too.
    """

    def __init__(
        self,
        *,
        max_photos: int = MAX_PHOTOS,
        max_bytes: int = MAX_BYTES,
        idle_seconds: float = IDLE_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._max_photos = max_photos
        self._max_bytes = max_bytes
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._photos: OrderedDict[str, tuple[float, StoredPhoto]] = OrderedDict()
        self._left: OrderedDict[str, None] = OrderedDict()
        self._dropped: OrderedDict[str, None] = OrderedDict()
        self._wipes = 0

    def __len__(self) -> int:
        with self._lock:
            return len(self._photos)

    @property
    def wipes(self) -> int:
        """How often everything was forgotten; what began before that must not be kept."""
        with self._lock:
            return self._wipes

    def add(self, photo: StoredPhoto, wipes: int | None = None) -> Kept | None:
        """Keep a photo; None when its page has been left or everything forgotten meanwhile.

        wipes: how often everything had been forgotten when the photo began to arrive.
        """
        photo_id = secrets.token_urlsafe(16)
        with self._lock:
            if photo.page in self._left or wipes not in (None, self._wipes):
                return None
            self._photos[photo_id] = (self._clock(), photo)
            return Kept(photo_id, self._make_room(photo_id))

    def get(self, photo_id: str) -> StoredPhoto | None:
        """Give a photo, or None when it is unknown or forgotten. Counts as use."""
        with self._lock:
            self._forget_idle()
            if photo_id not in self._photos:
                return None
            photo = self._photos[photo_id][1]
            self._photos[photo_id] = (self._clock(), photo)
            return photo

    def was_dropped(self, photo_id: str) -> bool:
        """Tell whether a photo was dropped to make room for others."""
        with self._lock:
            return photo_id in self._dropped

    def of_page(self, page: str) -> list[StoredPhoto]:
        """Give the photos of a page, in the order in which they came."""
        with self._lock:
            return [photo for _, photo in self._photos.values() if photo.page == page]

    def change(self, photo_id: str, change: Callable[[StoredPhoto], StoredPhoto]) -> Kept | None:
        """Replace a photo by what `change` makes of it; None when it was forgotten meanwhile."""
        with self._lock:
            if photo_id not in self._photos:
                return None
            self._photos[photo_id] = (self._clock(), change(self._photos[photo_id][1]))
            return Kept(photo_id, self._make_room(photo_id))

    def finish(
        self,
        photo_id: str,
        result: Result,
        after: bytes,
        saved_as: str = "",
        *,
        keeps_name: bool = False,
    ) -> Kept | None:
        """Keep the result beside its photo; None when the photo was forgotten meanwhile."""

        def finished(photo: StoredPhoto) -> StoredPhoto:
            return replace(
                photo, result=result, after=after, saved_as=saved_as, keeps_name=keeps_name
            )

        return self.change(photo_id, finished)

    def forget(self, page: str, photo_id: str) -> None:
        """Forget one photo of a page."""
        with self._lock:
            if photo_id in self._photos and self._photos[photo_id][1].page == page:
                self._remove([photo_id])

    def forget_page(self, page: str) -> None:
        """Forget all photos of a page, and those that it is still sending."""
        with self._lock:
            _remember(self._left, page)
            self._remove([key for key, (_, photo) in self._photos.items() if photo.page == page])

    def forget_all(self) -> None:
        """Forget every photo, and those that are still arriving."""
        with self._lock:
            self._wipes += 1
            self._photos.clear()

    def forget_idle(self) -> None:
        """Forget photos that nobody has used for the idle time."""
        with self._lock:
            self._forget_idle()

    def _forget_idle(self) -> None:
        oldest = self._clock() - self._idle_seconds
        self._remove([key for key, (used, _) in self._photos.items() if used < oldest])

    def _make_room(self, newest: str) -> tuple[str, ...]:
        """Drop the oldest others until the bounds hold; give the ids of those of its page."""
        page, told = self._photos[newest][1].page, []
        size = sum(photo.size for _, photo in self._photos.values())
        for photo_id in [key for key in self._photos if key != newest]:
            if len(self._photos) <= self._max_photos and size <= self._max_bytes:
                break
            _, photo = self._photos.pop(photo_id)
            size -= photo.size
            _remember(self._dropped, photo_id)
            if photo.page == page:
                told.append(photo_id)
        return tuple(told)

    def _remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            del self._photos[key]


def _remember(names: OrderedDict[str, None], name: str) -> None:
    names[name] = None
    if len(names) > MAX_REMEMBERED:
        names.popitem(last=False)


def forget_idle_photos(store: PhotoStore, stop: threading.Event, *, every: float = 60.0) -> None:
    """Forget idle photos again and again until `stop` is set. Meant for its own thread."""
    while not stop.wait(every):
        store.forget_idle()
