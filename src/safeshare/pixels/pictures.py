"""Which pictures of a file are shown, how large they are, and how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from safeshare.errors import TooLarge

if TYPE_CHECKING:
    from PIL import Image

ONE_PICTURE = frozenset({"jpeg", "heic", "bmp"})
"""Formats whose further pictures (previews, gain maps, bursts) never reach a copy."""

SMALL_COPY = 1
"""Bit of TIFF's NewSubfileType that marks a reduced copy of another page (TIFF 6.0, p. 36)."""

ORIENTATION = 0x0112


def shown(image: Image.Image, kind: str, most: int) -> Sequence[int]:
    """Give the indices of the frames or pages that a viewer shows.

    image: just opened. kind: its format. most: frames above which TooLarge is
    raised. Left out are small copies among the pages of a TIFF, unless there is
    nothing else, and the picture that an animated PNG keeps for old viewers.
    """
    if kind in ONE_PICTURE:
        return (image.tell(),)  # of a HEIC the primary picture, which need not be the first
    count = int(getattr(image, "n_frames", 1))
    if count > most:
        raise TooLarge(f"it has {count:,} frames; the limit is {most:,}.")
    if kind == "png" and count > 1 and getattr(image, "default_image", False):
        return range(1, count)
    if kind == "tiff" and count > 1:
        return [index for index in range(count) if not _is_small_copy(image, index)] or (0,)
    return range(count)


def upright_size(image: Image.Image, kind: str) -> tuple[int, int]:
    """Give width and height of the current frame as it is shown."""
    width, height = image.size
    return (height, width) if orientation(image, kind) >= 5 else (width, height)


def orientation(image: Image.Image, kind: str) -> int:
    """Give the EXIF orientation 1..8 that is still to be applied; 1 when there is none.

    Pillow's TIFF reader turns pages itself, from the start. Its own look-up would
    also take the orientation from XMP, which viewers ignore.
    """
    from PIL import Image

    if kind == "tiff":
        return 1
    exif = Image.Exif()
    exif.load(image.info.get("exif") or b"")
    value = exif.get(ORIENTATION)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _is_small_copy(image: Image.Image, index: int) -> bool:
    image.seek(index)
    tags = getattr(image, "tag_v2", {})
    return bool(int(tags.get(254, 0)) & SMALL_COPY)
