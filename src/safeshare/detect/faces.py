"""The face search, a cascade: a wide search, a second look at what is doubtful, merging.

The wide search sees nearly every face, and hands, knees and wheels with the faint
ones. What is strong in a turn in which most faces stand is believed; everything
else is zoomed into. What several looks see of one face is merged so that all of it
stays covered. docs/detection.md says what each step is worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.effort import NORMAL, Effort
from safeshare.detect.merge import clusters, merge
from safeshare.detect.second_look import look_again
from safeshare.detect.views import Zoom, padded
from safeshare.detect.wide import Sighting, search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeshare.detect.views import Pixels
    from safeshare.model import Box, Detection

SURE = 0.65
"""Score in an upright turn from which a face needs no second look."""

LIKELY = 0.3
"""The same for what there is no time to look at again, in a crowd."""

ENOUGH = 0.9
"""Probability from which a doubtful place is zoomed into in no further turn."""

GOOD, ASTRAY = 0.3, 0.2
"""Share of the best sighting's score from which another one helps to place the box, and the
share of them that a side of the box may leave outside."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a face.

    sightings: of one place, best first. upright: the best score of those in an upright turn.
    degrees: the turn of the best one.
    """

    sightings: Sequence[Detection]
    upright: float
    degrees: int


def find_faces(image: Pixels, effort: Effort = NORMAL) -> tuple[Detection, ...]:
    """Find faces in an upright image.

    image: uint8 (height, width, 3) sRGB of any size. Returns merged detections
    of kind "face", boxes clipped to the image, best score first. Deterministic.
    """
    height, width = image.shape[:2]
    photo = padded(image)
    candidates = [_candidate(group) for group in clusters(search(photo, effort), _detection)]
    faces = [_face(candidate) for candidate in candidates if candidate.upright >= SURE]
    doubts = [candidate for candidate in candidates if candidate.upright < SURE]
    zoom = Zoom(photo)
    faces += [
        _face(candidate, support)
        for candidate in doubts[: effort.doubts]
        for belief, support in [_zoomed(zoom, candidate, effort.blind)]
        if belief >= effort.belief
    ]
    faces += [_face(doubt) for doubt in doubts[effort.doubts :] if doubt.upright >= LIKELY]
    clipped = (_clipped(face, width, height) for face in merge(faces))
    return tuple(face for face in clipped if face is not None)


def _detection(sighting: Sighting) -> Detection:
    return sighting.detection


def _candidate(group: Sequence[Sighting]) -> Candidate:
    upright = max((seen.detection.score for seen in group if seen.upright), default=0.0)
    return Candidate([seen.detection for seen in group], upright, group[0].degrees)


def _zoomed(zoom: Zoom, doubt: Candidate, blind: int) -> tuple[float, list[Detection]]:
    return look_again(zoom, doubt.sightings[0].box, doubt.upright, doubt.degrees, ENOUGH, blind)


def _face(candidate: Candidate, support: Sequence[Detection] = ()) -> Detection:
    """Merge the sightings of one face.

    The landmarks are the best sighting's: a window's, where there is one, is the clearest.
    """
    best = candidate.sightings[0]
    good = [seen for seen in candidate.sightings if seen.score >= GOOD * best.score]
    clearest = max((best, *support), key=lambda seen: seen.score)
    return replace(clearest, box=_agreed([seen.box for seen in (*good, *support)]))


def _agreed(boxes: Sequence[Box]) -> Box:
    """Give the box whose sides reach as far as all but the farthest of the boxes' do."""
    near, far = np.quantile(boxes, (ASTRAY, 1 - ASTRAY), axis=0)
    return float(near[0]), float(near[1]), float(far[2]), float(far[3])


def _clipped(detection: Detection, width: int, height: int) -> Detection | None:
    x0, y0, x1, y1 = detection.box
    box = (max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1))
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        return None
    return replace(detection, box=box)
