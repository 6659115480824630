"""Cuts a file into its container's own pieces, and joins pieces with lengths and checksums right.

A decoder turns down a file whose lengths or checksums are wrong before it looks any deeper.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise

MOST = 2_000
"""Pieces of one file; the last holds the rest."""

Join = Callable[[Sequence[bytes]], bytes]


def pieces(data: bytes) -> tuple[list[bytes], Join]:
    """Give a file's pieces and what joins them again; one piece where the container is unknown."""
    for fits, cut, join in _CONTAINERS:
        if fits(data):
            return cut(data), join
    return [data], b"".join


def _jpeg(data: bytes) -> list[bytes]:
    """Cut a JPEG in front of each marker that begins a segment."""
    places = [match.start() for match in re.finditer(rb"\xff[\xc0-\xcf\xd8-\xfe]", data)]
    return _cut_at(data, places)


def _join_jpeg(parts: Sequence[bytes]) -> bytes:
    return b"".join(_with_length(part) for part in parts)


def _with_length(part: bytes) -> bytes:
    """Set the length of a segment that has one; a scan's covers its header alone."""
    if len(part) < 4 or part[0] != 0xFF or part[1] in (0xD8, 0xD9, 0xDA) or len(part) > 0xFFFF:
        return part
    return part[:2] + struct.pack(">H", len(part) - 2) + part[4:]


def _png(data: bytes) -> list[bytes]:
    """Cut a PNG into its signature and its chunks."""
    places, at = [], 8
    while at + 12 <= len(data) and len(places) < MOST:
        places.append(at)
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return _cut_at(data, places)


def _join_png(parts: Sequence[bytes]) -> bytes:
    out = [parts[0]]
    for part in parts[1:]:
        if len(part) < 12:
            out.append(part)
            continue
        body = part[4:-4]
        out.append(struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
    return b"".join(out)


def _riff(data: bytes) -> list[bytes]:
    """Cut a WebP into its header and its chunks."""
    places, at = [], 12
    while at + 8 <= len(data) and len(places) < MOST:
        places.append(at)
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return _cut_at(data, places)


def _join_riff(parts: Sequence[bytes]) -> bytes:
    body = b"WEBP"
    for part in parts[1:]:
        content = part[8:]
        body += part[:4] + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _boxes(data: bytes) -> list[bytes]:
    """Cut a HEIC or AVIF into its boxes, and `meta` into those inside of it."""
    places, at = [], 0
    while at + 8 <= len(data) and len(places) < MOST:
        places.append(at)
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 if kind == b"meta" else max(size, 8)
    return _cut_at(data, places)


def _join_boxes(parts: Sequence[bytes]) -> bytes:
    """Join boxes; a `meta` head takes in everything up to the next box of the top level."""
    out: list[bytes] = []
    for part in parts:
        out.append(part if len(part) < 8 else struct.pack(">I", len(part)) + part[4:])
    for number, part in enumerate(out):
        if part[4:8] == b"meta" and len(part) == 12:
            inside = 0
            for below in out[number + 1 :]:
                if below[4:8] in (b"mdat", b"moov", b"free", b"uuid", b"ftyp"):
                    break
                inside += len(below)
            out[number] = struct.pack(">I", 12 + inside) + part[4:]
    return b"".join(out)


def _gif(data: bytes) -> list[bytes]:
    """Cut a GIF roughly: in front of what begins like an extension or an image."""
    return _cut_at(
        data, [match.start() for match in re.finditer(rb"!\xf9\x04|!\xff\x0b|\0,", data)]
    )


def _cut_at(data: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *[place for place in places[:MOST] if place], len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


_CONTAINERS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], list[bytes]], Join], ...] = (
    (lambda data: data[:3] == b"\xff\xd8\xff", _jpeg, _join_jpeg),
    (lambda data: data[:4] == b"\x89PNG", _png, _join_png),
    (lambda data: data[:4] == b"RIFF", _riff, _join_riff),
    (lambda data: data[4:8] == b"ftyp", _boxes, _join_boxes),
    (lambda data: data[:4] == b"GIF8", _gif, b"".join),
)
