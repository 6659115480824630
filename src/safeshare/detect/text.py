"""The text search: turned boxes of whole lines, by a network that draws a map of letters.

PP-OCRv6's small detector gives, for every pixel, how likely it lies in the shrunk
core of a line (differentiable binarization: Liao, Wan, Yao, Chen, Bai, "Real-time
Scene Text Detection with Differentiable Binarization", arXiv 1911.08947). Cores
are cut out of that map, boxed, and grown back to the line.

Letters are searched at three sizes and turns. A large photo is looked at in tiles that
draw one map together, so that a line that crosses a seam stays one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.onnx import run, session
from safeshare.detect.sizes import shrunk
from safeshare.detect.turned import around, grown, outline, united
from safeshare.model import Detection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    from safeshare.detect.turned import Corners

    Pixels = NDArray[np.uint8]
    Map = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Look:
    """One look: the most pixels of the copy, whether it is turned clockwise, and sharpened."""

    pixels: int
    turned: bool = False
    sharp: bool = False


FINE, COARSE = 2048 * 1536, 960 * 720
"""Pixels of the copies that are looked at."""

LOOKS = (Look(FINE, sharp=True), Look(COARSE), Look(COARSE, turned=True))
"""Small letters; letters larger than a tile likes; lines that run up or down. Each finds lines
in the drawn scenes that no other one finds (docs/detection.md)."""

TILE, OVERLAP = 1024, 128
"""Pixels. A tile of this size costs 0.35 GB while it is looked at."""

ALIGNMENT = 32
"""Both sides of the network's input are multiples of this."""

CORE = 0.3
"""Likelihood from which a pixel belongs to a line's core."""

SURE, SURE_LARGE = 0.6, 0.75
"""Mean likelihood that a line needs; large ones more: a blurred room can look like one letter."""

LARGE = 0.1
"""Share of the copy's shorter side from which a line's core is a large one."""

ALL, BLOCK = 0.6, 3.0
"""Share of the copy's shorter side, and length over thickness, of a core that is the picture
itself and no line in it."""

UNCLIP = 1.5
"""How far a core grows to its line: area over outline, times this."""

THINNEST = 3.0
"""Pixels a core is thick at least."""

MOST = 1_000
"""Lines a look; a page of a newspaper has fewer."""


def find_text(image: Pixels, pause: Callable[[], None] = lambda: None) -> tuple[Detection, ...]:
    """Find lines of text, upright, turned, or leaning.

    image: uint8 (height, width, 3) sRGB of any size. pause: called before each part of the
    work, which takes a moment; what it raises ends the search. Returns detections of kind
    "text", their points the four corners of a turned box, best score first.
    Type is seen from about 12 pixels in a photo of up to 2048 x 1536; in a larger one
    from 12 pixels of its copy of that size.
    """
    seen = [line for look in LOOKS for line in _look(image, look, pause)]
    return tuple(united(seen))


@cache
def _network() -> InferenceSession:
    return session("PP-OCRv6_det_small.onnx")


def _look(image: Pixels, look: Look, pause: Callable[[], None]) -> Iterator[Detection]:
    """Find lines in a copy; give them in the pixels of the whole image."""
    small, scale = shrunk(image, look.pixels)
    if look.sharp:
        small = _sharpened(small)
    height, width = image.shape[:2]
    seen = np.ascontiguousarray(np.rot90(small, -1)) if look.turned else small
    for corners, score in _lines(_map(seen, pause)):
        upright = np.c_[corners[:, 1], small.shape[0] - corners[:, 0]] if look.turned else corners
        points = upright * scale
        x0, y0 = np.clip(points.min(axis=0), 0, (width, height))
        x1, y1 = np.clip(points.max(axis=0), 0, (width, height))
        if x1 - x0 >= 1 and y1 - y0 >= 1:
            box = (float(x0), float(y0), float(x1), float(y1))
            yield Detection("text", box, score, points=outline(points))


def _map(image: Pixels, pause: Callable[[], None]) -> Map:
    """Draw the map of an image, float (height, width) 0..1, tile by tile.

    Where tiles overlap the higher likelihood counts, but for a rim: at its own
    edge a tile sees letters that are cut.
    """
    height, width = image.shape[:2]
    whole = np.zeros((height, width), np.float32)
    for top, bottom in _spans(height):
        for left, right in _spans(width):
            pause()
            drawn = _infer(image[top:bottom, left:right])
            rim = OVERLAP // 4
            up, down = rim * (top > 0), drawn.shape[0] - rim * (bottom < height)
            west, east = rim * (left > 0), drawn.shape[1] - rim * (right < width)
            window = whole[top + up : top + down, left + west : left + east]
            np.maximum(window, drawn[up:down, west:east], out=window)
    return whole


def _spans(length: int) -> list[tuple[int, int]]:
    """Cut a side into equal spans of at most TILE pixels that overlap by OVERLAP or more."""
    if length <= TILE:
        return [(0, length)]
    count = -(-(length - OVERLAP) // (TILE - OVERLAP))
    span = -(-(length + (count - 1) * OVERLAP) // count)
    starts = [round(index * (length - span) / (count - 1)) for index in range(count)]
    return [(start, start + span) for start in starts]


def _lines(likely: Map) -> Iterator[tuple[Corners, float]]:
    """Cut lines out of a map; give the corners of their turned boxes, and their scores."""
    import cv2

    cores, _ = cv2.findContours(
        (likely > CORE).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    for core in sorted(cores, key=len, reverse=True)[:MOST]:
        box = around(core.reshape(-1, 2))
        sides = np.linalg.norm(box - np.roll(box, 1, axis=0), axis=1)
        if sides.min() < THINNEST or _is_all(sides, min(likely.shape)):
            continue
        score = _mean(likely, box)
        large = sides.min() > LARGE * min(likely.shape)
        if score >= (SURE_LARGE if large else SURE):
            reach = sides[0] * sides[1] * UNCLIP / sides.sum()
            yield grown(box, reach), score


def _is_all(sides: Corners, shorter: int) -> bool:
    return bool(sides.min() > ALL * shorter and sides.max() < BLOCK * sides.min())


def _mean(likely: Map, box: Corners) -> float:
    """Give the mean likelihood inside of a turned box."""
    import cv2

    height, width = likely.shape
    x0, y0 = np.clip(np.floor(box.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    x1, y1 = np.clip(np.ceil(box.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    inside = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
    cv2.fillPoly(inside, [(box - (x0, y0)).astype(np.int32)], 1)
    return float(cv2.mean(likely[y0 : y1 + 1, x0 : x1 + 1], inside)[0])


def _infer(image: Pixels) -> Map:
    """Run the network on an image; sides are padded, not stretched."""
    import cv2

    height, width = image.shape[:2]
    down, right = (-side % ALIGNMENT for side in (height, width))
    padded = cv2.copyMakeBorder(image, 0, down, 0, right, cv2.BORDER_REPLICATE)
    tensor = cv2.dnn.blobFromImage(padded, 1 / 127.5, mean=(127.5,) * 3, swapRB=True)
    return run(_network(), tensor)[0][0, 0, :height, :width]


def _sharpened(image: Pixels) -> Pixels:
    """Give an image whose thin strokes stand out: light letters on brick and leaves need it."""
    import cv2

    soft = cv2.GaussianBlur(image, (0, 0), 2)
    return np.asarray(cv2.addWeighted(image, 2, soft, -1, 0), np.uint8)
