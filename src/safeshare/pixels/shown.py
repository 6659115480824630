"""Pixels as a JPEG that is only meant to be looked at."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

QUALITY = 85


def as_jpeg(frame: NDArray[np.uint8]) -> bytes:
    """Give pixels as a JPEG without metadata.

    frame: uint8 (height, width, 3 or 4) sRGB; what is clear is shown on white.
    """
    from PIL import Image

    picture = Image.fromarray(frame)
    if picture.mode == "RGBA":
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
