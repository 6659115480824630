"""A copy holds the coding tables that a scan uses, and no others."""

from __future__ import annotations

import pytest

from safeshare.formats import Keep, jpeg
from tests.corpus.jpeg import segment

QUANT = b"\0" + bytes(range(1, 65))
OTHER = b"\0" + bytes(range(65, 129))
DC = b"\0" + b"\1" + bytes(15) + b"\7"
AC = b"\x10" + b"\1" + bytes(15) + b"\0"
GREY = bytes([8, 0, 16, 0, 16, 1, 1, 0x11, 0])
TWO = bytes([8, 0, 16, 0, 16, 2, 1, 0x11, 0, 2, 0x11, 1])
WHOLE_SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34"
DC_SCAN = segment(0xDA, b"\1\1\0\0\0\0") + b"\x12\x34"
DC_BIT = segment(0xDA, b"\1\1\0\0\0\x10") + b"\x56"
AC_SCAN = segment(0xDA, b"\1\1\0\1\x3f\0") + b"\x56"
SECOND = segment(0xDA, b"\1\2\x11\0\x3f\0") + b"\x56"


def dqt(*tables: bytes) -> bytes:
    return segment(0xDB, b"".join(tables))


def dht(*tables: bytes) -> bytes:
    return segment(0xC4, b"".join(tables))


def sof(code: int, payload: bytes = GREY) -> bytes:
    return segment(code, payload)


def at(place: int, table: bytes) -> bytes:
    return bytes([table[0] & 0xF0 | place]) + table[1:]


NEEDED = {
    "sequential": dqt(QUANT) + sof(0xC0) + dht(DC, AC) + WHOLE_SCAN,
    "progressive": dqt(QUANT) + sof(0xC2) + dht(DC) + DC_SCAN + dht(AC) + AC_SCAN,
    "tables anew for a second scan": dqt(QUANT, at(1, OTHER)) + sof(0xC0, TWO) + dht(DC, AC)
    + WHOLE_SCAN + dht(at(1, DC), at(1, AC)) + SECOND,
    "table of the second component only": dqt(QUANT) + sof(0xC0, TWO) + dht(DC, AC)
    + WHOLE_SCAN + dqt(at(1, OTHER)) + dht(at(1, DC), at(1, AC)) + SECOND,
    "interval that changes": dqt(QUANT) + sof(0xC2) + dht(DC, AC) + segment(0xDD, b"\0\1")
    + DC_SCAN + segment(0xDD, b"\0\0") + AC_SCAN,
    "conditioning": dqt(QUANT) + sof(0xC9) + segment(0xCC, b"\0\x10\x10\5") + WHOLE_SCAN,
    "16-bit table": dqt(b"\x10" + bytes(128)) + sof(0xC1) + dht(DC, AC) + WHOLE_SCAN,
}  # fmt: skip
SPARE = {
    "table that no component names": (
        dqt(QUANT, at(3, OTHER)) + sof(0xC0) + dht(DC, AC) + WHOLE_SCAN, NEEDED["sequential"]),
    "whole segment": (
        dqt(QUANT) + dqt(at(3, OTHER)) + sof(0xC0) + dht(DC, AC) + WHOLE_SCAN,
        NEEDED["sequential"]),
    "replaced before use": (
        dqt(OTHER) + dqt(QUANT) + sof(0xC0) + dht(DC, AC) + WHOLE_SCAN, NEEDED["sequential"]),
    "replaced within its segment": (
        dqt(OTHER, QUANT) + sof(0xC0) + dht(DC, AC) + WHOLE_SCAN, NEEDED["sequential"]),
    "behind the last scan": (
        NEEDED["sequential"] + dht(AC) + dqt(QUANT) + segment(0xDD, b"\0\1"), NEEDED["sequential"]),
    "anew for a component that has its own": (
        dqt(QUANT) + sof(0xC2) + dht(DC) + DC_SCAN + dqt(OTHER) + dht(AC) + AC_SCAN,
        NEEDED["progressive"]),
    "for coefficients of another scan": (
        dqt(QUANT) + sof(0xC2) + dht(DC, AC) + DC_SCAN + dht(AC) + AC_SCAN,
        NEEDED["progressive"]),
    "for bits that are not coded": (
        dqt(QUANT) + sof(0xC2) + dht(DC) + DC_SCAN + dht(DC) + DC_BIT + dht(AC) + AC_SCAN,
        dqt(QUANT) + sof(0xC2) + dht(DC) + DC_SCAN + DC_BIT + dht(AC) + AC_SCAN),
    "Huffman table of an arithmetic picture": (
        dqt(QUANT) + sof(0xC9) + dht(DC) + segment(0xCC, b"\0\x10\x10\5") + WHOLE_SCAN,
        NEEDED["conditioning"]),
    "conditioning of a Huffman picture": (
        dqt(QUANT) + sof(0xC0) + segment(0xCC, b"\0\x10") + dht(DC, AC) + WHOLE_SCAN,
        NEEDED["sequential"]),
    "interval before another": (
        dqt(QUANT) + sof(0xC2) + dht(DC, AC) + segment(0xDD, b"\0\7") + segment(0xDD, b"\0\1")
        + DC_SCAN + segment(0xDD, b"\0\0") + AC_SCAN, NEEDED["interval that changes"]),
}  # fmt: skip


def framed(content: bytes) -> bytes:
    return b"\xff\xd8" + content + b"\xff\xd9"


@pytest.mark.parametrize("name", NEEDED)
def test_tables_that_are_used_stay(name: str) -> None:
    data = framed(NEEDED[name])
    assert jpeg.strip(data, Keep()) == data


@pytest.mark.parametrize("name", SPARE)
def test_tables_that_are_not_used_go(name: str) -> None:
    data, wanted = SPARE[name]
    assert jpeg.strip(framed(data), Keep()) == framed(wanted)


def test_the_list_of_blocks_names_a_spare_table_but_not_a_mere_double() -> None:
    spare = dqt(QUANT, at(1, QUANT), at(2, OTHER)) + sof(0xC0) + dht(DC, AC) + WHOLE_SCAN
    found = [(block.where, block.payload) for block in jpeg.walk(framed(spare)) if not block.needed]
    assert found == [("unused table", at(2, OTHER))]
