"""Looks for a picture under transparency: colours that are stored but never shown.

Some editors "erase" by making pixels clear, and keep their colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeshare.model import Finding, Severity
from safeshare.verify.decode import BAND, deep_frames, format_of, frames, open_picture, pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

LOOKED_AT = frozenset(("PNG", "TIFF", "AVIF", "JXL"))
# GIF: one palette entry is clear. WebP: its reader looks at each frame by itself.
SPILL = 16  # pixels; as far as a lossy codec carries colours into clear places
MOST_OFF = 16  # levels from the usual colour; coding alone made 14 of quality 5, 6 of 50 and more
DEEP, WITH_OPACITY = 16, (4, 6)  # a PNG's bits a sample, its colour types with an alpha channel
OPAQUE = 3  # channels
LEVELS = 256
DEEP_OPACITY = 256  # 16-bit opacity below which an 8-bit viewer shows nothing


def hidden_colours(data: bytes) -> tuple[Finding, ...]:
    """Return a finding if clear pixels hold more than one colour, else nothing.

    Does not see: what single frames of an animation hold under clear pixels before a decoder
    puts them together; in lossy files, shapes nearer than 16 pixels to what is shown, and such
    as are fainter than 17 levels.
    Raises UnreadableImage when a frame can't be decoded.
    """
    name = format_of(data)
    picture = open_picture(data) if name in LOOKED_AT else None
    if picture is None or not picture.has_transparency_data:
        return ()
    lossy = name == "AVIF"
    for number, frame in enumerate(_seen(data, picture), 1):
        if holds_shapes(frame, lossy=lossy):
            what = "colours under transparent pixels"
            return (Finding("leftover", f"frame {number}", what, Severity.HIGH),)
    return ()


def _seen(data: bytes, picture: ImageFile) -> Iterator[NDArray[np.uint8 | np.uint16]]:
    """Give the frames with all the bits that are stored: Pillow has half of a 16-bit PNG's."""
    deep = picture.format == "PNG" and data[24] == DEEP and data[25] in WITH_OPACITY
    return deep_frames(data) if deep else map(pixels, frames(picture))


def holds_shapes(frame: NDArray[np.uint8 | np.uint16], *, lossy: bool) -> bool:
    """Return whether clear pixels hold more than one colour.

    frame: uint8 or uint16 (height, width, 3 or 4). lossy: coding spills some colour into
    clear places, which is no shape.
    """
    if frame.shape[2] == OPAQUE:
        return False
    return _shapes(frame) if lossy else _colours(frame)


def _clear(frame: NDArray[np.uint8 | np.uint16]) -> NDArray[np.bool_]:
    clear: NDArray[np.bool_] = frame[..., 3] < (DEEP_OPACITY if frame.dtype.itemsize > 1 else 1)
    return clear


def _colours(frame: NDArray[np.uint8 | np.uint16]) -> bool:
    """Return whether clear pixels have more than one colour."""
    import numpy as np

    first: NDArray[np.uint8 | np.uint16] | None = None
    for top in range(0, frame.shape[0], BAND):
        rows = frame[top : top + BAND]
        clear = _clear(rows)
        if not clear.any():
            continue
        if first is None:
            first = rows[..., :3][np.unravel_index(np.argmax(clear), clear.shape)]
        if any((clear & (rows[..., channel] != first[channel])).any() for channel in range(3)):
            return True
    return False


def _shapes(frame: NDArray[np.uint8 | np.uint16]) -> bool:
    """Return whether clear pixels differ more than coding makes them, away from what is shown."""
    import numpy as np

    from safeshare.verify.grid import shrunk

    counts = np.zeros((3, LEVELS), np.int64)
    clear = shrunk(_clear(frame), SPILL)
    for top in range(0, frame.shape[0], BAND):
        hidden = frame[top : top + BAND, :, :3][clear[top : top + BAND]]
        for channel in range(3):
            counts[channel] += np.bincount(hidden[:, channel], minlength=LEVELS)
    return bool(counts.any()) and any(_spread(levels) > MOST_OFF for levels in counts)


def _spread(counts: NDArray[np.int64]) -> int:
    """Return the largest distance from the median of levels that occur so often."""
    import numpy as np

    there = np.flatnonzero(counts)
    middle = int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))
    return max(middle - int(there[0]), int(there[-1]) - middle)
