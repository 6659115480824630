"""Cuts a JPEG stream into its segments, as libjpeg's own marker reader would.

Source: ITU-T T.81, annex B. Fill bytes and bytes between segments are skipped
by decoders until the next 0xFF that is followed by neither 0x00 nor 0xFF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\xff\xd8\xff"

SOI, EOI, SOS, DHT, DQT, DAC = 0xD8, 0xD9, 0xDA, 0xC4, 0xDB, 0xCC
DNL, DRI, COM, APP0 = 0xDC, 0xDD, 0xFE, 0xE0
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {DHT, 0xC8, DAC}

# Not markers of T.81: what lies between segments, coded data, and where the stream breaks off.
JUNK, SCAN, BROKEN = -1, -2, -3

SEGMENTS: Final = 100_000

_MARKER = re.compile(rb"\xff([\x01-\xfe])")
_SCAN_END = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_MEANINGLESS: Final = frozenset([*range(0x01, 0xC0), *range(0xD0, 0xD8), *range(0xF0, 0xFE), 0xC8])


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: data[start:end] with its marker, data[body:end] without marker and length."""

    marker: int
    start: int
    body: int
    end: int


def segments(data: bytes, start: int = 0) -> Iterator[Segment]:
    """Yield the segments from the SOI at `start` to the first EOI.

    The last one is EOI, or BROKEN with everything from where the stream is cut
    or a second SOI begins. JUNK may stand anywhere between.
    """
    yield Segment(SOI, start, start + 2, start + 2)
    at = start + 2
    for _ in range(SEGMENTS):
        found = _next_marker(data, at)
        if found is None:
            break
        marker, mark = found
        if mark > at:
            yield Segment(JUNK, at, at, mark)
        if marker == EOI:
            yield Segment(EOI, mark, mark + 2, mark + 2)
            return
        at = mark + 2 + int.from_bytes(data[mark + 2 : mark + 4], "big")
        if marker == SOI or at < mark + 4 or at > len(data):
            yield Segment(BROKEN, mark, mark, len(data))
            return
        yield Segment(marker, mark, mark + 4, at)
        if marker == SOS:
            match = _SCAN_END.search(data, at)
            end = match.start() if match else len(data)
            yield Segment(SCAN, at, at, end)
            at = end
    yield Segment(BROKEN, at, at, len(data))


def end_of_picture(data: bytes, start: int) -> int | None:
    """Give where the JPEG that begins at `start` ends; None if no frame and scan are in it.

    A picture that breaks off ends where it breaks.
    """
    markers = set()
    end = start
    for segment in segments(data, start):
        markers.add(segment.marker)
        end = segment.start if segment.marker == BROKEN else segment.end
    return end if SCAN in markers and markers & FRAMES else None


def _next_marker(data: bytes, at: int) -> tuple[int, int] | None:
    """Find the next marker that starts a segment; those that mean nothing here are passed by."""
    for match in _MARKER.finditer(data, at):
        marker = data[match.start() + 1]
        if marker not in _MEANINGLESS:
            return marker, match.start()
    return None
