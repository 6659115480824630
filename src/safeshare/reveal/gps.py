"""EXIF's GPS directory: the place, the height, the direction and the satellites' clock."""

from __future__ import annotations

from collections.abc import Iterator

from safeshare.model import Finding, Severity
from safeshare.reveal.facts import decoded, fact, says_something, shown
from safeshare.reveal.moment import moment
from safeshare.reveal.position import located
from safeshare.reveal.tags import Tags

_WHERE = "EXIF GPS"


def gps_facts(tags: Tags) -> Iterator[Finding]:
    """Yield what the GPS directory tells (Exif 3.0, 4.6.7); an empty one tells nothing."""
    for start, verb in (("GPS GPS", "taken at"), ("GPS GPSDest", "pointed at the place")):
        latitude = _degrees(tags, f"{start}Latitude", "S")
        longitude = _degrees(tags, f"{start}Longitude", "W")
        if latitude is not None and longitude is not None:
            yield from located(_WHERE, verb, latitude, longitude)
    yield from _height(tags)
    yield from _direction(tags)
    yield from _clock(tags)
    area = decoded(tags.raw("GPS GPSAreaInformation")[8:])  # after eight bytes of character code
    if says_something(area):
        yield fact("location", _WHERE, f"the name of the place {shown(area)}", area)


def _degrees(tags: Tags, name: str, negative: str) -> float | None:
    """Return an angle in degrees from degrees, minutes and seconds; later parts may be missing."""
    parts = tags.numbers(name)[:3]
    if not parts:
        return None
    angle = sum(part / 60.0**power for power, part in enumerate(parts))
    turned = tags.text(f"{name}Ref").upper().startswith(negative)
    return -angle if turned else angle


def _height(tags: Tags) -> Iterator[Finding]:
    numbers = tags.numbers("GPS GPSAltitude")
    if not numbers or numbers[0] == 0:
        return
    below = tags.number("GPS GPSAltitudeRef") in {1, 3}
    words = f"{numbers[0]:.0f} m {'below' if below else 'above'} the sea"
    yield fact("location", _WHERE, f"taken {words}", words, severity=Severity.MEDIUM)


def _direction(tags: Tags) -> Iterator[Finding]:
    numbers = tags.numbers("GPS GPSImgDirection")
    if numbers and 0 <= numbers[0] <= 360:
        words = f"{numbers[0]:.0f} degrees from north, clockwise"
        summary = f"the camera looked {words}"
        yield fact("location", _WHERE, summary, words, severity=Severity.MEDIUM)


def _clock(tags: Tags) -> Iterator[Finding]:
    day = tags.text("GPS GPSDate")
    clock = tags.numbers("GPS GPSTimeStamp")
    raw = day
    if len(clock) == 3 and all(0 <= part < 100 for part in clock):
        raw = f"{day} {clock[0]:02.0f}:{clock[1]:02.0f}:{int(clock[2]):02d}Z"
    stamp = moment(raw)
    if stamp is not None:
        yield fact("time", _WHERE, f"the satellites' clock said {stamp}", raw)
