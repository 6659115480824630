"""Photos whose pixels move between a first fill and the last: made smaller, scrubbed.

A resampled pixel takes from its neighbours, and would carry covered ones out of a mask. So
what moves is filled already, and where masks go is filled again: grain and cells are
those of the copy then, and no calming filter has been over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safeshare.pixels.codec import bounded
from safeshare.pixels.sensor import moved, scrubbed
from safeshare.redact.cover import reached
from safeshare.redact.mask import shrunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from safeshare.model import Plan
    from safeshare.pixels.codec import Photo
    from safeshare.pixels.drift import Drift

    Masks = Sequence[NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Way:
    """How the pixels of a photo moved.

    max_side: it was made smaller, to that. drift: by which it was pulled about then.
    """

    max_side: int | None
    drift: Drift | None

    @property
    def moves(self) -> bool:
        """Whether any pixel may have moved."""
        return self.max_side is not None or self.drift is not None

    def bare(self, photo: Photo) -> Photo:
        """Move another photo of that size, and change nothing else."""
        small = bounded(photo, self.max_side)
        return small if self.drift is None else moved(small, self.drift)

    def reached(self, masks: Masks, photo: Photo) -> Masks:
        """Give the masks of all pixels that took from a covered one.

        photo: with the frames that the masks are for, after they moved.
        """
        small = (
            reached(mask, frame.shape) for mask, frame in zip(masks, photo.frames, strict=True)
        )
        return [mask if self.drift is None else self.drift.reached(mask) for mask in small]

    def within(self, mask: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
        """Give the mask of the pixels that took from covered ones alone; shape: of the frame."""
        small = shrunk(mask, shape)
        return small if self.drift is None else self.drift.within(small)


def resampled(filled: Photo, plan: Plan) -> tuple[Photo, Way]:
    """Make a photo smaller and scrub it, as a plan says; give it, and how its pixels moved.

    filled: with nothing to see of what must not show.
    """
    small = bounded(filled, plan.max_side)
    if not plan.scrub_sensor:
        return small, Way(plan.max_side, None)
    calm, drift = scrubbed(small)
    return calm, Way(plan.max_side, drift)
