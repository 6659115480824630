"""From a rough stroke or box to the outline of the whole thing that was meant, such as a tattoo.

Finding an outline needs the pixels of what will be covered. That is no breach of
the rule that a fill reads no covered pixel, since the fill is made afterwards, from
the mask. But the outline of a snapped mask tells the outline of the thing. So it is
grown and smoothed: it tells where something was and how large, and little of its form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from safeshare.redact.mask import growth, outline, rasterize
from safeshare.redact.outstanding import WAYS
from safeshare.redact.regions import hull

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.model import Point, Region

    Pixels = NDArray[np.uint8]
    Canvas = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

WORK_SIDE = 160
"""Longest side, in pixels, of the reduced crop on which the search runs."""

REACHES = {"stroke": (1.0, 2.0, 3.0), "box": (0.35,), "ellipse": (0.35,), "polygon": (0.35,)}
"""How far the thing may reach beyond what was drawn, in units of its longer side; the next is
tried where nothing is found that fits. A stroke goes over a part, a box around most of it."""

LEAST_REACH = 12.0
"""Pixels of the photo that are searched around the smallest mark."""

JOIN, THREAD, SMOOTH = 0.035, 0.012, 0.02
"""Gaps that are closed, threads that are cut, and the softness of the outline, in units of the
crop's longer side."""

MOST_OF_DRAWN = {"stroke": 6.0, "box": 3.0, "ellipse": 3.0, "polygon": 3.0}
"""Largest snapped area, in areas of what was drawn; of a stroke in squares over its length."""

LEAST_GAIN = 0.02
"""Share of a mark's area that must come to it; less is the jagged rim of a canvas."""

MOST_OF_RIM = 0.12
"""Share of the crop's rim on which what was found may lie; more of it is a background."""


@dataclass(frozen=True, slots=True)
class _Crop:
    """A part of the photo, reduced.

    left, top: its corner in pixels of the photo, which may lie outside. scale: pixels of
    the crop a pixel of the photo. image: uint8 (height, width, 3), continued outside of
    the photo by its edge. drawn: what the user drew. beyond: what lies outside.
    """

    left: int
    top: int
    scale: float
    image: Pixels
    drawn: Mask
    beyond: Mask

    @property
    def side(self) -> int:
        """Its longer side."""
        rows, columns = self.drawn.shape
        return int(max(rows, columns))


def snap(image: Pixels, region: Region) -> Region:
    """Give a polygon around the whole thing that a mark was drawn over.

    image: uint8 (height, width, 3) sRGB. region: in pixels of the image, as
    regions.check lets it pass. The polygon covers all that the region does. Where
    nothing stands out, or what does would run away over the photo, the region is
    given back as it is. Takes a bounded time, whatever the photo's size.
    """
    for reach in REACHES[region.shape]:
        crop = _cropped(image, region, reach)
        if crop is None:
            return region
        found = _found(crop, region)
        if found is not None:
            return _polygon(region, _around(found, crop))
    return region


def _found(crop: _Crop, region: Region) -> Mask | None:
    """Give what one way finds, or both ways where that fits too; None where neither does."""
    each = (_joined(way(crop.image, crop.drawn, crop.beyond), crop) for way in WAYS)
    fits = [
        found
        for found in each
        if not (_adds_nothing(found, crop) or _runs_away(found, crop, region))
    ]
    if not fits:
        return None
    both = fits[0] | fits[-1]
    return fits[0] if _runs_away(both, crop, region) else both


def surrounded(image: Pixels, region: Region) -> Region:
    """Give a polygon around a mark as it was drawn, a little larger. image, region: as in snap."""
    crop = _cropped(image, region, min(REACHES[region.shape]))
    return region if crop is None else _polygon(region, _around(crop.drawn, crop))


def _polygon(region: Region, points: tuple[Point, ...]) -> Region:
    return replace(
        region,
        shape="polygon",
        points=points,
        box=hull(points),
        angle=0.0,
        landmarks=(),
        path=(),
        radius=0.0,
    )


def _cropped(image: Pixels, region: Region, share: float) -> _Crop | None:
    """Cut a region and what is around it out of a photo; None where it covers none of it.

    share: how far around, in units of the region's longer side.
    """
    import cv2

    height, width = image.shape[:2]
    radius = growth(replace(region, grow=0.0))
    x0, y0, x1, y1 = hull(outline(region))
    longer = max(x1 - x0, y1 - y0) + 2 * radius
    reach = radius + max(LEAST_REACH, share * longer)
    left, top = math.floor(x0 - reach), math.floor(y0 - reach)
    right, bottom = math.ceil(x1 + reach), math.ceil(y1 + reach)
    part = image[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    if not part.size:
        return None
    scale = min(1.0, WORK_SIDE / max(right - left, bottom - top))
    rows, columns = (max(1, round(side * scale)) for side in part.shape[:2])
    small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    before = (round(max(0, -top) * scale), round(max(0, -left) * scale))
    after = (
        round(max(0, bottom - height) * scale), round(max(0, right - width) * scale)
    )  # fmt: skip
    edges = (before[0], after[0], before[1], after[1])
    canvas = cast("Pixels", cv2.copyMakeBorder(small, *edges, cv2.BORDER_REPLICATE))
    beyond = np.ones(canvas.shape[:2], bool)
    beyond[before[0] : before[0] + rows, before[1] : before[1] + columns] = False
    there = _moved(region, left, top, scale)
    drawn = rasterize((there,), (canvas.shape[0], canvas.shape[1]), margin=1)
    return _Crop(left, top, scale, canvas, drawn, beyond)


def _joined(found: Mask, crop: _Crop) -> Mask:
    """Join what belongs together, and keep what hangs together with the mark."""
    import cv2

    near = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_CLOSE, _disc(JOIN * crop.side))
    if THREAD * crop.side >= 1.5:  # threads lead to others that look alike; lines are as thin
        near = cv2.morphologyEx(near, cv2.MORPH_OPEN, _disc(THREAD * crop.side))
    _, labels = cv2.connectedComponents(np.where(crop.drawn, np.uint8(1), near))
    return np.asarray(np.isin(labels, np.unique(labels[crop.drawn])), bool)


def _adds_nothing(found: Mask, crop: _Crop) -> bool:
    """Whether the mark already covers the thing, or lies on nothing."""
    return bool(np.count_nonzero(found) <= (1 + LEAST_GAIN) * np.count_nonzero(crop.drawn))


def _runs_away(found: Mask, crop: _Crop, region: Region) -> bool:
    """Whether this is no thing but a background, a sleeve or a shadow."""
    area, drawn = np.count_nonzero(found), np.count_nonzero(crop.drawn)
    if region.shape == "stroke":
        rows, columns = np.nonzero(crop.drawn)
        drawn = max(drawn, max(np.ptp(rows), np.ptp(columns)) ** 2)
    if area > MOST_OF_DRAWN[region.shape] * drawn:
        return True
    rim = np.ones_like(found)
    rim[3:-3, 3:-3] = False
    return bool(found[rim].mean() > MOST_OF_RIM)


def _around(found: Mask, crop: _Crop) -> tuple[Point, ...]:
    """Give a smooth outline, a little outside, in pixels of the photo."""
    import cv2

    grown = cv2.dilate(found.astype(np.uint8), _disc(SMOOTH * crop.side))
    soft = cv2.GaussianBlur(grown * np.float32(1), (0, 0), max(1.0, SMOOTH * crop.side))
    drawn = cv2.dilate(crop.drawn.astype(np.uint8), _disc(2))
    whole = np.maximum(drawn, soft > 0.5).astype(np.uint8)
    outer, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = cv2.approxPolyDP(max(outer, key=cv2.contourArea), 0.5, closed=True)[:, 0]
    spots = (largest + 0.5) / crop.scale + (crop.left, crop.top)
    return tuple((float(x), float(y)) for x, y in spots)


def _moved(region: Region, left: float, top: float, scale: float) -> Region:
    """Give a region as it lies in a crop."""
    x0, y0, x1, y1 = region.box
    return replace(
        region,
        box=((x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale),
        points=tuple(((x - left) * scale, (y - top) * scale) for x, y in region.points),
        landmarks=tuple(((x - left) * scale, (y - top) * scale) for x, y in region.landmarks),
        path=(),
        radius=region.radius * scale,
        grow=0.0,
        frame=None,
        on=True,
    )


def _disc(radius: float) -> Canvas:
    import cv2

    side = 2 * max(1, round(radius)) + 1
    return cast("Canvas", cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
