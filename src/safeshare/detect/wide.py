"""The wide search: CenterFace on copies of several sizes, turned by quarters.

People lie and hang, and photos lie on their side, so the coarse copies are looked
at in all four turns, each but the coarsest where the one before was warm (see focus).
The fine copy is dear: it is looked at in the turns in which the coarse one shows the
most faces, or in all of them where it shows none for certain: of small faces the coarse
one has an inkling, often in the wrong turn. Every turn is treated alike, so that a photo
that is turned gives the same faces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect import centerface
from safeshare.detect.centerface import STRIDE
from safeshare.detect.focus import everything, places
from safeshare.detect.views import QUARTERS, parts, reduced, turned
from safeshare.model import Box, Detection

if TYPE_CHECKING:
    from safeshare.detect.effort import Effort
    from safeshare.detect.focus import Heat
    from safeshare.detect.views import Pixels

EVIDENT = (0.4, 0.2)
"""Scores that tell which way up the faces are: strong ones, else what there is."""

CERTAIN = 0.65
"""Score that one of these has where they tell the way up for certain: the coarse copy of a
crowd shows specks that look a little like faces, most of them in a wrong turn."""

AS_MANY = 0.8
"""Share of the best turn's evidence from which another turn counts as upright too."""

PART, OVERLAP = 832, 128
"""Pixels of the side of a part of a copy that is looked at at once, which takes 0.2 GB, and
of its edge that the next part shares: what is larger than that is seen on a coarser copy."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A detection of one look.

    upright: in a turn in which most faces stand. degrees: that turn, clockwise.
    """

    detection: Detection
    upright: bool
    degrees: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    """What one turned copy showed: detections in the photo's pixels, and the copy's heat.

    heat: float (rows, columns) of the copy as it is upright, zero where nobody looked.
    """

    seen: list[Detection]
    heat: Heat


def search(photo: Pixels, effort: Effort) -> list[Sighting]:
    """Look at a whole photo.

    photo: uint8 (height, width, 3) sRGB, no side under SMALLEST. Returns what
    scores at least `effort.faintest`, in the photo's pixels, a face often several times.
    """
    longest = max(photo.shape[:2])
    largest = reduced(photo, max(effort.fine, *effort.coarse))
    sides = sorted({min(side, longest) for side in effort.coarse})
    looks: dict[tuple[int, int], _Look] = {}

    def look_at(copy: Pixels, degrees: int, coarser: int) -> None:
        before = looks.get((coarser, degrees))
        warm = before.heat if before is not None and effort.warm else None
        looks[max(copy.shape[:2]), degrees] = _look(photo, copy, degrees, effort, warm)

    coarser = 0
    for side in sides:
        copy = reduced(largest, side)
        for degrees in QUARTERS:
            look_at(copy, degrees, coarser)
        coarser = side
    upright, evident = _upright({turn: looks[coarser, turn].seen for turn in QUARTERS})
    fine = min(effort.fine, longest)
    if fine > coarser:
        for degrees in upright if evident and not effort.every_turn else QUARTERS:
            look_at(largest, degrees, coarser)
        if not evident:
            both = coarser, max(largest.shape[:2])
            upright, _ = _upright({turn: _seen(looks, both, turn) for turn in QUARTERS})
    if effort.tiles and longest > effort.fine:
        for degrees in QUARTERS if effort.every_turn else upright:
            looks[longest, degrees] = _look(photo, photo, degrees, effort)
    return [
        Sighting(found, degrees in upright, degrees)
        for (_, degrees), look in looks.items()
        for found in look.seen
    ]


def _look(
    photo: Pixels, copy: Pixels, degrees: int, effort: Effort, warm: Heat | None = None
) -> _Look:
    """Look at a copy that is turned clockwise by quarters, all of it or where it is warm."""
    height, width = copy.shape[:2]
    look = _Look([], np.zeros((-(-height // STRIDE), -(-width // STRIDE)), np.float32))
    found = None if warm is None else places(warm, effort.warm, copy.shape)
    for place in [everything(width, height)] if found is None else found:
        for box in parts(place.box, PART, OVERLAP):
            view = turned(copy, box, degrees, photo.shape)
            detections, heat = centerface.look(view.pixels, effort.faintest)
            back = map(view.back, detections)
            look.seen.extend(seen for seen in back if place.holds(seen.box, view.scale))
            _add(np.rot90(heat, degrees // 90), look.heat, box)
    return look


def _add(heat: Heat, whole: Heat, box: Box) -> None:
    """Add the heat of a part of a copy, at a box in its pixels, to that of the copy."""
    top, left = (round(value) // STRIDE for value in (box[1], box[0]))
    target = whole[top : top + heat.shape[0], left : left + heat.shape[1]]
    np.maximum(target, heat[: target.shape[0], : target.shape[1]], out=target)


def _seen(
    looks: dict[tuple[int, int], _Look], sides: Iterable[int], degrees: int
) -> list[Detection]:
    """Give what was seen in one turn on the copies with some longest sides."""
    return [found for side in sides for found in looks[side, degrees].seen]


def _upright(seen: dict[int, list[Detection]]) -> tuple[tuple[int, ...], bool]:
    """Give the turns in which the faces of one look or two stand, and whether that is evident.

    As the photo is, where none are seen.
    """
    for least in EVIDENT:
        evidence = {turn: _evidence(seen[turn], least) for turn in QUARTERS}
        best = max(evidence.values())
        if best:
            turns = tuple(turn for turn in QUARTERS if evidence[turn] >= AS_MANY * best)
            sure = any(found.score >= CERTAIN for turn in turns for found in seen[turn])
            return turns, sure
    return (0,), True


def _evidence(detections: Iterable[Detection], least: float) -> float:
    return sum(found.score for found in detections if found.score >= least)
