"""Detections of an animation's frames become one moving box each.

A face that one frame shows is in the next frame too, a little further, whether the
detector sees it there or not. So sightings are linked from frame to frame; between
them the box moves in a straight line, before the first and after the last it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from safeshare.detect.merge import hull, same_place
from safeshare.model import Detection

STEP, STEPS = 0.8, 3
"""Sides of its box that a face moves at most from one frame to the next, and how many such
steps it may have made since it was last seen."""

ALIKE = 2.0
"""Ratio of the sides of two boxes up to which they can be one face."""

STILL = 0.05
"""Side of the box by which a box in between may be off its straight line and be left out."""


@dataclass(slots=True)
class Track:
    """Sightings of one thing, in the order of their frames."""

    seen: list[Detection] = field(default_factory=list)


def tracks(frames: Sequence[Iterable[Detection]]) -> list[Detection]:
    """Link the detections of frames.

    frames: what each frame shows. Returns one detection a track: the best sighting,
    with the hull of all as its box and the moving box as its path.
    """
    found: list[Track] = []
    for detections in frames:
        free = list(found)
        for detection in detections:
            nearest = min(
                (track for track in free if _follows(track.seen[-1], detection)),
                key=lambda track: _distance(track.seen[-1], detection),
                default=None,
            )
            if nearest is None:
                found.append(Track([detection]))
            else:
                nearest.seen.append(detection)
                free.remove(nearest)
    return [_joined(track.seen) for track in found]


def _follows(before: Detection, now: Detection) -> bool:
    """Whether two sightings, some frames apart, can be one thing."""
    if before.kind != now.kind:
        return False
    sides = sorted((_side(before), _side(now)))
    reach = STEP * sides[0] * min(STEPS, now.frame - before.frame)
    near = _distance(before, now) < reach and sides[1] < ALIKE * sides[0]
    return near or same_place(before.box, now.box)


def _distance(one: Detection, other: Detection) -> float:
    return math.dist(_centre(one), _centre(other))


def _centre(detection: Detection) -> tuple[float, float]:
    x0, y0, x1, y1 = detection.box
    return (x0 + x1) / 2, (y0 + y1) / 2


def _side(detection: Detection) -> float:
    x0, y0, x1, y1 = detection.box
    return max(x1 - x0, y1 - y0)


def _joined(seen: Sequence[Detection]) -> Detection:
    best = max(seen, key=lambda detection: detection.score)
    path = tuple((detection.frame, detection.box) for detection in _turns(seen))
    return replace(best, box=hull(detection.box for detection in seen), path=path)


def _turns(seen: Sequence[Detection]) -> list[Detection]:
    """Leave out the sightings that lie on the straight line between their neighbours.

    (Douglas and Peucker's way of thinning a line.)
    """
    kept = {0}
    spans = [(0, len(seen) - 1)]
    while spans:
        first, last = spans.pop()
        offs = [(_off(seen[first], seen[last], seen[i]), i) for i in range(first + 1, last)]
        worst, index = max(offs, default=(0.0, last))
        if worst > STILL:
            kept.add(index)
            spans += [(first, index), (index, last)]
        elif _off(seen[first], seen[first], seen[last]) > STILL:
            kept.add(last)
    return [seen[index] for index in sorted(kept)]


def _off(first: Detection, last: Detection, between: Detection) -> float:
    """How far a box is off the line between two others, in its own sides."""
    frames = max(1, last.frame - first.frame)
    share = (between.frame - first.frame) / frames if last.frame > first.frame else 0.0
    pairs = zip(first.box, last.box, between.box, strict=True)
    gap = max(abs(a + (b - a) * share - here) for a, b, here in pairs)
    return gap / max(1.0, _side(between))
