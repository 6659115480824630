"""EXIF fields are told wherever they stand: on later pages, in other directories, unheard of."""

from __future__ import annotations

import struct
import time

import pytest

from safeshare.model import Block, BlockKind, Finding
from safeshare.reveal import reveal
from safeshare.reveal.exif import reveal_exif

TEXT, SHORT, LONG, RATIO, UNDEFINED = 2, 3, 4, 5, 7
EXIF, GPS, SUB = 0x8769, 0x8825, 0x014A
ARTIST, COMMENT, TAKEN, SERIAL = 0x013B, 0x9286, 0x9003, 0xA431

Value = tuple[int, bytes]
Directory = dict[int, "Value | Directory"]
UNITS = {SHORT: 2, LONG: 4, RATIO: 8}


def structure(*pages: Directory) -> bytes:
    """Give a TIFF structure of directories, each after the one before; nested ones below."""
    data = bytearray(b"II*\0" + struct.pack("<I", 8))
    link = 4
    for page in pages:
        struct.pack_into("<I", data, link, len(data))
        link = write(data, page)
    return bytes(data)


def write(data: bytearray, page: Directory) -> int:
    """Append a directory; give where the offset of the next one stands."""
    start = len(data)
    link = start + 2 + 12 * len(page)
    data += bytes(link + 4 - start)
    struct.pack_into("<H", data, start, len(page))
    for index, (tag, value) in enumerate(sorted(page.items())):
        place = start + 2 + 12 * index
        if isinstance(value, dict):
            struct.pack_into("<HHII", data, place, tag, LONG, 1, len(data))
            write(data, value)
            continue
        kind, raw = value
        struct.pack_into("<HHI", data, place, tag, kind, len(raw) // UNITS.get(kind, 1))
        struct.pack_into("<I", data, place + 8, len(data))
        if len(raw) > 4:
            data += raw
        else:
            data[place + 8 : place + 12] = raw.ljust(4, b"\0")
    return link


def text(words: str) -> Value:
    return TEXT, words.encode() + b"\0"


def place(north: int, east: int) -> Directory:
    angle = struct.pack("<6I", north, 1, 0, 1, 0, 1), struct.pack("<6I", east, 1, 0, 1, 0, 1)
    return {1: text("N"), 2: (RATIO, angle[0]), 3: text("E"), 4: (RATIO, angle[1])}


def told(*pages: Directory) -> list[Finding]:
    return list(reveal_exif(Block(BlockKind.EXIF, "APP1 Exif", structure(*pages))))


def values(*pages: Directory) -> list[tuple[str, str]]:
    return [(found.kind, found.value) for found in told(*pages)]


def test_every_page_tells_its_own() -> None:
    first: Directory = {ARTIST: text("Mona"), GPS: place(46, 6)}
    second: Directory = {ARTIST: text("Max"), GPS: place(47, 8)}
    assert values(first, second) == [
        ("location", "46.00000, 6.00000"),
        ("owner", "Mona"),
        ("location", "47.00000, 8.00000"),
        ("owner", "Max"),
    ]


@pytest.mark.parametrize(
    ("page", "value"),
    [
        ({TAKEN: text("2024:05:17 18:45:02")}, ("time", "2024:05:17 18:45:02")),
        ({SERIAL: text("4711-0815")}, ("serial", "4711-0815")),
        ({EXIF: {ARTIST: text("Mona")}}, ("owner", "Mona")),
        ({EXIF: {GPS: place(46, 6)}}, ("location", "46.00000, 6.00000")),
        ({SUB: {ARTIST: text("Mona")}}, ("owner", "Mona")),
        ({SUB: {EXIF: {SERIAL: text("4711-0815")}}}, ("serial", "4711-0815")),
    ],
    ids=["time", "serial", "artist", "place", "part", "part's serial"],
)
def test_a_field_counts_in_whichever_directory_it_stands(
    page: Directory, value: tuple[str, str]
) -> None:
    assert values(page) == [value]


@pytest.mark.parametrize("sides", [("South", "West"), ("s", "w"), (" S", " W")])
def test_the_half_of_the_globe_may_be_written_out(sides: tuple[str, str]) -> None:
    page = place(46, 6) | {1: text(sides[0]), 3: text(sides[1])}
    assert values({GPS: page}) == [("location", "-46.00000, -6.00000")]


def test_a_text_that_no_table_knows_is_told() -> None:
    (found,) = told({EXIF: {0xFDE8: text("Owner's Name: Mona"), 0x9291: text("25")}})
    assert (found.kind, found.summary) == ("text", "the EXIF field FDE8 “Owner's Name: Mona”")


def test_texts_that_no_table_knows_are_counted_over_all_pages() -> None:
    pages = [{0xE000 + tag: text(f"{page} and {tag}") for tag in range(50)} for page in range(20)]
    assert len(told(*pages)) == 200


def test_a_sound_beside_the_photo_is_named() -> None:
    assert values({EXIF: {0xA004: text("DSC00007.WAV")}}) == [("filename", "DSC00007.WAV")]


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        (b"Mona!", "Mona!"),
        (b"Our secret place", "Our secret place"),
        (b"ASCII   Mona", "Mona"),
        (b"unicode\0" + "Mona".encode("utf-16-le"), "Mona"),
    ],
)
def test_a_comment_may_forget_to_name_its_characters(comment: bytes, words: str) -> None:
    assert values({EXIF: {COMMENT: (UNDEFINED, comment)}}) == [("comment", words)]


def test_the_name_of_a_place_may_be_in_two_byte_characters() -> None:
    area = b"UNICODE\0" + "Zürich".encode("utf-16-le")
    assert values({GPS: {0x1C: (UNDEFINED, area)}}) == [("location", "Zürich")]


@pytest.mark.parametrize(
    ("stamp", "words"),
    [("2009: 5: 7  8: 3: 9", "“2009: 5: 7 8: 3: 9”"), ("17/05/2024", "“17/05/2024”")],
)
def test_a_time_in_a_form_of_its_own_is_quoted(stamp: str, words: str) -> None:
    (found,) = told({EXIF: {TAKEN: text(stamp)}})
    assert (found.kind, found.summary) == ("time", f"taken on {words}")


def test_a_time_zone_alone_is_no_time() -> None:
    assert values({EXIF: {TAKEN: text("    :  :     :  :  "), 0x9011: text("+02:00")}}) == []


def test_the_satellites_clock_tells_the_time_without_a_day() -> None:
    clock = struct.pack("<6I", 16, 1, 45, 1, 2, 1)
    assert values({GPS: {7: (RATIO, clock)}}) == [("time", "16:45:02Z")]
    assert values({GPS: {7: (RATIO, struct.pack("<6I", 0, 1, 0, 1, 0, 1))}}) == []


def test_fields_that_all_span_a_large_file_cost_no_time() -> None:
    size = 60_000_000
    tags = [*range(0x9C9B, 0x9CA0), *range(0xA430, 0xA440), ARTIST, TAKEN, COMMENT, 0x010F]
    table = b"".join(struct.pack("<HHII", tag, UNDEFINED, size, 1_000) for tag in sorted(tags))
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + table
    payload = head.ljust(1_000, b"\0").ljust(size, b"a")
    start = time.thread_time()
    found = reveal([Block(BlockKind.EXIF, "APP1 Exif", payload)] * 10)
    assert time.thread_time() - start < 2
    assert "owner" in {finding.kind for finding in found}
