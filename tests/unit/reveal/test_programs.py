"""Segments of cameras and programs: what they tell, and that broken ones are calm."""

from __future__ import annotations

import struct
import time

import pytest

from safeshare.formats import sniff
from safeshare.model import Block, BlockKind
from safeshare.reveal import reveal


def told(payload: bytes, kind: BlockKind = BlockKind.APPLICATION) -> set[tuple[str, str]]:
    found = reveal([Block(kind, "APPn", payload)])
    return {(finding.kind, finding.value) for finding in found if finding.kind != "application"}


INFO = (
    b"OLYMPUS OPTICAL CO.,LTD.\0[picture info]\r\nTimeDate=909698819\r\nType=SR55\r\n"
    b"Version=v55-76\r\nSerial#=00004711\r\n[end]"
)


def test_picture_info() -> None:
    assert told(INFO) == {
        ("camera", "OLYMPUS OPTICAL CO.,LTD. SR55"),
        ("time", "1998:10:29 22:06:59"),
        ("software", "v55-76"),
        ("serial", "00004711"),
    }


def ducky(kind: int, text: str) -> bytes:
    content = struct.pack(">I", len(text)) + text.encode("utf-16-be")
    return struct.pack(">HH", kind, len(content)) + content


def test_ducky() -> None:
    quality = struct.pack(">HHI", 1, 4, 60)
    payload = b"Ducky" + quality + ducky(2, "for Mona") + ducky(3, "Max Muster") + b"\0\0"
    assert told(payload) == {("comment", "for Mona"), ("owner", "Max Muster")}


def resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(data)) + data


def test_photoshop_names_the_document_and_its_address() -> None:
    name = "Mona".encode("utf-16-be")
    slices = struct.pack(">6I", 6, 0, 0, 100, 100, 4) + name
    payload = resource(1035, b"http://example.org/mona") + b"\0" + resource(1050, slices)
    assert told(payload) == {("owner", "http://example.org/mona"), ("filename", "Mona")}


def test_photoshop_s_resources_are_read_beside_iptc_too() -> None:
    name = struct.pack(">6I", 6, 0, 0, 100, 100, 4) + "Mona".encode("utf-16-be")
    iptc = b"\x1c\x02\x50\0\x04Max!"
    payload = resource(1028, iptc) + b"\0" + resource(1050, name)
    assert told(payload, BlockKind.IPTC) == {("owner", "Max!"), ("filename", "Mona")}


def heap(*fields: tuple[int, bytes]) -> bytes:
    """Return a CIFF heap: values, then the directory, then where the directory begins."""
    values, entries = b"", b""
    for tag, value in fields:
        entries += struct.pack("<HII", tag, len(value), len(values))
        values += value
    directory = struct.pack("<H", len(fields)) + entries
    return values + directory + struct.pack("<I", len(values))


def ciff(*fields: tuple[int, bytes]) -> bytes:
    head = b"II" + struct.pack("<I", 26) + b"HEAPJPGM" + bytes(12)
    return head + heap(*fields)


def test_ciff() -> None:
    inner = heap((0x0810, b"Chris Smith\0"), (0x080A, b"Canon\0Canon PowerShot A5\0"))
    inline = (0x4000 | 0x180B, b"")
    payload = ciff((0x300A, inner), (0x0816, b"C:\\AUT_7808.JPG\0"), inline)
    assert told(payload) >= {
        ("owner", "Chris Smith"),
        ("camera", "Canon PowerShot A5"),
        ("filename", "C:\\AUT_7808.JPG"),
    }


def test_ciff_that_leads_to_itself_ends() -> None:
    entries = struct.pack("<H", 2) + struct.pack("<HII", 0x300A, 26, 0) * 2
    endless = b"II" + struct.pack("<I", 26) + b"HEAPJPGM" + bytes(12) + entries + bytes(4)
    assert told(endless) == set()


def flir() -> bytes:
    camera = bytearray(512)
    for at, text in ((212, b"FLIR T640"), (260, b"55904711"), (368, b"FOL25"), (416, b"L-99887")):
        camera[at : at + len(text)] = text
    entry = struct.pack(">HHIIII", 32, 1, 100, 1, 96, 512) + bytes(12)
    head = b"FFF\0" + bytes(20) + struct.pack(">II", 64, 1)
    return head.ljust(64, b"\0") + entry.ljust(32, b"\0") + bytes(camera)


def test_flir() -> None:
    assert told(flir()) == {
        ("camera", "FLIR T640"),
        ("serial", "55904711"),
        ("lens", "FOL25"),
        ("serial", "L-99887"),
    }


def test_a_flir_record_of_several_segments_is_joined() -> None:
    record = flir()
    parts = [record[:300], record[300:]]
    segments = b""
    for index, part in reversed(list(enumerate(parts))):
        payload = b"FLIR\0\1" + bytes([index, 1]) + part
        segments += b"\xff\xe1" + struct.pack(">H", 2 + len(payload)) + payload
    blocks = sniff(b"\xff\xd8\xff").walk(b"\xff\xd8" + segments + b"\xff\xd9")
    (joined,) = [block for block in blocks if block.where == "APP1 FLIR"]
    assert joined.payload == record


@pytest.mark.parametrize("whole", [INFO, ducky(2, "a"), flir(), ciff((0x0810, b"Chris"))])
def test_cut_segments_are_calm(whole: bytes) -> None:
    for length in range(len(whole)):
        told(whole[:length] + b"\xff" * 9)


@pytest.mark.parametrize("seconds", ["\xb2", "9" * 5_000, "-1"])
def test_a_time_that_is_no_count_of_seconds_is_left_out(seconds: str) -> None:
    payload = b"[picture info]\r\nTimeDate=" + seconds.encode("latin-1") + b"\r\nType=SR55\r\n"
    assert told(payload) == {("camera", "SR55")}


def test_a_heap_that_holds_itself_many_times_is_left_soon() -> None:
    directory = b"".join(struct.pack("<HII", 0x2807, 0xFFFFFF, 0) for _ in range(500))
    heap = bytes(8) + struct.pack("<H", 500) + directory + struct.pack("<I", 8)
    start = time.thread_time()
    assert told(b"II" + struct.pack("<I", 14) + b"HEAPJPGM" + heap) == set()
    assert time.thread_time() - start < 1


def test_a_huge_heap_of_overlapping_fields_costs_no_time() -> None:
    size = 50_000_000
    directory = b"".join(struct.pack("<HII", 0x0805, size, 0) for _ in range(500))
    body = b"a" * size + struct.pack("<H", 500) + directory + struct.pack("<I", size)
    start = time.thread_time()
    told(b"II" + struct.pack("<I", 14) + b"HEAPJPGM" + body)
    assert time.thread_time() - start < 2
