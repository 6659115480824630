"""Pictures beside the picture: previews, second pictures, gain maps and depth maps."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeshare.model import Block, Finding, Severity
from safeshare.reveal.facts import fact, size_words
from safeshare.reveal.likeness import Likeness, likeness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEADER: Final = 256_000
_SIZED: Final = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
_SAYS = {
    None: ("it can show what was cropped or covered", Severity.HIGH),
    Likeness.SAME: ("it shows what the photo shows", Severity.LOW),
    Likeness.IN_PART: (
        "in places it differs from the photo: it can show what was covered or cut off",
        Severity.HIGH,
    ),
    Likeness.OTHER: (
        "it shows something else than the photo, such as what was cut off",
        Severity.HIGH,
    ),
}
_MAPS = (
    (b"hdrgainmap", "a gain map for bright screens"),
    (b"hdr-gain-map", "a gain map for bright screens"),
    (b"portraiteffectsmatte", "a mask of the person shown"),
    (b"semantic", "a mask of what is shown"),
    (b"aux:disparity", "a depth map"),
    (b"aux:depth", "a depth map"),
    (b"depthmap", "a depth map"),
)
"""What a second picture's own header says that it is, in lower case."""


def reveal_thumbnail(block: Block, frame: NDArray[np.uint8] | None = None) -> Iterator[Finding]:
    """Yield the small preview that a block holds.

    frame: the photo's upright pixels, to tell whether the preview differs; None
    to decode nothing.
    """
    yield preview(block.where, block.payload, frame)


def preview(where: str, picture: bytes, frame: NDArray[np.uint8] | None = None) -> Finding:
    """Return the finding for a small preview: its sides in pixels if its header says them."""
    size = sides(picture_size(picture)) or size_words(len(picture))
    like = None if frame is None else likeness(picture, frame)
    says, severity = _SAYS[like]
    value = f"{size}, {like}" if like else size
    summary = f"a small preview picture, {size}: {says}"
    return replace(fact("thumbnail", where, summary, value, severity=severity), picture=picture)


def reveal_second_picture(
    block: Block, frame: NDArray[np.uint8] | None = None
) -> Iterator[Finding]:
    """Yield a whole second picture, gain map or depth map; frame as in reveal_thumbnail."""
    picture = block.payload
    size = ", ".join(filter(None, (sides(picture_size(picture)), size_words(len(picture)))))
    head = picture[:_HEADER].lower()
    what = next((words for mark, words in _MAPS if mark in head), "")
    if what:
        summary = f"{what}, {size}: the outlines of the photo once more"
        found = fact("hidden-picture", block.where, summary, size, severity=Severity.MEDIUM)
        yield replace(found, picture=picture)
        return
    like = None if frame is None else likeness(picture, frame)
    says, severity = _SAYS[like]
    value = f"{size}, {like}" if like else size
    summary = f"a second whole picture, {size}: {says}"
    found = fact("hidden-picture", block.where, summary, value, severity=severity)
    yield replace(found, picture=picture)


def picture_size(picture: bytes) -> tuple[int, int] | None:
    """Return a picture's (width, height) in pixels from its header, or None."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its size is told, nothing is decoded
            with Image.open(io.BytesIO(picture[:_HEADER]), formats=_SIZED) as opened:
                return opened.size
    except Exception:  # noqa: BLE001 - Pillow's readers raise nearly anything on broken bytes
        return None


def sides(size: tuple[int, int] | None) -> str:
    """Return a size in words, such as "160 x 120 pixels", or ""."""
    return f"{size[0]} x {size[1]} pixels" if size else ""
