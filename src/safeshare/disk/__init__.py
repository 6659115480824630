"""The only room that touches files: walks folders, reads photos, writes copies."""

from __future__ import annotations

from safeshare.disk.explained import explained
from safeshare.disk.locks import lock
from safeshare.disk.read import Stamp, read_photo, read_stamped
from safeshare.disk.walk import is_folder, is_meant, photos
from safeshare.disk.write import (
    begins_with,
    digest_of,
    refuse_existing,
    sweep,
    try_writing,
    write_new,
    write_over,
)

__all__ = [
    "Stamp",
    "begins_with",
    "digest_of",
    "explained",
    "is_folder",
    "is_meant",
    "lock",
    "photos",
    "read_photo",
    "read_stamped",
    "refuse_existing",
    "sweep",
    "try_writing",
    "write_new",
    "write_over",
]
