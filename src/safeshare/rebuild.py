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
from safeshare.redact.mask import placed
from safeshare.redact.regions import check, scaled
from safeshare.resample import resampled
from safeshare.search import backgrounds_of, find_regions, left_visible, masks_of
from safeshare.steps import Step, Tell, untold
from safeshare.verify.pixels import check_pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from safeshare.model import Plan, Region

    Masks = Sequence[NDArray[np.bool_]]

FINEST = 1536
"""Pixels of the longest side that a JPEG keeps at least for the look at a copy whose source was
searched."""

CERTAIN = (0.4, 0.45, 0.5)
"""The score from which a face that shows in a copy counts, round after round: at first as in a
source (detect.effort). Each new encoding shifts weak scores, so that hands and wheels flicker
over a detector's threshold: of seven copies of 81 that showed something from 0.35 on, four
showed wheels and smoke under 0.4, all of the faces stood at 0.44 and above."""


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
        copy, kept = _encode(photo, masks, backs, kind, plan, tell)
        seen = _seen(copy, kind, photo, kept, plan)
        missed = tuple(
            region for region in left_visible(seen, regions, masks) if region.score >= certain
        )
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
) -> tuple[bytes, tuple[int, ...]]:
    """Fill, resample, encode, and compare the decoded copy with what was meant.

    Gives the copy and, for each of its frames, the index of the first in the source that it
    stands for.
    """
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
    return copy, kept


def _filled(photo: Photo, masks: Masks, backs: Masks | None, plan: Plan) -> Photo:
    """Cover all frames."""
    behind: Sequence[NDArray[np.bool_] | None] = backs or [None] * len(masks)
    each = zip(photo.frames, masks, behind, strict=True)
    frames = (cover(frame, mask, plan.style, plan.colour, back) for frame, mask, back in each)
    return replace(photo, frames=tuple(frames))


def _less(masks: Masks, others: Masks) -> Masks:
    """Masks without what others cover."""
    return [mask & ~other for mask, other in zip(masks, others, strict=True)]


def _seen(
    copy: bytes, kind: str, photo: Photo, kept: tuple[int, ...], plan: Plan
) -> tuple[Region, ...]:
    """What the detectors see in the decoded copy, in pixels and frames of the source.

    A detector that fires on a covered place proves nothing: it sees head and hair.
    """
    if not plan.recheck:
        return ()
    searched = "face" in plan.detect  # then all that is new is what the encoding brought
    effort = QUICK if searched else effort_of(plan.sensitivity, small_faces=plan.small_faces)
    coarse = searched and kind == "jpeg" and set(plan.recheck) == {"face"}
    small = small_jpeg(copy, FINEST) if coarse else decode(copy, kind, plan.limits)
    pairs = zip(kept, small.frames, strict=True)
    scales = [photo.frames[index].shape[1] / frame.shape[1] for index, frame in pairs]
    ends = [index - 1 for index in (*kept[1:], len(photo.frames))]
    seen = find_regions(small, plan.recheck, effort)
    return tuple(
        _on_source(scaled(region, *(scales[region.frame or 0],) * 2), kept, ends) for region in seen
    )


def _on_source(region: Region, kept: Sequence[int], ends: Sequence[int]) -> Region:
    """Give a region of a copy's frames on those of the source, of which equal ones were joined.

    kept, ends: the first and the last frame of the source that each of the copy stands for.
    """
    if not region.path:
        return region
    first, last = region.path[0][0], region.path[-1][0]
    stays = ((index, placed(region, index).box) for index in range(first, last + 1))
    places = (((kept[index], box), (ends[index], box)) for index, box in stays)
    path = tuple(dict(place for pair in places for place in pair).items())
    return replace(region, path=path if len(region.path) > 1 else path[:1])
