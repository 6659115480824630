"""Makers' notes: each maker's layout tells its serial numbers and ids; hostile ones are calm."""

from __future__ import annotations

import plistlib
import struct
import time

import pytest

from safeshare.model import Block, BlockKind, Severity
from safeshare.reveal import reveal

Entry = tuple[int, int, bytes]
TEXT, UNDEFINED, LONG = 2, 7, 4


def directory(entries: list[Entry], at: int, order: str) -> bytes:
    """Return a directory whose offsets are counted so that it stands at `at`."""
    after = at + 2 + 12 * len(entries) + 4
    table, values = struct.pack(f"{order}H", len(entries)), b""
    for tag, kind, value in entries:
        place = value.ljust(4, b"\0")
        if len(value) > 4:
            place = struct.pack(f"{order}I", after + len(values))
            values += value
        count = len(value) // 4 if kind == LONG else len(value)
        table += struct.pack(f"{order}HHI", tag, kind, count) + place
    return table + bytes(4) + values


def exif(make: bytes, note: bytes, order: str = "<") -> bytes:
    """Return a structure with a make and a maker's note, which begins at NOTE."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    first = directory(
        [(0x010F, TEXT, make), (0x8769, LONG, struct.pack(f"{order}I", 100))], 8, order
    )
    second = struct.pack(f"{order}HHHII", 1, 0x927C, UNDEFINED, len(note), NOTE) + bytes(4)
    return (head + first).ljust(100, b"\0") + second.ljust(NOTE - 100, b"\0") + note


NOTE = 200


def told(payload: bytes) -> set[tuple[str, str]]:
    found = reveal([Block(BlockKind.EXIF, "APP1 Exif", payload)])
    return {(f.kind, f.value) for f in found if f.where == "EXIF MakerNote"}


def apple(*entries: Entry) -> bytes:
    return b"Apple iOS\0\0\1MM" + directory(list(entries), 14, ">")


def test_apple() -> None:
    running = plistlib.dumps({"value": 7_200 * 10**9, "timescale": 10**9}, fmt=plistlib.FMT_BINARY)
    note = apple(
        (0x0003, UNDEFINED, running),
        (0x000B, TEXT, b"BURST-1\0"),
        (0x0011, TEXT, b"LIVE-2\0"),
        (0x0015, TEXT, b"9B4585D7-AE5A\0"),
    )
    assert told(exif(b"Apple\0", note, ">")) == {
        ("time", "2.0 hours"),
        ("id", "BURST-1"),
        ("id", "LIVE-2"),
        ("id", "9B4585D7-AE5A"),
    }


@pytest.mark.parametrize(
    "running", [b"", b"bplist00" + b"\xff" * 40, plistlib.dumps({}, fmt=plistlib.FMT_BINARY)]
)
def test_a_broken_running_time_is_left_out(running: bytes) -> None:
    note = apple((0x0003, UNDEFINED, running), (0x0011, TEXT, b"LIVE-2\0"))
    assert told(exif(b"Apple\0", note, ">")) == {("id", "LIVE-2")}


def test_panasonic() -> None:
    start = NOTE + 12
    note = b"Panasonic\0\0\0" + directory(
        [
            (0x0025, UNDEFINED, b"F540902190417\0"),
            (0x0033, TEXT, b"9999:99:99 00:00:00\0"),  # as cameras write it without a birthday
            (0x0066, TEXT, b"Emma\0"),
            (0x8010, TEXT, b"0003:02:01 00:00:00\0"),
            (0x006D, TEXT, b"Bern\0"),
        ],
        start,
        "<",
    )
    assert told(exif(b"Panasonic\0", note)) == {
        ("serial", "F540902190417"),
        ("people", "Emma"),
        ("people", "0003:02:01 00:00:00"),
        ("location", "Bern"),
    }


@pytest.mark.parametrize(
    ("make", "prefix", "tag", "own"),
    [
        (b"PENTAX\0", b"AOC\0MM", 0x0229, False),
        (b"RICOH\0", b"PENTAX \0MM", 0x0229, True),
        (b"motorola\0", b"MOT\0\1\1\1\1", 0x6701, True),
        (b"samsung\0", b"", 0xA002, True),
    ],
)
def test_serial_numbers_of_other_makers(make: bytes, prefix: bytes, tag: int, own: bool) -> None:
    start = len(prefix) + (0 if own else NOTE)
    note = prefix + directory([(tag, TEXT, b"SC28C72912\0")], start, ">")
    assert told(exif(make, note, ">")) == {("serial", "SC28C72912")}


def test_olympus_keeps_its_numbers_one_directory_deeper() -> None:
    inner_at = 12 + 2 + 12 + 4
    outer = directory([(0x2010, LONG, struct.pack("<I", inner_at))], 12, "<")
    inner = directory([(0x0101, TEXT, b"BHP242330\0"), (0x0202, TEXT, b"ABS5678\0")], inner_at, "<")
    note = b"OLYMPUS\0II\3\0" + outer + inner
    assert told(exif(b"OLYMPUS\0", note)) >= {("serial", "BHP242330"), ("serial", "ABS5678")}


def test_reconyx() -> None:
    note = bytearray(b"\x01\xf1\x03\0".ljust(200, b"\0"))
    note[42:70] = "H500EE06130468".encode("utf-16-le")
    note[86:92] = b"GARDEN"
    assert told(exif(b"RECONYX\0", bytes(note))) == {
        ("serial", "H500EE06130468"),
        ("caption", "GARDEN"),
    }


def test_canon_s_count_and_unique_number() -> None:
    unique = bytes(range(200, 216))
    entries = [(0x0008, LONG, struct.pack("<I", 1_242_489)), (0x0028, 1, unique)]
    found = told(exif(b"Canon\0", directory(entries, NOTE, "<")))
    assert found == {("id", "1242489"), ("id", unique.hex())}


def test_the_running_time_weighs_little() -> None:
    running = plistlib.dumps({"value": 3_600, "timescale": 1}, fmt=plistlib.FMT_BINARY)
    payload = exif(b"Apple\0", apple((0x0003, UNDEFINED, running)), ">")
    (found,) = [f for f in reveal([Block(BlockKind.EXIF, "EXIF", payload)]) if f.kind == "time"]
    assert found.summary == "the phone had been running for 1.0 hours"
    assert found.severity is Severity.LOW


@pytest.mark.parametrize(
    "make", [b"NIKON\0", b"Canon\0", b"SONY\0", b"OLYMPUS\0", b"FUJIFILM\0", b"DJI\0"]
)
@pytest.mark.parametrize("filling", [b"\xff", b"\0", b"\1\0\4\0\0\1"])
def test_hostile_notes_end_soon(make: bytes, filling: bytes) -> None:
    for prefix in (b"", b"Nikon\0\2\x10\0\0MM\0*\0\0\0\x08", b"FUJIFILM\x0c\0\0\0"):
        start = time.thread_time()
        told(exif(make, prefix + filling * 20_000))
        assert time.thread_time() - start < 3
