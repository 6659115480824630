"""The photo's preview as the copy will look: the same fill, on the reduced picture."""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.people import people
from safeshare.pixels.codec import decode
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.shown import as_jpeg
from safeshare.redact.cover import cover
from safeshare.redact.mask import margin_for, rasterize
from safeshare.redact.regions import scaled
from safeshare.search import background_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from safeshare.model import Plan, Region
    from safeshare.web.store import StoredPhoto

    Frame = NDArray[np.uint8]
    Mask = NDArray[np.bool_]


def covered(photo: StoredPhoto, plan: Plan) -> bytes:
    """Give a JPEG of the preview with everything covered that is on.

    plan: as for the copy; regions in pixels of the photo. A background needs
    `photo.people`. Raises BadPlan for a background where nobody is found.
    """
    frame = preview_of(photo)
    shape = frame.shape[0], frame.shape[1]
    regions = reduced(photo, frame, plan.regions)
    share = max(shape[0] / photo.report.height, shape[1] / photo.report.width)
    margin = math.ceil(share * margin_for(photo.report.format, photo.report.smear))
    mask = rasterize(regions, shape, margin=margin)
    back = (
        background_of(_unpacked(photo.people or b"", shape), regions) if plan.background else None
    )
    return as_jpeg(eight_bits(cover(frame, mask, plan.style, plan.colour, back)))


def people_on(photo: StoredPhoto) -> bytes:
    """Give who is on the preview, packed small."""
    frame = preview_of(photo)
    own = reduced(photo, frame, photo.report.regions)
    faces = [region.box for region in own if region.kind == "face" and region.frame in (None, 0)]
    return zlib.compress(np.packbits(people(frame, faces)).tobytes(), 1)


def preview_of(photo: StoredPhoto) -> Frame:
    """Decode the preview: uint8 (height, width, 3)."""
    return eight_bits(decode(photo.preview, "jpeg").frames[0])


def reduced(photo: StoredPhoto, frame: Frame, regions: Sequence[Region]) -> list[Region]:
    """Give regions in pixels of the preview."""
    across, down = frame.shape[1] / photo.report.width, frame.shape[0] / photo.report.height
    return [scaled(region, across, down) for region in regions]


def _unpacked(packed: bytes, shape: tuple[int, int]) -> Mask:
    bits = np.frombuffer(zlib.decompress(packed), np.uint8)
    return np.unpackbits(bits, count=shape[0] * shape[1]).reshape(shape).astype(bool)
