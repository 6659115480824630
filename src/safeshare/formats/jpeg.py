"""JPEG: lists its blocks, and copies losslessly what a decoder needs.

Source: ITU-T T.81 (the stream), JFIF 1.02, ICC.1 annex B.4, Exif 3.0.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import tail
from .jpeg_apps import ADOBE, JFIF, App, app
from .jpeg_segments import (
    APP0,
    BROKEN,
    DAC,
    DHT,
    DNL,
    DQT,
    EOI,
    FRAMES,
    JUNK,
    SCAN,
    SIGNATURE,
    SOI,
    SOS,
    Segment,
    segments,
)
from .jpeg_tables import TABLES, size_of, spare, tables, used
from .keep import Keep
from .listing import Listing

CODED: Final = FRAMES | TABLES | {DNL, SOS}
PICTURE: Final = CODED | {SOI, SCAN, EOI}
_ICC_PIECE: Final = 65_519  # a segment holds 65,533 bytes, 14 of which are the profile's head


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a JPEG file in its order; joined ones stand where their first part does.

    Raises UnreadableImage when the data does not begin like JPEG.
    """
    found = Listing("JPEG")
    apps: list[tuple[App, list[bytes]] | Segment] = []
    groups: dict[str, list[bytes]] = {}
    parts = list(_segments(data))
    unused = _unused(data, parts)
    for segment in parts:
        if segment.marker in PICTURE or segment.marker in (JUNK, BROKEN):
            apps.append(segment)
            continue
        payload = data[segment.body : segment.end]
        known = app(segment.marker, payload)
        if known.joined and known.name in groups:
            groups[known.name].append(payload)
        else:
            groups[known.name] = [payload]
            apps.append((known, groups[known.name]))
    for entry in apps:
        if isinstance(entry, Segment):
            _note(found, data, entry)
            for table in unused.get(entry.start, ()):
                found.add(BlockKind.JUNK, "unused table", table)
        else:
            entry[0].read(found, entry[0].name, entry[1])
    return found.blocks()


def strip(data: bytes, keep: Keep) -> bytes:
    """Give a JPEG with the same coded picture, byte for byte, and nothing else but `keep`.

    Coded are frame and scan headers, scans, and the tables that a scan uses. JFIF's and
    Adobe's segments decide how colours are read; where they exist, bare ones stay. Only
    fill bytes are taken out of the scans. What lies in a scan behind its last block of
    samples can't be told from coded data without decoding, and stays; so do scans that
    a later one writes over.

    Raises UnreadableImage when the picture is cut or one of its tables is broken.
    """
    parts = list(_segments(data))
    if parts[-1].marker != EOI:
        raise UnreadableImage("The file is cut: the picture's end is missing.")
    coded = _coded_parts(data, parts)
    head = parts[: parts.index(next(part for part in coded if part.marker == SOS))]
    kept = used(tables(data, coded))
    if _height(data, coded):  # then a line count that may follow the first scan says nothing
        coded = [part for part in coded if part.marker != DNL]
    return b"".join(
        [
            b"\xff\xd8",
            _jfif(data, head),
            _exif(keep),
            _adobe(data, head),
            *_icc(keep),
            *(_coded(data, part, kept) for part in coded),
            b"\xff\xd9",
        ]
    )


def _segments(data: bytes) -> Iterator[Segment]:
    if not data.startswith(SIGNATURE):
        raise UnreadableImage("The file does not begin like a JPEG photo.")
    yield from segments(data)


def _note(found: Listing, data: bytes, segment: Segment) -> None:
    """List a segment that is not an application's."""
    payload = data[segment.start : segment.end]
    if segment.marker in PICTURE:
        found.picture()
    elif segment.marker == JUNK:
        if payload.strip(b"\xff"):
            found.extend(
                tail.classify(data, segment.start, segment.end, "between segments", BlockKind.JUNK)
            )
    elif payload.startswith(b"\xff\xd8"):
        found.add(BlockKind.UNREADABLE, "end of image missing", b"")
        found.extend(tail.trailing(data, segment.start))
    else:
        where = "broken segment" if payload else "end of image missing"
        found.add(BlockKind.UNREADABLE, where, payload)
    if segment.marker == EOI:
        found.extend(tail.trailing(data, segment.end))


def _unused(data: bytes, parts: list[Segment]) -> dict[int, list[bytes]]:
    """Give the tables that no scan uses; none where the structure doesn't tell."""
    try:
        return spare(tables(data, _coded_parts(data, parts)))
    except UnreadableImage:
        return {}


def _coded_parts(data: bytes, parts: list[Segment]) -> list[Segment]:
    """Give scans, headers and tables.

    Raises UnreadableImage unless there is one frame with scans and every header is as long
    as it must be.
    """
    coded = [part for part in parts if part.marker in CODED or part.marker == SCAN]
    markers = [part.marker for part in coded]
    if sum(marker in FRAMES for marker in markers) != 1 or SOS not in markers:
        raise UnreadableImage("The file holds no whole JPEG picture.")
    for part in coded:
        if part.marker != SCAN and not _exact(part.marker, data[part.body : part.end]):
            raise UnreadableImage("One of the picture's tables is broken.")
    return coded


def _height(data: bytes, coded: list[Segment]) -> int:
    frame = next(part for part in coded if part.marker in FRAMES)
    return int.from_bytes(data[frame.body + 1 : frame.body + 3], "big")


def _exact(marker: int, payload: bytes) -> bool:
    """Tell whether a coded segment is exactly as long as its own fields say (T.81, B.2)."""
    size = len(payload)
    if marker in FRAMES:
        return size >= 6 and size == 6 + 3 * payload[5]
    if marker == SOS:
        return size >= 1 and size == 4 + 2 * payload[0]
    if marker in (DQT, DHT):
        at = 0
        while at < size:
            at += size_of(marker, payload, at)
        return at == size
    return size % 2 == 0 if marker == DAC else size == 2


def _coded(data: bytes, part: Segment, kept: dict[int, bytes]) -> bytes | memoryview:
    """Give what stays of a coded part: scans without fill bytes, tables that are used."""
    if part.marker == SCAN:
        return _scan(data, part)
    if part.marker in TABLES:
        content = kept.get(part.start)
        return _segment(part.marker, content) if content else b""
    return memoryview(data)[part.start : part.end]  # the marker's fill bytes are left behind


def _scan(data: bytes, part: Segment) -> bytes | memoryview:
    """Give a scan's coded data, without the fill bytes that may stand before any marker."""
    if data.find(b"\xff\xff", part.start, part.end) < 0 and data[part.end - 1] != 0xFF:
        return memoryview(data)[part.start : part.end]
    return re.sub(rb"\xff{2,}", b"\xff", data[part.start : part.end]).rstrip(b"\xff")


def _jfif(data: bytes, head: list[Segment]) -> bytes:
    """Give a bare JFIF segment if the file has one; of its density only a pixel's aspect stays."""
    for part in head:
        payload = data[part.body : part.end]
        if part.marker == APP0 and payload.startswith(JFIF) and len(payload) >= 14:
            unit, across, down = struct.unpack_from(">BHH", payload, 7)
            if unit or not across or not down or across == down:
                across = down = 1
            return _segment(APP0, JFIF + struct.pack(">HBHHBB", 0x0101, 0, across, down, 0, 0))
    return b""


def _adobe(data: bytes, head: list[Segment]) -> bytes:
    """Give a bare Adobe segment if the file has one, with the colour transform of the last."""
    for part in reversed(head):
        payload = data[part.body : part.end]
        if part.marker == APP0 + 14 and payload.startswith(ADOBE) and len(payload) >= 12:
            return _segment(APP0 + 14, ADOBE + struct.pack(">HHHB", 100, 0, 0, payload[11]))
    return b""


def _exif(keep: Keep) -> bytes:
    return _segment(APP0 + 1, b"Exif\0\0" + keep.exif) if keep.exif else b""


def _icc(keep: Keep) -> list[bytes]:
    """Give the profile in as many segments as it takes. Source: ICC.1, annex B.4."""
    starts = range(0, len(keep.icc), _ICC_PIECE)
    return [
        _segment(
            APP0 + 2,
            b"ICC_PROFILE\0" + bytes([number, len(starts)]) + keep.icc[at : at + _ICC_PIECE],
        )
        for number, at in enumerate(starts, start=1)
    ]


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload
