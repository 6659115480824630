"""EXIF's GPS directory: the place, the height, the direction and the satellites' clock."""

from __future__ import annotations

from collections.abc import Iterator

from safeshare.model import Finding, Severity
from safeshare.reveal.facts import fact, says_something, shown
from safeshare.reveal.moment import when
from safeshare.reveal.position import located
from safeshare.reveal.tags import Tags

_WHERE = "EXIF GPS"
_PLACES = ((0x0001, "taken at"), (0x0013, "pointed at the place"))
"""The tag of the latitude's hemisphere; latitude, and the same of the longitude, follow it."""

_CLOCK, _DATE = 0x0007, 0x001D
_HEIGHT_SIDE, _HEIGHT = 0x0005, 0x0006
_SPEED_UNIT, _SPEED = 0x000C, 0x000D
_DIRECTION, _AREA = 0x0011, 0x001C
_UNITS = {"K": "km/h", "M": "miles an hour", "N": "knots"}


def gps_facts(tags: Tags) -> Iterator[Finding]:
    """Yield what the GPS directory tells (Exif 3.0, 4.6.7); an empty one tells nothing."""
    for start, verb in _PLACES:
        latitude = _degrees(tags, start, "S")
        longitude = _degrees(tags, start + 2, "W")
        if latitude is not None and longitude is not None:
            yield from located(_WHERE, verb, latitude, longitude)
    yield from _height(tags)
    yield from _direction(tags)
    yield from _speed(tags)
    yield from _clock(tags)
    area = tags.coded(_AREA)
    if says_something(area):
        yield fact("location", _WHERE, f"the name of the place {shown(area)}", area)


def _degrees(tags: Tags, side: int, negative: str) -> float | None:
    """Return an angle in degrees from degrees, minutes and seconds; later parts may be missing."""
    parts = tags.numbers(side + 1)[:3]
    if not parts:
        return None
    angle = sum(part / 60.0**power for power, part in enumerate(parts))
    turned = tags.text(side).upper().startswith(negative)
    return -angle if turned else angle


def _height(tags: Tags) -> Iterator[Finding]:
    numbers = tags.numbers(_HEIGHT)
    if not numbers or numbers[0] == 0:
        return
    below = tags.number(_HEIGHT_SIDE) in {1, 3}
    words = f"{numbers[0]:.0f} m {'below' if below else 'above'} the sea"
    yield fact("location", _WHERE, f"taken {words}", words, severity=Severity.MEDIUM)


def _direction(tags: Tags) -> Iterator[Finding]:
    numbers = tags.numbers(_DIRECTION)
    if numbers and 0 <= numbers[0] <= 360:
        words = f"{numbers[0]:.0f} degrees from north, clockwise"
        summary = f"the camera looked {words}"
        yield fact("location", _WHERE, summary, words, severity=Severity.MEDIUM)


def _speed(tags: Tags) -> Iterator[Finding]:
    numbers = tags.numbers(_SPEED)
    unit = _UNITS.get(tags.text(_SPEED_UNIT).upper()[:1], "km/h")
    if numbers and numbers[0] >= 1:
        words = f"{numbers[0]:.0f} {unit}"
        yield fact("location", _WHERE, f"moving at {words}", words, severity=Severity.LOW)


def _clock(tags: Tags) -> Iterator[Finding]:
    day = tags.text(_DATE)
    clock = tags.numbers(_CLOCK)
    raw = day
    if len(clock) == 3 and all(0 <= part < 100 for part in clock) and (day or any(clock)):
        raw = f"{day} {clock[0]:02.0f}:{clock[1]:02.0f}:{int(clock[2]):02d}Z".lstrip()
    stamp = when(raw)
    if stamp is not None:
        yield fact("time", _WHERE, f"the satellites' clock said {stamp}", raw)
