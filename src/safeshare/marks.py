"""Marks as they were drawn become regions of one photo: in pixels, grown, snapped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.errors import BadPlan
from safeshare.pixels.depth import eight_bits
from safeshare.redact.regions import MAX_GROW, check, in_pixels
from safeshare.redact.snap import snap

if TYPE_CHECKING:
    from safeshare.model import Plan, Region
    from safeshare.pixels.codec import Photo


def settled(plan: Plan, width: int, height: int) -> Plan:
    """Give a plan whose regions are in pixels of a photo and grow as the plan says.

    width, height: of the first frame; percentages are of its size. Raises BadPlan.
    """
    if not 0 <= plan.grow <= MAX_GROW:
        raise BadPlan(f"a growth of {plan.grow:g} percent makes no sense; 0 to {MAX_GROW:g} works.")
    placed = (in_pixels(region, width, height) for region in plan.regions)
    return replace(plan, regions=grown(placed, plan.grow))


def grown(regions: Iterable[Region], percent: float) -> tuple[Region, ...]:
    """Give regions that grow by at least so many percent of their size, to all sides."""
    return tuple(replace(region, grow=max(region.grow, percent)) for region in regions)


def snapped(plan: Plan, photo: Photo) -> Plan:
    """Give a plan whose marks go around the whole thing that each was drawn over.

    plan: settled. A mark of no single frame is snapped on the first one. Faces,
    codes and text have an outline already. Raises BadRegion.
    """
    return replace(
        plan, regions=tuple(_snapped(region, photo) for region in plan.regions), snap=False
    )


def _snapped(region: Region, photo: Photo) -> Region:
    frame = region.frame or 0
    there = 0 <= frame < len(photo.frames)
    if not (region.on and region.kind == "mark" and there) or region.path:
        return region
    image = np.ascontiguousarray(eight_bits(photo.frames[frame])[..., :3])
    check(region, image.shape[1], image.shape[0], len(photo.frames))
    return snap(image, region)
