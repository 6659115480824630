"""XMP: what programs write about a photo, people's names and places among it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping

from safeshare.model import Block, Finding, Severity
from safeshare.reveal.camera import camera_facts
from safeshare.reveal.facts import fact, says_something, shown, size_words
from safeshare.reveal.moment import when
from safeshare.reveal.packet import Packet, read_packet
from safeshare.reveal.pictures import preview
from safeshare.reveal.position import located
from safeshare.reveal.prompts import remark, told
from safeshare.reveal.xmp_fields import FIELDS, TIMES

_COORDINATE = re.compile(
    r"(?P<parts>[+-]?\d{1,3}(?:\.\d*)?(?:,\d{1,2}(?:\.\d*)?){0,2})\s*(?P<side>[NSEW]?)",
    re.ASCII | re.IGNORECASE,
)
_LISTED = 5
_LISTS = frozenset({"id", "software", "caption"})
"""Kinds of which a longer list is told as one finding: keywords, versions, steps."""

_RATIO = re.compile(r"(?P<above>[+-]?\d{1,12}(?:\.\d*)?)(?:/(?P<below>\d{1,9}))?", re.ASCII)
_NUMBERS = {
    "drone-dji:AbsoluteAltitude": "taken {} m above the sea",
    "drone-dji:RelativeAltitude": "taken {} m above where the drone took off",
    "drone-dji:GimbalYawDegree": "the drone's camera looked {} degrees from north, clockwise",
    "drone-dji:FlightYawDegree": "the drone flew {} degrees from north, clockwise",
    "GPano:PoseHeadingDegrees": "the panorama looks {} degrees from north, clockwise",
    "exif:GPSAltitude": "taken {} m above or below the sea",
    "exif:GPSImgDirection": "the camera looked {} degrees from north, clockwise",
}
_EMBEDDED = {
    "GCamera:MotionPhoto": ("video", "it says that a video lies behind the photo"),
    "GCamera:MicroVideo": ("video", "it says that a video lies behind the photo"),
    "GAudio:Data": ("video", "a sound recording"),
    "GImage:Data": ("hidden-picture", "a second picture: the photo before it was refocused"),
    "GDepth:Data": ("hidden-picture", "a depth map: how far everything is"),
}
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
    packet = read_packet(block.payload)
    first = {found.name: found.text for found in reversed(packet.properties)}
    model = first.get("tiff:Model") or first.get("exif:Model", "")
    yield from _places(packet)
    yield from _heights(first)
    yield from _embedded(first)
    yield from camera_facts("XMP", first.get("tiff:Make", ""), model)
    texts: dict[str, dict[str, None]] = {}
    for found in packet.properties:
        texts.setdefault(found.name, {})[found.text] = None
    for name, several in texts.items():
        yield from _told(name, list(several))
    yield from _others(packet)
    if not packet.whole:
        size = size_words(len(block.payload))
        yield fact("unreadable", block.where, f"an XMP packet of {size} that can't be read whole")


def _told(name: str, texts: list[str]) -> Iterator[Finding]:
    said = [text for text in texts if says_something(text)]
    if name in FIELDS:
        kind, word = FIELDS[name]
        if len(said) > _LISTED and kind in _LISTS:
            summary = f"{len(said)} times the {word}, the first {shown(said[0])}"
            yield fact(kind, "XMP", summary, "\n".join(said))
            return
        for text in said:
            yield told(kind, "XMP", f"the {word} {{}}", text)
    elif name in TIMES:
        for text in said:
            yield fact("time", "XMP", f"{TIMES[name]} on {when(text)}", text)
    elif name == "exif:UserComment":
        yield from (remark("XMP", text) for text in said)
    elif name == "xmpGImg:image":
        yield from (preview("XMP thumbnail", _base64(text)) for text in said)


def _others(packet: Packet) -> Iterator[Finding]:
    """Yield what stands in namespaces that no table knows: anything at all."""
    said = [f"{found.name}: {found.text}" for found in packet.others if says_something(found.text)]
    if said:
        many = f"{packet.count} field{'s' * (packet.count != 1)}"
        summary = f"{many} of another program's own: {shown('; '.join(said))}"
        yield fact("text", "XMP", summary, "\n".join(said))


def _places(packet: Packet) -> Iterator[Finding]:
    """Yield every place: that of the camera, that of what is shown, ..."""
    for latitude, longitude, verb in _COORDINATES:
        norths, easts = (
            [_degrees(found.text) for found in packet.properties if found.name == name]
            for name in (latitude, longitude)
        )
        for north, east in zip(norths, easts, strict=False):
            if north is not None and east is not None:
                yield from located("XMP", verb, north, east)


def _heights(first: Mapping[str, str]) -> Iterator[Finding]:
    """Yield how high, and in which direction a drone's camera looked."""
    for name, sentence in _NUMBERS.items():
        text = first.get(name, "")
        number = _number(text)
        if number is not None and number != 0:
            summary = sentence.format(f"{number:.0f}")
            yield fact("location", "XMP", summary, summary, severity=Severity.MEDIUM)


def _number(text: str) -> float | None:
    """Return the number in "+125.30" or "36924/1000"."""
    match = _RATIO.fullmatch(text.strip())
    if match is None:
        return None
    below = int(match["below"] or 1)
    return float(match["above"]) / below if below else None


def _embedded(first: Mapping[str, str]) -> Iterator[Finding]:
    """Yield pictures, sounds and videos that a packet announces or holds."""
    for name, (kind, words) in _EMBEDDED.items():
        text = first.get(name, "")
        if says_something(text):
            yield fact(kind, "XMP", words, f"{name} {text}"[:200])


def _degrees(text: str) -> float | None:
    """Return the angle in "46,31.1832N", "46,31,11N" or "46.51972" (XMP part 2, GPSCoordinate)."""
    match = _COORDINATE.fullmatch(text.strip())
    if match is None:
        return None
    parts = [float(part) for part in match["parts"].split(",")]
    angle = parts[0] + sum(part / 60.0**power for power, part in enumerate(parts) if power)
    return -angle if match["side"].upper() in {"S", "W"} else angle


def _base64(text: str) -> bytes:
    """Return as many bytes as a cut base64 text gives: enough for a picture's header."""
    digits = "".join(text.split())
    try:
        return binascii.a2b_base64(digits[: len(digits) // 4 * 4])
    except binascii.Error:
        return b""
