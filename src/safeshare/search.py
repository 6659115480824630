"""Detections become regions: what is there to cover, and what is still uncovered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from safeshare.detect import SUGGESTED, detect, joined
from safeshare.detect.effort import NORMAL
from safeshare.detect.merge import same_place
from safeshare.detect.payload import code_findings
from safeshare.detect.people import people
from safeshare.detect.persons import person_findings
from safeshare.detect.tracks import tracks
from safeshare.errors import BadPlan
from safeshare.model import Region
from safeshare.pixels.depth import eight_bits
from safeshare.redact.mask import margin_for, placed, rasterize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from safeshare.detect.effort import Effort
    from safeshare.model import Detection, Finding, Point
    from safeshare.pixels.codec import Photo

COVERED = 0.6
"""Share of a detection's box that a mask must hide for it to count as covered."""


def find(photo: Photo, names: Sequence[str], effort: Effort = NORMAL) -> tuple[Detection, ...]:
    """Look for things in every frame of a photo.

    names: keys of detect.DETECTORS. effort: of the face search. A face that moves
    through an animation is one detection with a path, and so is what several frames
    show at the same place.
    """
    frames = [
        [replace(seen, frame=index) for seen in detect(eight_bits(frame), names, effort)]
        for index, frame in enumerate(photo.frames)
    ]
    if not photo.durations:
        return tuple(seen for shown in frames for seen in shown)
    faces = tracks([[seen for seen in shown if seen.kind == "face"] for shown in frames])
    others = joined(seen for shown in frames for seen in shown if seen.kind != "face")
    return (*faces, *others)


def regions_of(photo: Photo, seen: Sequence[Detection]) -> tuple[Region, ...]:
    """Make regions of what was seen in a photo.

    What one frame of an animation shows is covered in all of them; pages of a
    document keep to themselves. Ids are the kind and a number, "face-1" first.
    """
    pages = len(photo.frames) > 1 and not photo.durations
    return tuple(_numbered((_region(detection, pages=pages) for detection in seen), set()))


def suggested(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Switch off what is only suggested, and list it last."""
    listed = (replace(region, on=region.kind not in SUGGESTED) for region in regions)
    return tuple(sorted(listed, key=lambda region: not region.on))


def findings_of(
    photo: Photo, seen: Sequence[Detection], names: Sequence[str], *, contents: bool = False
) -> tuple[Finding, ...]:
    """Say what the pixels give away besides faces: codes, and somebody without a face.

    seen: what `find` found with `names`. contents: repeat what codes say.
    """
    faceless = "face" in names and not any(detection.kind == "face" for detection in seen)
    people = person_findings(eight_bits(photo.frames[0])[..., :3]) if faceless else ()
    return (*code_findings(seen, contents=contents), *people)


def find_regions(photo: Photo, names: Sequence[str], effort: Effort = NORMAL) -> tuple[Region, ...]:
    """Look for things in every frame of a photo, and make regions of them."""
    return regions_of(photo, find(photo, names, effort))


def uncovered(
    photo: Photo,
    regions: tuple[Region, ...],
    names: Sequence[str],
    source: str,
    effort: Effort = NORMAL,
) -> tuple[Region, ...]:
    """Find what no region covers and what the user did not decide to leave visible.

    regions: in pixels of `photo`; the off ones say what stays visible. source:
    the format whose margin the masks have. effort: of the face search.
    """
    found = find_regions(photo, names, effort)
    return left_visible(found, regions, masks_of(photo, regions, source))


def left_visible(
    found: Iterable[Region], regions: Sequence[Region], masks: Sequence[NDArray[np.bool_]]
) -> tuple[Region, ...]:
    """Give those regions, with new ids, that masks leave visible and the user did not.

    found: what detectors saw. regions: the off ones say what stays visible. masks: bool
    (height, width), one a frame. All in pixels and frames of one photo.
    """
    shown = [region for region in regions if not region.on]
    missed = (
        region
        for region in found
        if min(_shares(masks, region)) < COVERED
        and not any(_same_thing(other, region) for other in shown)
    )
    return tuple(_numbered(missed, {region.id for region in regions}))


def _same_thing(shown: Region, found: Region) -> bool:
    """Whether the user decided to leave this visible; text that stays lets no face stay."""
    alike = shown.kind in (found.kind, "mark") and shown.frame in (None, found.frame)
    return alike and same_place(shown.box, found.box)


def masks_of(
    photo: Photo, regions: tuple[Region, ...], source: str
) -> tuple[NDArray[np.bool_], ...]:
    """Draw one mask a frame: bool (height, width), True where covered."""
    margin = margin_for(source, photo.smear)
    return tuple(
        rasterize(regions, (frame.shape[0], frame.shape[1]), frame=index, margin=margin)
        for index, frame in enumerate(photo.frames)
    )


def backgrounds_of(photo: Photo, regions: tuple[Region, ...]) -> tuple[NDArray[np.bool_], ...]:
    """Draw one mask a frame of what is no person: bool (height, width), True where covered.

    regions: the faces among them say where to look; a face or mark that is off stays visible.
    Raises BadPlan where nobody is found.
    """
    masks = []
    for index, frame in enumerate(photo.frames):
        here = (region for region in regions if region.frame in (None, index))
        faces = [placed(region, index).box for region in here if region.kind == "face"]
        masks.append(background_of(people(eight_bits(frame)[..., :3], faces), regions, index))
    return tuple(masks)


def background_of(
    somebody: NDArray[np.bool_], regions: Sequence[Region], frame: int = 0
) -> NDArray[np.bool_]:
    """Draw the mask of what is no person on one frame: bool (height, width), True where covered.

    somebody: the pixels that show people. regions: a face or mark that is off stays visible.
    Raises BadPlan where nobody is found.
    """
    if not somebody.any():
        raise BadPlan(
            "nobody was found in it, so all of it would be background.",
            advice="Leave out --background, or cover places with --mark.",
        )
    shown = [replace(region, on=True) for region in regions if not region.on]
    kept = [region for region in shown if region.kind in ("face", "mark")]
    shape = somebody.shape[0], somebody.shape[1]
    return ~(somebody | rasterize(kept, shape, frame=frame, margin=0))


def _region(detection: Detection, *, pages: bool) -> Region:
    return Region(
        id="",
        kind=detection.kind,
        shape="polygon" if detection.points else "box",
        box=detection.box,
        points=detection.points,
        angle=_lean(detection.landmarks),
        landmarks=detection.landmarks,
        score=detection.score,
        frame=detection.frame if pages else None,
        path=detection.path,
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


def _shares(masks: Sequence[NDArray[np.bool_]], region: Region) -> Iterator[float]:
    """Give the hidden share of a region, on each frame on which it has to be hidden."""
    if not region.path:
        for mask in masks if region.frame is None else (masks[region.frame],):
            yield _share(mask, region)
    for frame, box in region.path:
        yield _share(masks[frame], replace(region, box=box))


def _share(mask: NDArray[np.bool_], region: Region) -> float:
    """Give the share of a region that a mask hides: of its outline, or of a face's bare box."""
    x0, y0, x1, y1 = (max(0, round(value)) for value in region.box)
    window = mask[y0:y1, x0:x1]
    if region.shape == "polygon":
        points = tuple((x - x0, y - y0) for x, y in region.points)
        there = replace(region, points=points, on=True, frame=None)
        window = window[rasterize((there,), (window.shape[0], window.shape[1]), margin=0)]
    return float(window.mean()) if window.size else 1.0


def _numbered(regions: Iterable[Region], taken: set[str]) -> Iterator[Region]:
    for region in regions:
        number = 1
        while f"{region.kind}-{number}" in taken:
            number += 1
        taken.add(f"{region.kind}-{number}")
        yield replace(region, id=f"{region.kind}-{number}")
