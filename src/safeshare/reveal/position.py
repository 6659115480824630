"""Coordinates in one plain form; places that are none are told apart."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from safeshare.model import Finding
from safeshare.reveal.facts import fact
from safeshare.reveal.place import nearest


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


def located(where: str, verb: str, latitude: float, longitude: float) -> Iterator[Finding]:
    """Yield a position in words, with the nearest town where the list of towns is at hand.

    "taken at 46.51972, 6.63227, 0.4 km from Lausanne, Switzerland": the town
    never without its distance. Nothing for what is no position.
    """
    place = position(latitude, longitude)
    if place is not None:
        found = fact("location", where, f"{verb} {place}{_town(latitude, longitude)}", place)
        yield replace(found, place=(latitude, longitude))


def _town(latitude: float, longitude: float) -> str:
    place = nearest(latitude, longitude)
    if place is None:
        return ""
    return f", {_way(place.km)} from {place.town}, {place.country}"


def _way(km: float) -> str:
    if km < 0.1:
        return "less than 0.1 km"
    return f"{km:.1f} km" if km < 10 else f"{km:.0f} km"
