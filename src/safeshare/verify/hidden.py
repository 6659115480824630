"""Looks for a picture under transparency: colours that are stored but never shown.

Some editors "erase" by making pixels clear, and keep their colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeshare.model import Finding, Severity
from safeshare.verify.decode import format_of, frames, open_picture, pixels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOKED_AT = frozenset(("PNG", "WEBP", "TIFF", "AVIF", "JXL"))  # GIF: one palette entry is clear
SPILL = 16  # pixels; as far as a lossy codec carries colours into clear places
MOST_SPREAD = 24.0  # levels, standard deviation; flat colours tell nothing


def hidden_colours(data: bytes) -> tuple[Finding, ...]:
    """Return a finding if clear pixels hold more than one colour, else nothing.

    Does not see: what single frames of an animation hold under clear pixels before a decoder
    puts them together; in lossy files, shapes nearer than 16 pixels to what is shown.
    Raises UnreadableImage when a frame can't be decoded.
    """
    name = format_of(data)
    picture = open_picture(data) if name in LOOKED_AT else None
    if picture is None or not picture.has_transparency_data:
        return ()
    lossy = name == "AVIF" or (name == "WEBP" and b"VP8 " in data)
    for number, frame in enumerate(frames(picture), 1):
        if _holds_shapes(pixels(frame), lossy=lossy):
            what = "colours under transparent pixels"
            return (Finding("leftover", f"frame {number}", what, Severity.HIGH),)
    return ()


def _holds_shapes(frame: NDArray[np.uint8], *, lossy: bool) -> bool:
    import numpy as np

    from safeshare.verify.grid import shrunk

    clear = frame[..., 3] == 0
    if lossy:
        hidden = frame[..., :3][shrunk(clear, SPILL)]
        return bool(hidden.size and hidden.std(axis=0).max() > MOST_SPREAD)
    hidden = frame[..., :3][clear]
    return bool(hidden.size and np.any(hidden != hidden[0]))
