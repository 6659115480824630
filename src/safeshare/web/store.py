"""The photos of this run, in memory only, bounded, and forgotten when idle."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from safeshare.model import Report, Result

MAX_PHOTOS = 20
MAX_BYTES = 1_000_000_000
MAX_PAGES_LEFT = 1_000
IDLE_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """One photo and what was made of it.

    page: the browser page that brought it. data: the photo as it came.
    preview, after: upright JPEGs without metadata, before and after.
    """

    page: str
    data: bytes = field(repr=False)
    report: Report = field(repr=False)
    preview: bytes = field(repr=False)
    result: Result | None = field(default=None, repr=False)
    after: bytes = field(default=b"", repr=False)

    @property
    def size(self) -> int:
        """Bytes of memory that its pictures take."""
        made = len(self.result.data) if self.result else 0
        return len(self.data) + len(self.preview) + len(self.after) + made


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

    def __len__(self) -> int:
        with self._lock:
            return len(self._photos)

    def add(self, photo: StoredPhoto) -> str | None:
        """Keep a photo and give its id, or None when its page has been left meanwhile."""
        photo_id = secrets.token_urlsafe(16)
        with self._lock:
            if photo.page in self._left:
                return None
            self._photos[photo_id] = (self._clock(), photo)
            self._drop_oldest()
        return photo_id

    def get(self, photo_id: str) -> StoredPhoto | None:
        """Give a photo, or None when it is unknown or forgotten. Counts as use."""
        with self._lock:
            self._forget_idle()
            if photo_id not in self._photos:
                return None
            photo = self._photos[photo_id][1]
            self._photos[photo_id] = (self._clock(), photo)
            return photo

    def finish(self, photo_id: str, result: Result, after: bytes) -> bool:
        """Keep the result beside its photo; False when the photo was forgotten meanwhile."""
        with self._lock:
            if photo_id not in self._photos:
                return False
            photo = self._photos[photo_id][1]
            finished = replace(photo, result=result, after=after)
            self._photos[photo_id] = (self._clock(), finished)
            self._drop_oldest()
            return photo_id in self._photos

    def forget_page(self, page: str) -> None:
        """Forget all photos of a page, and those that it is still sending."""
        with self._lock:
            self._left[page] = None
            if len(self._left) > MAX_PAGES_LEFT:
                self._left.popitem(last=False)
            self._remove([key for key, (_, photo) in self._photos.items() if photo.page == page])

    def forget_all(self) -> None:
        """Forget every photo."""
        with self._lock:
            self._photos.clear()

    def forget_idle(self) -> None:
        """Forget photos that nobody has used for the idle time."""
        with self._lock:
            self._forget_idle()

    def _forget_idle(self) -> None:
        oldest = self._clock() - self._idle_seconds
        self._remove([key for key, (used, _) in self._photos.items() if used < oldest])

    def _drop_oldest(self) -> None:
        while len(self._photos) > self._max_photos or (
            len(self._photos) > 1 and self._total() > self._max_bytes
        ):
            self._photos.popitem(last=False)

    def _total(self) -> int:
        return sum(photo.size for _, photo in self._photos.values())

    def _remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            del self._photos[key]


def forget_idle_photos(store: PhotoStore, stop: threading.Event, *, every: float = 60.0) -> None:
    """Forget idle photos again and again until `stop` is set. Meant for its own thread."""
    while not stop.wait(every):
        store.forget_idle()
