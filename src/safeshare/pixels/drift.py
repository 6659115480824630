"""Where each pixel of a photo comes from when the photo is pulled about a little.

A sensor's pattern is compared pixel by pixel. Someone who compares can undo a shift, a
turn or a scale by trying many; so besides those the photo is bent, by a smooth
field of its own at every place (cubic B-splines over random nodes), as Petitcolas,
Anderson and Kuhn did to watermarks ("Attacks on copyright marking systems", 1998).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

BEND, LEAST_BEND = 0.005, 1.5
"""Farthest that a node pulls: in longer sides of the photo, and in pixels at least. Half of all
pixels move by less than a third of it."""

NODE = 16
"""Distance of the nodes, in units of how far they pull: straight lines stay so to the eye."""

TURN = math.radians(0.02), math.radians(0.06)
ZOOM = 0.002, 0.004
"""Least and most that the whole photo is turned, either way, and enlarged."""

TILE = 768
"""Pixels a side of the pieces in which photos are worked on; bounds the memory."""

_BESIDE = np.ones((5, 5), np.uint8)
"""Cubic interpolation reads a pixel more to each side than the linear one; and one to spare."""

Tile = tuple[slice, slice]
Array = TypeVar("Array", bound="NDArray[np.generic]")


@dataclass(frozen=True, slots=True)
class Drift:
    """A way of pulling a photo about; the same for all frames of one size.

    seed: of all that is random in it.
    """

    seed: int

    def sources(self, shape: tuple[int, ...], tile: Tile) -> tuple[Floats, Floats]:
        """Give where the pixels of a tile come from: their columns and rows in the photo.

        shape: (height, width, ...) of the photo. Each float32 (rows, columns); they may lie a
        little outside.
        """
        return _Field.over(self.seed, shape[0], shape[1]).sources(tile)

    def reached(self, mask: Mask) -> Mask:
        """Give all pixels that take from a covered one; mask: bool (height, width)."""
        import cv2

        share = self._share(mask)
        return np.asarray(cv2.dilate((share > 0).view(np.uint8), _BESIDE), bool)

    def within(self, mask: Mask) -> Mask:
        """Give the pixels that take from covered ones alone; mask: bool (height, width)."""
        import cv2

        share = self._share(mask)
        return np.asarray(cv2.erode((share == 1).view(np.uint8), _BESIDE), bool)

    def _share(self, mask: Mask) -> Floats:
        """How much of each pixel comes from covered ones, as far as the nearest four say."""
        import cv2

        share = np.zeros(mask.shape, np.float32)
        if not mask.any():
            return share
        for tile in tiles(mask.shape):
            xs, ys = self.sources(mask.shape, tile)
            part, left, top = around(mask, xs, ys)
            if part.any():
                share[tile] = cv2.remap(
                    part.astype(np.float32), xs - left, ys - top, cv2.INTER_LINEAR,
                    borderMode=cv2.BORDER_REPLICATE,
                )  # fmt: skip
        return share


def drift_of(frame: Frame) -> Drift:
    """Give the drift of a photo: another for every photo, the same for the same pixels.

    frame: what may be known of the photo, its covered pixels filled. Who has not got the
    source can't tell the drift.
    """
    digest = hashlib.blake2b(
        np.ascontiguousarray(frame).view(np.uint8).data, digest_size=8
    ).digest()
    return Drift(int.from_bytes(digest, "big"))


def tiles(shape: tuple[int, ...]) -> Iterator[Tile]:
    """Cut a photo of that shape into tiles."""
    for top in range(0, shape[0], TILE):
        for left in range(0, shape[1], TILE):
            yield slice(top, min(top + TILE, shape[0])), slice(left, min(left + TILE, shape[1]))


def around(image: Array, xs: Floats, ys: Floats) -> tuple[Array, int, int]:
    """Cut out all that an interpolation at these places reads; give it and its corner (x, y)."""
    height, width = image.shape[:2]
    left, right = _span(xs, width)
    top, bottom = _span(ys, height)
    return cast("Array", image[top:bottom, left:right]), left, top


def _span(places: Floats, side: int) -> tuple[int, int]:
    low, high = math.floor(places.min()) - 3, math.ceil(places.max()) + 4
    return max(0, min(low, side - 1)), max(1, min(high, side))


@dataclass(frozen=True, slots=True)
class _Field:
    """A drift for photos of one size."""

    height: int
    width: int
    cos: float
    sin: float
    offset: tuple[float, float]
    node: float
    pull: Floats = field(repr=False)

    @classmethod
    def over(cls, seed: int, height: int, width: int) -> _Field:
        random = np.random.default_rng(seed)
        farthest = max(LEAST_BEND, BEND * max(height, width))
        node = NODE * farthest
        turn = random.uniform(*TURN) * random.choice((-1.0, 1.0))
        zoom = 1 - random.uniform(*ZOOM)
        down, across = random.uniform(-1, 1, 2)
        nodes = math.ceil(height / node) + 3, math.ceil(width / node) + 3
        pull = random.uniform(-farthest, farthest, (2, *nodes)).astype(np.float32)
        cos, sin = zoom * math.cos(turn), zoom * math.sin(turn)
        return cls(height, width, cos, sin, (down, across), node, pull)

    def sources(self, tile: Tile) -> tuple[Floats, Floats]:
        rows, columns = (np.arange(side.start, side.stop, dtype=np.float64) for side in tile)
        down, across = (
            _splines(places, self.node, nodes)
            for places, nodes in zip((rows, columns), self.pull.shape[1:], strict=True)
        )
        bent_down, bent_across = (down @ pull @ across.T for pull in self.pull)
        middle = (self.height - 1) / 2, (self.width - 1) / 2
        y, x = (rows - middle[0])[:, None], (columns - middle[1])[None]
        xs = self.cos * x - self.sin * y + middle[1] + self.offset[1] + bent_across
        ys = self.sin * x + self.cos * y + middle[0] + self.offset[0] + bent_down
        return xs.astype(np.float32), ys.astype(np.float32)


def _splines(places: NDArray[np.float64], node: float, nodes: int) -> Floats:
    """Give the weight of each node at each place, float32 (places, nodes)."""
    at = places / node
    first = np.floor(at).astype(int)
    t = at - first
    weights = (1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3
    base = np.zeros((len(places), nodes), np.float32)
    for step, weight in enumerate(weights):
        base[np.arange(len(places)), first + step] = weight / 6
    return base
