"""The name of a camera, as EXIF and XMP both tell it."""

from __future__ import annotations

from collections.abc import Iterator

from safeshare.model import Finding
from safeshare.reveal.facts import fact, says_something, shown


def camera_facts(where: str, make: str, model: str) -> Iterator[Finding]:
    """Yield the camera's name; the maker's is left out where the model repeats it."""
    brand = make.casefold().split()[:1]
    repeated = bool(brand) and model.casefold().startswith(brand[0])
    camera = model if repeated else f"{make} {model}".strip()
    if says_something(camera):
        yield fact("camera", where, f"the camera {shown(camera)}", camera)
