"""The second look: zooms into a doubtful place and tells how likely a face is there.

The window is turned by quarters. A face that is zoomed in shows in several turns and
scores high in one; a hand, a knee or a wheel that fooled one look seldom fools the
others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from safeshare.detect import centerface
from safeshare.detect.merge import same_place
from safeshare.detect.views import QUARTERS

if TYPE_CHECKING:
    from safeshare.detect.views import Zoom
    from safeshare.model import Box, Detection

REACH = 2.5
"""Side of the window in sides of the doubtful box."""

SIDE = 224
"""Pixels of the window, so that a face is about 90 pixels tall."""

FAINTEST = 0.1
"""Score from which a window's detections count."""

UPRIGHT, BEST, NEXT, TOTAL, BIAS = 4.2, 5.5, 1.9, 1.65, -2.8
"""Logistic regression on the doubtful places of the test photos (docs/detection.md): weights
of the score in the wide search, the way up that most faces are; of the best and the next best
turn's score in the window; of all turns' scores together."""


def look_again(
    zoom: Zoom,
    place: Box,
    upright: float,
    degrees: int = 0,
    enough: float = 1.0,
    blind: int = len(QUARTERS),
) -> tuple[float, list[Detection]]:
    """Give the probability that a face is at a place, and the boxes that support it.

    place: the doubtful box, in the photo's pixels. upright: its best score in the
    wide search in a turn in which most faces stand, or 0. degrees: the turn in which it was
    seen best. enough: the probability from which no further turn is looked at, since each
    can only add to it. blind: how many turns may show nothing before it is given up.
    """
    found: list[Detection | None] = []
    for turn in QUARTERS:
        found.append(_best(zoom, place, (degrees + turn) % 360))
        belief = _belief(upright, [seen.score for seen in found if seen])
        if belief >= enough or (len(found) >= blind and not any(found)):
            break
    best = max((seen.score for seen in found if seen), default=0.0)
    return belief, [seen for seen in found if seen and seen.score >= best / 2]


def _belief(upright: float, scores: list[float]) -> float:
    best, second = sorted([*scores, 0.0, 0.0], reverse=True)[:2]
    odds = UPRIGHT * upright + BEST * best + NEXT * second + TOTAL * sum(scores) + BIAS
    return 1 / (1 + math.exp(-odds))


def _best(zoom: Zoom, place: Box, degrees: int) -> Detection | None:
    """Give the best detection at the place in one turned window."""
    view = zoom.window(place, REACH, SIDE, degrees)
    seen = (view.back(found) for found in centerface.find(view.pixels, FAINTEST))
    near = (found for found in seen if same_place(found.box, place))
    return max(near, key=lambda found: found.score, default=None)
