"""XMP: what programs write about a photo, people's names and places among it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping

from safeshare.model import Block, Finding
from safeshare.reveal.camera import camera_facts
from safeshare.reveal.facts import fact, says_something, shown, size_words
from safeshare.reveal.hidden import preview
from safeshare.reveal.moment import moment
from safeshare.reveal.packet import Property, read_packet
from safeshare.reveal.position import located
from safeshare.reveal.prompts import remark
from safeshare.reveal.xmp_fields import FIELDS, TIMES

_COORDINATE = re.compile(
    r"\s*(?P<parts>[+-]?\d{1,3}(?:\.\d{1,15})?(?:,\d{1,2}(?:\.\d{1,15})?){0,2})\s*(?P<side>[NSEW]?)",
    re.ASCII,
)
_COORDINATES = (
    ("exif:GPSLatitude", "exif:GPSLongitude", "taken at"),
    ("exif:GPSDestLatitude", "exif:GPSDestLongitude", "pointed at the place"),
    ("drone-dji:GpsLatitude", "drone-dji:GpsLongitude", "taken at"),
    ("drone-dji:GpsLatitude", "drone-dji:GpsLongtitude", "taken at"),  # so in old firmware
    ("drone-dji:Latitude", "drone-dji:Longitude", "taken at"),
)


def reveal_xmp(block: Block) -> Iterator[Finding]:
    """Yield what an XMP packet tells (ISO 16684-1), and if it can't be read to its end.

    Entity declarations are refused, not expanded.
    """
    properties, whole = read_packet(block.payload)
    first = {found.name: found.text for found in reversed(properties)}
    model = first.get("tiff:Model") or first.get("exif:Model", "")
    yield from _places(first)
    yield from camera_facts("XMP", first.get("tiff:Make", ""), model)
    for found in properties:
        yield from _told(found)
    if not whole:
        size = size_words(len(block.payload))
        yield fact("unreadable", block.where, f"an XMP packet of {size} that can't be read whole")


def _told(found: Property) -> Iterator[Finding]:
    text = found.text
    if not says_something(text):
        return
    if found.name in FIELDS:
        kind, word = FIELDS[found.name]
        yield fact(kind, "XMP", f"the {word} {shown(text)}", text)
    elif found.name in TIMES and moment(text):
        yield fact("time", "XMP", f"{TIMES[found.name]} on {moment(text)}", text)
    elif found.name == "exif:UserComment":
        yield remark("XMP", text)
    elif found.name == "xmpGImg:image":
        yield preview("XMP thumbnail", _base64(text))


def _places(first: Mapping[str, str]) -> Iterator[Finding]:
    for latitude, longitude, verb in _COORDINATES:
        north, east = _degrees(first.get(latitude, "")), _degrees(first.get(longitude, ""))
        if north is not None and east is not None:
            yield from located("XMP", verb, north, east)


def _degrees(text: str) -> float | None:
    """Return the angle in "46,31.1832N", "46,31,11N" or "46.51972" (XMP part 2, GPSCoordinate)."""
    match = _COORDINATE.fullmatch(text.strip())
    if match is None:
        return None
    parts = [float(part) for part in match["parts"].split(",")]
    angle = parts[0] + sum(part / 60.0**power for power, part in enumerate(parts) if power)
    return -angle if match["side"] in {"S", "W"} else angle


def _base64(text: str) -> bytes:
    """Return as many bytes as a cut base64 text gives: enough for a picture's header."""
    digits = "".join(text.split())
    try:
        return binascii.a2b_base64(digits[: len(digits) // 4 * 4])
    except binascii.Error:
        return b""
