"""Several boxes of one face become one that still covers the face.

Plain non-maximum suppression keeps the box with the best score and throws the
rest away; when that box sits badly, part of the face is lost. Here a cluster's
box is the hull of its members, so merging never uncovers anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from safeshare.model import Box, Detection

Thing = TypeVar("Thing")

OVERLAP = 0.3
"""Intersection over union at which two boxes show the same face."""

INSIDE = 0.65
"""Share of the smaller box that must lie in the larger one for the same."""

FOREIGN = 3.0
"""A box of this many times the area of another is not the same face, inside or not."""


def merge(detections: Iterable[Detection]) -> list[Detection]:
    """Merge detections of one image; each cluster keeps its best score and landmarks."""
    return [
        replace(group[0], box=hull(member.box for member in group))
        for group in clusters(detections, lambda detection: detection)
    ]


def clusters(
    things: Iterable[Thing], detection_of: Callable[[Thing], Detection]
) -> list[list[Thing]]:
    """Group what lies at one place; groups and their members have the best score first.

    detection_of: gives the detection of a thing.
    """
    groups: list[tuple[Box, list[Thing]]] = []
    pairs = [(detection_of(thing), thing) for thing in things]
    for detection, thing in sorted(pairs, key=lambda pair: (-pair[0].score, pair[0].box)):
        for leader, members in groups:
            if same_place(leader, detection.box):
                members.append(thing)
                break
        else:
            groups.append((detection.box, [thing]))
    return [members for _, members in groups]


def same_place(leader: Box, box: Box) -> bool:
    """Whether two boxes are about the same thing: they overlap much, or one lies in the other."""
    shared = overlap(leader, box)
    if shared == 0:
        return False
    small, large = sorted((area(leader), area(box)))
    alike = shared / (small + large - shared) > OVERLAP
    return alike or (shared / small > INSIDE and large < FOREIGN * small)


def overlap(one: Box, other: Box) -> float:
    """Area that two boxes share, in square pixels."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, tall)


def area(box: Box) -> float:
    """Area of a box in square pixels."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def hull(boxes: Iterable[Box]) -> Box:
    """Give the smallest box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
