"""Detections become regions: what is there to cover, and what is still uncovered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from safeshare.detect import detect
from safeshare.detect.merge import merge, same_place
from safeshare.model import Region
from safeshare.redact.mask import margin_for, rasterize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from safeshare.model import Detection, Point
    from safeshare.pixels.codec import Photo

COVERED = 0.6
"""Share of a detection's box that a mask must hide for it to count as covered."""


def find_regions(photo: Photo, names: Sequence[str]) -> tuple[Region, ...]:
    """Look for things in every frame of a photo.

    names: keys of detect.DETECTORS. What one frame of an animation shows is
    covered in all of them; pages of a document keep to themselves. Ids are
    the kind and a number, "face-1" first.
    """
    seen = [
        replace(detection, frame=index)
        for index, frame in enumerate(photo.frames)
        for detection in detect(frame, names)
    ]
    if photo.durations:
        seen = merge(seen)
    pages = len(photo.frames) > 1 and not photo.durations
    return tuple(_numbered((_region(detection, pages=pages) for detection in seen), set()))


def uncovered(
    photo: Photo, regions: tuple[Region, ...], names: Sequence[str], source: str
) -> tuple[Region, ...]:
    """Find what no region covers and what the user did not decide to leave visible.

    regions: in pixels of `photo`; the off ones say what stays visible. source:
    the format whose margin the masks have.
    """
    masks = masks_of(photo, regions, source)
    shown = [region for region in regions if not region.on]
    missed = (
        region
        for region in find_regions(photo, names)
        if _share(masks[region.frame or 0], region) < COVERED
        and not any(_same_face(other, region) for other in shown)
    )
    return tuple(_numbered(missed, {region.id for region in regions}))


def _same_face(shown: Region, found: Region) -> bool:
    return shown.frame in (None, found.frame) and same_place(shown.box, found.box)


def masks_of(
    photo: Photo, regions: tuple[Region, ...], source: str
) -> tuple[NDArray[np.bool_], ...]:
    """Draw one mask a frame: bool (height, width), True where covered."""
    return tuple(
        rasterize(regions, (frame.shape[0], frame.shape[1]), frame=index, margin=margin_for(source))
        for index, frame in enumerate(photo.frames)
    )


def _region(detection: Detection, *, pages: bool) -> Region:
    return Region(
        id="",
        kind=detection.kind,
        shape="box",
        box=detection.box,
        angle=_lean(detection.landmarks),
        landmarks=detection.landmarks,
        score=detection.score,
        frame=detection.frame if pages else None,
    )


def _lean(landmarks: tuple[Point, ...]) -> float:
    """Degrees clockwise by which a face leans: from the eyes' middle to the mouth's.

    That line is long even in profile, where the eyes nearly coincide.
    """
    if len(landmarks) != 5:
        return 0.0
    right_eye, left_eye, _, right_mouth, left_mouth = landmarks
    across = (right_mouth[0] + left_mouth[0] - right_eye[0] - left_eye[0]) / 2
    down = (right_mouth[1] + left_mouth[1] - right_eye[1] - left_eye[1]) / 2
    return math.degrees(math.atan2(-across, down))


def _share(mask: NDArray[np.bool_], region: Region) -> float:
    x0, y0, x1, y1 = (max(0, round(value)) for value in region.box)
    window = mask[y0:y1, x0:x1]
    return float(window.mean()) if window.size else 1.0


def _numbered(regions: Iterable[Region], taken: set[str]) -> Iterator[Region]:
    for region in regions:
        number = 1
        while f"{region.kind}-{number}" in taken:
            number += 1
        taken.add(f"{region.kind}-{number}")
        yield replace(region, id=f"{region.kind}-{number}")
