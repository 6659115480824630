"""The editor's own files (markup, style, scripts), read from the package once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FOLDERS = ("editor", "world")  # the second holds the map, brought in at build time
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent to the browser."""

    body: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """Give the files of web/editor and web/world by name. Nothing else exists for the page."""
    found = {}
    for entry in (entry for folder in FOLDERS for entry in (files(__package__) / folder).iterdir()):
        suffix = "." + entry.name.rpartition(".")[2]
        if suffix in MEDIA_TYPES:
            found[entry.name] = Asset(entry.read_bytes(), MEDIA_TYPES[suffix])
    return found
