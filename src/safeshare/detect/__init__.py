"""What identifies a person in the pixels: a table of detectors, loaded when first used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from safeshare.detect.codes import find_codes
from safeshare.detect.effort import NORMAL, Effort
from safeshare.detect.faces import find_faces
from safeshare.detect.merge import merge
from safeshare.detect.text import find_text
from safeshare.detect.turned import united
from safeshare.errors import BadPlan
from safeshare.model import Detection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Detector = Callable[["NDArray[np.uint8]"], tuple[Detection, ...]]

DETECTORS: dict[str, Detector] = {"face": find_faces, "code": find_codes, "text": find_text}
"""Kind of detection -> detector. A detector takes an upright uint8 (height, width, 3) sRGB
image, is deterministic, may be called from several threads, and loads its models once."""

SUGGESTED = frozenset({"text"})
"""Kinds that are shown but stay visible until the user says otherwise: most text in a photo
names nobody."""


def detect(
    image: NDArray[np.uint8], names: Sequence[str], effort: Effort = NORMAL
) -> tuple[Detection, ...]:
    """Run detectors on one image.

    image: uint8 (height, width, 3 or 4) sRGB, upright. A transparent photo is
    looked at as its colours stand, on black and on white: transparency alone can
    draw a face. names: keys of DETECTORS. effort: of the face search. Returns
    detections sorted from top to bottom. Raises BadPlan for an unknown name.
    """
    check_names(names)
    detectors = DETECTORS | {"face": partial(find_faces, effort=effort)}
    views = _views(image)
    seen = [
        detection
        for name in names
        for detection in joined(found for view in views for found in detectors[name](view))
    ]
    height, width = image.shape[:2]
    inside = (_inside(detection, width, height) for detection in seen)
    return tuple(sorted(inside, key=lambda detection: (detection.box[1], detection.box[0])))


def joined(detections: Iterable[Detection]) -> list[Detection]:
    """Make one detection of several of the same thing; nothing gets uncovered by it.

    Outlines are compared as such: the boxes around slanted lines of text overlap where
    the lines do not.
    """
    listed = list(detections)
    outlined = [detection for detection in listed if detection.points]
    boxed = [detection for detection in listed if not detection.points]
    return merge(boxed) + united(outlined)


def _inside(detection: Detection, width: int, height: int) -> Detection:
    x0, y0, x1, y1 = detection.box
    box = (max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1))
    return replace(detection, box=box)


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
