"""Coordinates in one plain form; places that are none are told apart."""

from __future__ import annotations

import math


def position(latitude: float, longitude: float) -> str | None:
    """Return a position as "46.51972, 6.63227" (degrees, north and east positive), or None.

    Five decimals are about one metre. None for what isn't on the globe, and
    for exactly 0, 0, which devices write when they don't know where they are.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    if latitude == 0 and longitude == 0:
        return None
    return f"{latitude:.5f}, {longitude:.5f}"
