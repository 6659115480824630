"""Places in a TIFF where something can hide; each gives a finding."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from safeshare.model import Severity
from safeshare.verify import tiff as room
from safeshare.verify import verify

Entry = tuple[int, int, int, int]
ROWS = bytes(range(40))
AT = 8


def tiff(*more: Entry, rows: bytes = ROWS, compression: int = 1, tail: bytes = b"",
         link: int = 0, gap: bytes = b"", order: str = "<") -> bytes:  # fmt: skip
    """Build a grey picture of 8 by 5: header, gap, rows, directory, tail."""
    place = AT + len(gap)
    entries = sorted([
        (256, 3, 1, 8), (257, 3, 1, 5), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1),
        (273, 4, 1, place), (278, 3, 1, 5), (279, 4, 1, len(rows)), *more,
    ])  # fmt: skip
    directory = place + len(rows)
    packed = b"".join(_entry(order, *entry) for entry in entries)
    signature = b"II*\0" if order == "<" else b"MM\0*"
    header = signature + struct.pack(order + "I", directory)
    table = struct.pack(order + "H", len(entries)) + packed + struct.pack(order + "I", link)
    return header + gap + rows + table + tail


def _entry(order: str, tag: int, kind: int, count: int, value: int) -> bytes:
    short = struct.pack(order + "HH", value, 0) if kind == 3 else struct.pack(order + "I", value)
    return struct.pack(order + "HHI", tag, kind, count) + short


def end_of(*more: Entry, rows: bytes = ROWS) -> int:
    return len(tiff(*more, rows=rows))


def text(tag: int, value: bytes) -> bytes:
    entry = (tag, 2, len(value), 0)
    return tiff((tag, 2, len(value), end_of(entry)), tail=value)


SUB = struct.pack("<HHHIHHI", 1, 0x10F, 2, 4, 0x6261, 0x0063, 0)
GOOD = {
    "little": tiff(),
    "big": tiff(order=">"),
    "orientation": tiff((274, 3, 1, 6)),
    "deflate": tiff(rows=zlib.compress(ROWS), compression=8),
    "padding": tiff(gap=bytes(8)),
}
NASTY = {
    "artist": text(315, b"Maria Example\0"),
    "maker": text(271, b"Maker of the camera\0"),
    "description": text(270, b"at home\0"),
    "xmp": text(700, b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
    "unknown tag": text(65000, b"something of a program's own"),
    "short value": tiff((305, 2, 4, 0x6D61_7370)),
    "profile": tiff((34675, 7, 40, end_of((34675, 7, 40, 0))), tail=bytes(40)),
    "exif directory": tiff((34665, 4, 1, end_of((34665, 4, 1, 0))), tail=SUB),
    "gps directory": tiff((34853, 4, 1, end_of((34853, 4, 1, 0))), tail=SUB),
    "resolution": tiff((282, 5, 1, end_of((282, 5, 1, 0))), tail=struct.pack("<II", 300, 1)),
    "trailing data": tiff(tail=b"Maria"),
    "gap": tiff(gap=b"Maria!!!"),
    "long gap of zeros": tiff(gap=bytes(500)),
    "rows below the picture": tiff(rows=ROWS + b"Maria"),
    "behind deflated rows": tiff(rows=zlib.compress(ROWS) + b"Maria", compression=8),
    "deflated rows below the picture": tiff(rows=zlib.compress(ROWS + b"M"), compression=8),
    "coding that can't be followed": tiff(compression=7),
    "thumbnail page": tiff((254, 4, 1, 1)),
    "orientation 9": tiff((274, 3, 1, 9)),
    "tag twice": tiff((274, 3, 1, 1), (274, 3, 1, 6)),
    "bytes behind a short value": tiff((274, 3, 1, 1)).replace(
        struct.pack("<HHIHH", 274, 3, 1, 1, 0), struct.pack("<HHIHH", 274, 3, 1, 1, 0x4D4D)
    ),
    "loop of pages": tiff(link=AT + len(ROWS)),
}


@pytest.mark.parametrize("name", GOOD)
def test_structural_tags_pass(name: str) -> None:
    assert sorted(Image.open(io.BytesIO(GOOD[name])).tobytes()) == list(ROWS)
    assert verify(GOOD[name]) == ()


@pytest.mark.parametrize("place", NASTY)
def test_nasty_places_are_found(place: str) -> None:
    assert verify(NASTY[place])


@pytest.mark.parametrize("place", ["artist", "maker", "xmp", "exif directory", "trailing data"])
def test_what_identifies_weighs_high(place: str) -> None:
    assert Severity.HIGH in {finding.severity for finding in verify(NASTY[place])}


def test_lzw_rows_and_what_follows_them() -> None:
    out = io.BytesIO()
    Image.frombytes("L", (8, 5), ROWS).save(out, "TIFF", compression="tiff_lzw")
    page = Image.open(io.BytesIO(out.getvalue()))
    start, size = page.tag_v2[273][0], page.tag_v2[279][0]
    coded = out.getvalue()[start : start + size]
    assert verify(tiff(rows=coded, compression=5)) == ()
    assert verify(tiff(rows=coded + b"Maria", compression=5))


@pytest.mark.parametrize(
    ("covered", "gaps"),
    [([(0, 9)], []), ([(0, 8)], [(8, 9)]), ([(0, 9), (2, 3)], []), ([(5, 9), (0, 4)], [(4, 5)])],
)
def test_what_nothing_covers_is_a_gap(
    covered: list[tuple[int, int]], gaps: list[tuple[int, int]]
) -> None:
    assert list(room._gaps(covered, 9)) == gaps
