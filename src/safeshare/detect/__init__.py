"""What identifies a person in the pixels: a table of detectors, loaded when first used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from safeshare.detect.faces import find_faces
from safeshare.detect.merge import merge
from safeshare.errors import BadPlan
from safeshare.model import Detection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Detector = Callable[["NDArray[np.uint8]"], tuple[Detection, ...]]

DETECTORS: dict[str, Detector] = {"face": find_faces}
"""Kind of detection -> detector. A detector takes an upright uint8 (height, width, 3) sRGB
image, is deterministic, may be called from several threads, and loads its models once."""


def detect(image: NDArray[np.uint8], names: Sequence[str]) -> tuple[Detection, ...]:
    """Run detectors on one image.

    image: uint8 (height, width, 3 or 4) sRGB, upright. A transparent photo is
    looked at as its colours stand, on black and on white: transparency alone can
    draw a face. names: keys of DETECTORS. Returns detections sorted from top to
    bottom. Raises BadPlan for an unknown name.
    """
    check_names(names)
    views = _views(image)
    seen = [
        detection
        for name in names
        for detection in merge(found for view in views for found in DETECTORS[name](view))
    ]
    return tuple(sorted(seen, key=lambda detection: (detection.box[1], detection.box[0])))


def _views(image: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Give the opaque images as which a photo can be seen, each uint8 (height, width, 3)."""
    colours = image[..., :3]
    if image.shape[2] == 3 or image[..., 3].min() == 255:
        return [colours]
    share = image[..., 3:].astype("float32") / 255
    black = (colours * share).astype("uint8")
    white = (colours * share + 255 * (1 - share)).astype("uint8")
    return [colours, black, white]


def check_names(names: Sequence[str]) -> None:
    """Raise BadPlan unless all names are keys of DETECTORS."""
    unknown = set(names) - set(DETECTORS)
    if unknown:
        raise BadPlan(
            f"there is no detector {sorted(unknown)[0]!r}.",
            advice=f"Choose from: {', '.join(DETECTORS)}.",
        )
