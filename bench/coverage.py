"""How well boxes cover faces: geometry, hits and false boxes, for a folder with ground truth.

Ground truth is gt.json: {"name.jpg": {"size": [width, height], "faces": [{"box": [x0, y0,
x1, y1], "ignore": bool, "tags": [...]}]}}, in upright pixels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

Box = Sequence[float]

COVERED = 0.6
"""Share of a face's box that the union of the boxes hides when the face counts as covered."""

ALIKE = 0.4
"""Intersection over union from which a single box is the face's own."""

FALSE = 0.2
"""A box of which less than this share lies on faces or on what is to be ignored is false."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face of the ground truth. ignored: neither a hit nor a miss, such as a blurred crowd."""

    box: Box
    tags: tuple[str, ...]
    ignored: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """What became of one face. height: of its box in pixels. alike: a box of its own shape."""

    photo: str
    box: Box
    tags: tuple[str, ...]
    covered: bool
    alike: bool

    @property
    def height(self) -> float:
        """Give the face's height in pixels."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Score:
    """One photo. false: boxes on nothing. spill: share of the photo covered beside faces."""

    hits: tuple[Hit, ...]
    false: int
    spill: float


def read_truth(folder: Path) -> dict[str, tuple[Face, ...]]:
    """Read gt.json of a folder: name of the photo -> its faces."""
    truth = json.loads((folder / "gt.json").read_text())
    return {
        name: tuple(
            Face(face["box"], tuple(face["tags"]), face["ignore"]) for face in photo["faces"]
        )
        for name, photo in truth.items()
    }


def score(photo: str, size: tuple[int, int], faces: Sequence[Face], boxes: Iterable[Box]) -> Score:
    """Compare boxes with the faces of one photo. size: (width, height)."""
    frame = (0, 0, *size)
    seen = [box for box in (shared(box, frame) for box in boxes) if area(box) > 0]
    places = [face.box for face in faces]
    hits = tuple(
        Hit(
            photo,
            face.box,
            face.tags,
            covered_share(face.box, seen) >= COVERED,
            max((likeness(face.box, box) for box in seen), default=0.0) >= ALIKE,
        )
        for face in faces
        if not face.ignored
    )
    false = sum(covered_share(box, places) < FALSE for box in seen)
    spill = (union([*seen, *places]) - union(places)) / (size[0] * size[1])
    return Score(hits, false, spill)


def area(box: Box) -> float:
    """Area of a box; 0 for one that is inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def shared(one: Box, other: Box) -> Box:
    """What two boxes share, inside out when that is nothing."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def likeness(one: Box, other: Box) -> float:
    """Intersection over union."""
    common = area(shared(one, other))
    return common / max(1e-9, area(one) + area(other) - common)


def covered_share(box: Box, others: Iterable[Box]) -> float:
    """Share of a box that lies in the union of others."""
    return union([shared(box, other) for other in others]) / max(1e-9, area(box))


def union(boxes: Iterable[Box]) -> float:
    """Area of the union of boxes: between neighbouring edges, the joined spans of its boxes."""
    real = [box for box in boxes if area(box) > 0]
    edges = sorted({x for box in real for x in (box[0], box[2])})
    total = 0.0
    for left, right in pairwise(edges):
        spans = sorted((box[1], box[3]) for box in real if box[0] <= left and box[2] >= right)
        end = float("-inf")
        for low, high in spans:
            total += (right - left) * max(0.0, high - max(low, end))
            end = max(end, high)
    return total
