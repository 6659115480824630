"""The rebuilt way out: bare pixels, redacted, encoded, and looked at again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.effort import QUICK
from safeshare.detect.effort import effort as effort_of
from safeshare.errors import VerificationFailed
from safeshare.formats import Keep, gif
from safeshare.marks import grown
from safeshare.pixels.codec import Photo, decode
from safeshare.pixels.encode import ENCODERS, merge_still, target
from safeshare.pixels.small import small_jpeg
from safeshare.redact.cover import cover
from safeshare.redact.mask import fitted
from safeshare.redact.regions import check
from safeshare.resample import resampled
from safeshare.search import backgrounds_of, masks_of, uncovered
from safeshare.steps import Step, Tell, untold
from safeshare.verify.pixels import check_pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from safeshare.model import Box, Plan, Region

    Masks = Sequence[NDArray[np.bool_]]

FINEST = 1536
"""Pixels of the longest side that a JPEG keeps at least for the look at a copy whose source was
searched."""

CERTAIN = (0.35, 0.4, 0.5)
"""The score from which a face that shows in a copy counts, round after round. Each new
encoding shifts weak scores, so that hands and wheels flicker over a detector's threshold."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A copy that was made from bare pixels.

    kind: its format. regions: those that were asked for, and those that the second look
    added. hidden: the share of its first frame, 0..1, that they cover.
    """

    copy: bytes = field(repr=False)
    kind: str
    regions: tuple[Region, ...]
    hidden: float


def rebuild(
    photo: Photo, source: str, plan: Plan, regions: tuple[Region, ...], tell: Tell = untold
) -> Rebuilt:
    """Make a copy from bare pixels.

    photo: the source, decoded. source: its format. regions: what to cover (on) and
    what to leave visible (off). tell: is called with each step. Raises BadRegion for
    a region outside of its own frame, VerificationFailed when the copy does not show
    what was meant, or still clearly shows a face.
    """
    _check_frames(photo, regions)
    kind = target(source, plan.format, len(photo.frames))
    backs = backgrounds_of(photo, regions) if plan.background else None
    for certain in CERTAIN:
        tell(Step.COVER)
        masks = masks_of(photo, regions, source)
        copy = _encode(photo, masks, backs, kind, plan, tell)
        missed = _missed(copy, kind, photo, masks, regions, plan, source)
        missed = tuple(region for region in missed if region.score >= certain)
        if not missed:
            hidden = np.count_nonzero(masks[0]) / masks[0].size
            return Rebuilt(copy, kind, regions, hidden)
        regions += grown(missed, plan.grow)
    raise VerificationFailed(
        f"after {len(CERTAIN)} rounds a face still showed that nothing covers."
    )


def _check_frames(photo: Photo, regions: tuple[Region, ...]) -> None:
    """Check the regions of single frames against the size of that frame."""
    for region in regions:
        if region.frame is not None:
            known = 0 <= region.frame < len(photo.frames)
            height, width = photo.frames[region.frame if known else 0].shape[:2]
            check(region, width, height, len(photo.frames))


def _encode(
    photo: Photo, masks: Masks, backs: Masks | None, kind: str, plan: Plan, tell: Tell
) -> bytes:
    """Fill, resample, encode, and compare the decoded copy with what was meant."""
    filled = _filled(photo, masks, backs, plan)
    planned, way = resampled(filled, plan)
    if way.moves:
        behind = None if backs is None else way.reached(backs, planned)
        planned = _filled(planned, way.reached(masks, planned), behind, plan)
    tell(Step.WRITE)
    encoder = ENCODERS[kind]
    meant, kept = merge_still(encoder.settle(planned))
    copy = encoder.write(meant, plan.quality)
    if kind == "gif":  # its encoder leaves colours in the tables that no pixel has
        copy = gif.strip(copy, Keep())
    tell(Step.CHECK)
    untouched = all(new is old for new, old in zip(filled.frames, photo.frames, strict=True))
    small = planned if untouched else way.bare(photo)
    before = [small.frames[index] for index in kept]
    # One after the other: both together show dark heads on a bright backdrop, as the source may.
    for covered in (masks,) if backs is None else (masks, _less(backs, masks)):
        there = [way.within(covered[index], small.frames[index].shape) for index in kept]
        check_pixels(copy, meant.frames, there, before)
    return copy


def _filled(photo: Photo, masks: Masks, backs: Masks | None, plan: Plan) -> Photo:
    """Cover all frames."""
    behind: Sequence[NDArray[np.bool_] | None] = backs or [None] * len(masks)
    each = zip(photo.frames, masks, behind, strict=True)
    frames = (cover(frame, mask, plan.style, plan.colour, back) for frame, mask, back in each)
    return replace(photo, frames=tuple(frames))


def _less(masks: Masks, others: Masks) -> Masks:
    """Masks without what others cover."""
    return [mask & ~other for mask, other in zip(masks, others, strict=True)]


def _missed(
    copy: bytes,
    kind: str,
    photo: Photo,
    masks: Masks,
    regions: tuple[Region, ...],
    plan: Plan,
    source: str,
) -> tuple[Region, ...]:
    """What the detectors see uncovered in the decoded copy, in coordinates of the source.

    A detector that fires on a covered place proves nothing: it sees head and hair.
    """
    if not plan.recheck:
        return ()
    searched = "face" in plan.detect  # then all that is new is what the encoding brought
    effort = QUICK if searched else effort_of(plan.sensitivity, small_faces=plan.small_faces)
    coarse = searched and kind == "jpeg" and set(plan.recheck) == {"face"}
    seen = small_jpeg(copy, FINEST) if coarse else decode(copy, kind, plan.limits)
    scale = photo.frames[0].shape[1] / seen.frames[0].shape[1]
    there = tuple(_scaled(region, 1 / scale) for region in regions)
    drawn = None  # frames that are alike may be one in the copy
    if len(seen.frames) == len(masks):
        pairs = zip(masks, seen.frames, strict=True)
        drawn = [fitted(mask, frame.shape) for mask, frame in pairs]
    missed = uncovered(seen, there, plan.recheck, source, effort, drawn)
    return tuple(_scaled(region, scale) for region in missed)


def _scaled(region: Region, scale: float) -> Region:
    return replace(
        region,
        box=_scaled_box(region.box, scale),
        points=tuple((x * scale, y * scale) for x, y in region.points),
        landmarks=tuple((x * scale, y * scale) for x, y in region.landmarks),
        path=tuple((frame, _scaled_box(box, scale)) for frame, box in region.path),
        radius=region.radius * scale,
    )


def _scaled_box(box: Box, scale: float) -> Box:
    x0, y0, x1, y1 = (value * scale for value in box)
    return x0, y0, x1, y1
