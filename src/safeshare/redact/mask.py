"""Regions -> masks: shaped, grown, clipped and rasterized.

A face's mask is a tall ellipse, 3.25 x 4.2 eye distances, centred 0.4 eye
distance below the eye line and turned with the eyes: the size at which a
recogniser that was trained on covered faces fell from 37 % to about 20 %, and
hair line, chin and ears are hidden. On a frontal face that is 1.55 x 1.5 of the
detector's box; where the eyes can't be trusted (profile, half hidden) the box
decides, so that no face gets less than a frontal one of its size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.redact.brush import draw, draw_strokes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

    from safeshare.model import Box, Point, Region

FACE_OF_BOX = (1.55, 1.5)
"""Width and height of a face's ellipse in units of the detector's box."""

FACE_OF_EYES = (3.25, 4.2)
"""The same in units of the distance between the eyes."""

MARGIN_LOSSY, MARGIN_LOSSLESS = 16, 1
"""Pixels by which a mask grows. A lossy codec smears what is covered over its block
(16 x 16 with halved colour) into the pixels around it; a lossless one does not."""

CORNER = math.sqrt(2)
"""A block reaches farther to its corners: by so much a round shape grows more than a box."""

LOSSLESS_SOURCES = frozenset({"png", "gif", "bmp", "tiff"})

CORNERS = 64
"""Points of the polygon that stands for an ellipse; its sides lie outside of the curve."""


def margin_for(source: str, smear: int = 0) -> int:
    """Give the pixels by which masks grow on a photo.

    source: its format. smear: pixels that its codec is known to have reached, as in Photo.
    """
    return max(smear, MARGIN_LOSSLESS if source in LOSSLESS_SOURCES else MARGIN_LOSSY)


def outline(region: Region) -> tuple[Point, ...]:
    """Give the polygon that a region covers, before it is grown by the margin.

    For a face this is the whole turned ellipse, not the detector's box; for a stroke
    the line that it follows, which its radius grows.
    """
    if region.shape in ("polygon", "stroke"):
        return region.points
    if region.kind == "face" and region.shape == "box":
        return _ellipse(*_face_ellipse(region))
    x0, y0, x1, y1 = region.box
    if region.shape == "ellipse":
        centre = ((x0 + x1) / 2, (y0 + y1) / 2)
        return _ellipse(centre, ((x1 - x0) / 2, (y1 - y0) / 2), region.angle)
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def rasterize(
    regions: Iterable[Region], shape: tuple[int, int], *, frame: int = 0, margin: int = MARGIN_LOSSY
) -> Mask:
    """Draw the regions that are on into a mask.

    regions: those of another frame are left out. shape: (height, width).
    margin: pixels by which each region grows across and down, besides its own growth.
    Returns bool (height, width), True where covered. Every pixel that a region touches,
    even by a corner, is True; the last row and column count.
    """
    mask = np.zeros(shape, bool)
    strokes: dict[float, list[tuple[Point, ...]]] = {}
    for region in (placed(region, frame) for region in regions):
        if region.on and region.frame in (None, frame):
            more = growth(region)
            if region.shape == "box" and region.kind != "face":
                _set_box(mask, region.box, math.ceil(margin + more))
            elif region.shape == "stroke":
                strokes.setdefault(CORNER * margin + more, []).append(region.points)
            else:
                draw(mask, outline(region), CORNER * margin + more)
    for reach, lines in strokes.items():
        draw_strokes(mask, lines, reach)
    return mask


def growth(region: Region) -> float:
    """Give the pixels by which a region asks to be larger than its outline.

    Of a stroke that is its radius. `grow` is a percentage of the region's size: its
    shorter side, or a stroke's width.
    """
    radius = region.radius if region.shape == "stroke" else 0.0
    if not region.grow:
        return radius
    xs, ys = zip(*outline(region), strict=True)
    size = 2 * radius or min(max(xs) - min(xs), max(ys) - min(ys))
    return radius + size * region.grow / 100


def placed(region: Region, frame: int) -> Region:
    """Give a region as it lies on one frame of an animation: a moving box stands still there."""
    if len(region.path) < 2:
        return region
    later = next((index for index, (at, _) in enumerate(region.path) if at > frame), None)
    if later is None or later == 0:
        box = region.path[-1 if later is None else 0][1]
    else:
        (start, before), (end, after) = region.path[later - 1], region.path[later]
        share = (frame - start) / (end - start)
        x0, y0, x1, y1 = (a + (b - a) * share for a, b in zip(before, after, strict=True))
        box = (x0, y0, x1, y1)
    # A face's marks and lean belong to one frame; its ellipse follows the box on the others.
    angle = region.angle if region.shape == "ellipse" else 0.0
    return replace(region, box=box, angle=angle, landmarks=(), path=())


def shrunk(mask: Mask, shape: tuple[int, ...]) -> Mask:
    """Give the mask of a photo that was made smaller.

    mask: bool (height, width). shape: (height, width, ...) of the smaller photo.
    True only where a resampled pixel comes from covered pixels alone: Lanczos
    reaches three pixels of the smaller photo far.
    """
    if mask.shape == shape[:2]:
        return mask
    import cv2

    full = mask.astype(np.uint8) * 255
    share = cv2.resize(full, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    kernel = np.ones((7, 7), np.uint8)
    return np.asarray(cv2.erode((share == 255).astype(np.uint8), kernel), bool)


def _face_ellipse(region: Region) -> tuple[Point, tuple[float, float], float]:
    """Centre, half axes (across, along the face) and angle in degrees of a face's ellipse."""
    x0, y0, x1, y1 = region.box
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    wide, tall = x1 - x0, y1 - y0
    angle = region.angle
    lean = math.radians(angle)
    cos, sin = abs(math.cos(lean)), abs(math.sin(lean))
    across, along = cos * wide + sin * tall, sin * wide + cos * tall
    half = (across * FACE_OF_BOX[0] / 2, along * FACE_OF_BOX[1] / 2)
    if not region.landmarks:
        return centre, half, angle
    eyes = math.dist(region.landmarks[0], region.landmarks[1])
    return (
        centre,
        (max(half[0], eyes * FACE_OF_EYES[0] / 2), max(half[1], eyes * FACE_OF_EYES[1] / 2)),
        angle,
    )


def _ellipse(centre: Point, half: tuple[float, float], angle: float) -> tuple[Point, ...]:
    """A polygon around an ellipse: its sides touch the curve, its corners lie outside."""
    outside = 1 / math.cos(math.pi / CORNERS)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    points = []
    for step in range(CORNERS):
        turn = 2 * math.pi * step / CORNERS
        x, y = half[0] * outside * math.cos(turn), half[1] * outside * math.sin(turn)
        points.append((centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos))
    return tuple(points)


def _set_box(mask: Mask, box: Box, margin: int) -> None:
    x0, y0 = (max(0, math.floor(low) - margin) for low in box[:2])
    x1, y1 = (max(0, math.ceil(high) + margin) for high in box[2:])
    mask[y0:y1, x0:x1] = True
