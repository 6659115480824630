"""The wide search: CenterFace on copies of several sizes, turned by quarters.

People lie and hang, and photos lie on their side, so the coarse copies are looked
at in all four turns. The fine copy is dear: it is looked at in the turns in which
the coarse one shows the most faces. Every turn is treated alike, so that a photo
that is turned gives the same faces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safeshare.detect import centerface
from safeshare.detect.views import QUARTERS, parts, reduced, turned
from safeshare.model import Detection

if TYPE_CHECKING:
    from safeshare.detect.effort import Effort
    from safeshare.detect.views import Pixels

EVIDENT = (0.4, 0.2)
"""Scores that tell which way up the faces are: strong ones, else what there is."""

AS_MANY = 0.8
"""Share of the best turn's evidence from which another turn counts as upright too."""

PART, OVERLAP = 1200, 128
"""Pixels of the side of a part of a copy that is looked at at once, which takes 0.3 GB, and
of its edge that the next part shares: what is larger than that is seen on a coarser copy."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A detection of one look. upright: in a turn in which most faces stand."""

    detection: Detection
    upright: bool


def search(photo: Pixels, effort: Effort) -> list[Sighting]:
    """Look at a whole photo.

    photo: uint8 (height, width, 3) sRGB, no side under SMALLEST. Returns what
    scores at least `effort.faintest`, in the photo's pixels, a face often several times.
    """
    longest = max(photo.shape[:2])
    copy = reduced(photo, max(effort.fine, *effort.coarse))
    sides = sorted({min(side, longest) for side in effort.coarse}, reverse=True)
    seen = {
        (side, degrees): _look(photo, reduced(copy, side), degrees, effort)
        for side in sides
        for degrees in QUARTERS
    }
    upright = _upright(seen, sides[0])
    turns = QUARTERS if effort.every_turn else upright
    fine = min(effort.fine, longest)
    if fine > sides[0]:
        seen |= {(fine, degrees): _look(photo, copy, degrees, effort) for degrees in turns}
    if effort.tiles and longest > effort.fine:
        seen |= {(longest, degrees): _look(photo, photo, degrees, effort) for degrees in turns}
    return [
        Sighting(found, degrees in upright)
        for (_, degrees), detections in seen.items()
        for found in detections
    ]


def _look(photo: Pixels, copy: Pixels, degrees: int, effort: Effort) -> list[Detection]:
    """Give what a copy shows that is turned clockwise by quarters."""
    views = (turned(copy, box, degrees, photo.shape) for box in parts(copy, PART, OVERLAP))
    return [
        view.back(found)
        for view in views
        for found in centerface.find(view.pixels, effort.faintest)
    ]


def _upright(seen: dict[tuple[int, int], list[Detection]], side: int) -> tuple[int, ...]:
    """Give the turns in which the faces of one copy stand; as the photo is, without any."""
    for least in EVIDENT:
        evidence = {turn: _evidence(seen[side, turn], least) for turn in QUARTERS}
        best = max(evidence.values())
        if best:
            return tuple(turn for turn in QUARTERS if evidence[turn] >= AS_MANY * best)
    return (0,)


def _evidence(detections: Iterable[Detection], least: float) -> float:
    return sum(found.score for found in detections if found.score >= least)
