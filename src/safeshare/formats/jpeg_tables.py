"""Tells which coding tables of a JPEG its scans use; the others would be a hiding place.

Source: ITU-T T.81, B.2.3 and B.2.4 (headers and tables), F.1 and G.1 (which scan uses what).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from safeshare.errors import UnreadableImage

from .jpeg_segments import DAC, DHT, DQT, DRI, FRAMES, SOS, Segment

TABLES: Final = frozenset({DQT, DHT, DAC, DRI})
MOST: Final = 10_000  # tables; a photo of a hundred scans has some hundred

Slot = tuple[int, int]  # a kind of table (its marker), and the place that it is loaded into


@dataclass(slots=True)
class Table:
    """One table: of which kind (marker), where its segment begins, and its bytes."""

    marker: int
    segment: int
    content: bytes
    used: bool = False


def tables(data: bytes, coded: list[Segment]) -> list[Table]:
    """Give all coding tables, and whether a scan uses them.

    coded: whole and in order, with one frame header. A table that is replaced before a
    scan uses it, one that no component names, and one behind the last scan are not used.
    A component's quantization table is the one that stands there at its first scan.
    Raises UnreadableImage for more tables than any photo has.
    """
    frame = next(part for part in coded if part.marker in FRAMES)
    loaded: dict[Slot, Table] = {}
    found: list[Table] = []
    begun: set[int] = set()
    for part in coded:
        if part.marker in TABLES:
            for slot, content in _split(data, part):
                loaded[slot] = Table(part.marker, part.start, content)
                found.append(loaded[slot])
                if len(found) > MOST:
                    raise UnreadableImage("The file holds more tables than any photo.")
        elif part.marker == SOS:
            for slot in _named(data, frame, part, begun):
                if slot in loaded:
                    loaded[slot].used = True
    return found


def used(found: list[Table]) -> dict[int, bytes]:
    """Give, by its start, what stays of each segment of tables: those that a scan uses."""
    content: dict[int, bytes] = {}
    for table in found:
        kept = table.content if table.used else b""
        content[table.segment] = content.get(table.segment, b"") + kept
    return content


def spare(found: list[Table]) -> dict[int, list[bytes]]:
    """Give, by their segment's start, unused tables that say anything.

    Some cameras load one table into several places; that is none of these.
    """
    known = {(table.marker, table.content[1:]) for table in found if table.used}
    left: dict[int, list[bytes]] = {}
    for table in found:
        if not table.used and (table.marker, table.content[1:]) not in known:
            left.setdefault(table.segment, []).append(table.content)
    return left


def size_of(marker: int, payload: bytes, at: int) -> int:
    """Give the length that the table at `at` claims."""
    if marker == DQT:
        return 129 if payload[at] >> 4 else 65
    return 17 + sum(payload[at + 1 : at + 17]) if marker == DHT else 2


def _split(data: bytes, part: Segment) -> Iterator[tuple[Slot, bytes]]:
    """Give the tables of a segment: where each is loaded into, and its bytes."""
    payload = data[part.body : part.end]
    at = 0
    while at < len(payload):
        size = size_of(part.marker, payload, at)
        place = {DQT: payload[at] & 15, DRI: 0}.get(part.marker, payload[at])
        yield (part.marker, place), payload[at : at + size]
        at += size


def _named(data: bytes, frame: Segment, scan: Segment, begun: set[int]) -> Iterator[Slot]:
    """Give the tables that a scan uses; `begun` are the components that had one before."""
    header = data[scan.body : scan.end]
    first, last, high = header[-3], header[-2], header[-1] >> 4
    entropy = DAC if frame.marker & 8 else DHT
    progressive, lossless = frame.marker & 3 == 2, frame.marker & 3 == 3
    yield DRI, 0
    for at in range(1, len(header) - 3, 2):
        for index in range(frame.body + 6, frame.end, 3):
            if data[index] == header[at] and index not in begun:
                begun.add(index)
                yield DQT, data[index + 2]
        if not progressive or (first == 0 and high == 0):
            yield entropy, header[at + 1] >> 4
        if (not progressive and not lossless) or (progressive and last > 0):
            yield entropy, 0x10 | header[at + 1] & 15
