"""The fields of one region in JSON that somebody else wrote; each problem names the region."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from safeshare.errors import BadRegion
from safeshare.model import Box, Point
from safeshare.redact.regions import MAX_PATH

UNITS = "Give all places of a region in pixels (12.5), or all in percent of the photo's size (10%)."


class Fields:
    """Reads the fields of one region.

    entry: as JSON gave it. name: the region's, for errors. Numbers are pixels; a text
    such as "10%" is a percentage, which `unit` tells after reading.
    Every reader raises BadRegion for what has another form.
    """

    def __init__(self, entry: Mapping[str, Any], name: str) -> None:
        self.name = name
        self._entry = entry
        self._units: set[str] = set()

    @property
    def unit(self) -> str:
        """Give the unit of all lengths that were read: "px" or "%"."""
        if len(self._units) > 1:
            raise self.wrong("mixes pixels and percentages", advice=UNITS)
        return next(iter(self._units), "px")

    def wrong(self, what: str, *, advice: str = UNITS) -> BadRegion:
        """Give the error that says what is wrong with this region."""
        return BadRegion(f"region {self.name!r} {what}.", advice=advice)

    def number(self, key: str, usual: float) -> float:
        """Give a plain number."""
        value = self._entry.get(key, usual)
        if isinstance(value, str):
            raise self._no_number(value)
        return self._finite(value)

    def length(self, key: str) -> float:
        """Give a length, 0 where there is none."""
        value = self._entry.get(key)
        return 0.0 if value is None else self._length(value)

    def box(self, key: str) -> Box:
        """Give the four numbers of a box."""
        return self._box(self._entry.get(key))

    def points(self, key: str, most: int) -> tuple[Point, ...]:
        """Give a list of points, empty where there is none."""
        values = self._entry.get(key, [])
        if not isinstance(values, list) or len(values) > most:
            raise self.wrong(f"needs a list of at most {most:,} {key}")
        for value in values:
            if not isinstance(value, list) or len(value) != 2:
                raise self.wrong("has a point that is not [x, y]")
        return tuple((self._length(x), self._length(y)) for x, y in values)

    def path(self, key: str) -> tuple[tuple[int, Box], ...]:
        """Give where something is on each frame, empty where it stands still."""
        values = self._entry.get(key, [])
        if not isinstance(values, list) or len(values) > MAX_PATH:
            raise self.wrong(f"needs a path of at most {MAX_PATH:,} places")
        places = []
        for value in values:
            if not isinstance(value, list) or len(value) != 2 or not _whole(value[0]):
                raise self.wrong("has a place on its path that is not [frame, box]")
            places.append((value[0], self._box(value[1])))
        return tuple(places)

    def switch(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        value = self._entry.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong("is neither on (true) nor off (false)", advice='Give "on": true.')
        return value

    def frame(self, key: str) -> int | None:
        """Give a frame's number, or None."""
        value = self._entry.get(key)
        if value is not None and not _whole(value):
            advice = "Count frames from 0; leave it out for all of them."
            raise self.wrong("has a frame that is not a whole number", advice=advice)
        return value

    def _box(self, values: object) -> Box:
        if not isinstance(values, list) or len(values) != 4:
            raise self.wrong("needs four numbers for its box")
        x0, y0, x1, y1 = (self._length(value) for value in values)
        return x0, y0, x1, y1

    def _length(self, value: object) -> float:
        """Give a number of pixels or of percent, and remember which."""
        if not isinstance(value, str):
            self._units.add("px")
            return self._finite(value)
        number, percent, rest = value.strip().partition("%")
        if not percent or rest:
            raise self._no_number(value)
        self._units.add("%")
        try:
            return self._finite(float(number))
        except ValueError:
            raise self._no_number(value) from None

    def _finite(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._no_number(value)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self._no_number(value)
        return number

    def _no_number(self, value: object) -> BadRegion:
        # A whole number of 5,000 digits can't even be printed.
        shown = "a huge number" if isinstance(value, int) and value.bit_length() > 999 else value
        return self.wrong(f"holds {repr(shown)[:40]} where a number should be")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31
