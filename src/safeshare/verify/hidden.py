"""Looks for a picture under transparency: colours that are stored but never shown.

Some editors "erase" by making pixels clear, and keep their colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeshare.model import Finding, Severity
from safeshare.verify.decode import deep_frames, format_of, frames, open_picture, pixels

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
    import numpy as np

    from safeshare.verify.grid import shrunk

    if frame.shape[2] == OPAQUE:
        return False
    clear = frame[..., 3] < (DEEP_OPACITY if frame.dtype.itemsize > 1 else 1)
    hidden = frame[..., :3][shrunk(clear, SPILL) if lossy else clear]
    if not hidden.size:
        return False
    if lossy:
        return bool(np.abs(hidden - np.median(hidden, axis=0)).max() > MOST_OFF)
    return bool(np.any(hidden != hidden[0]))
