from __future__ import annotations

import struct

import pytest

from safeshare.errors import TooLarge
from safeshare.pixels.extents import check_extent
from safeshare.pixels.heif_extents import check_items
from tests.corpus import heif
from tests.corpus.parts import box

WHOLE = heif.shapes()


def located(items: int, pieces: int, size: int, *, version: int = 0, length: int = 4) -> bytes:
    """Build the tables of a HEIC whose items lie in pieces, each of `size` bytes from byte 20."""
    form = "I" if version > 1 else "H"
    piece = struct.pack(">I", 20) + size.to_bytes(length, "big")
    head = (b"\0\0" if version else b"") + struct.pack(">HH", 0, pieces)
    places = [struct.pack(f">{form}", item) + head + pieces * piece for item in range(items)]
    sizes = bytes([0x40 | length, 0])
    table = bytes([version, 0, 0, 0]) + sizes + struct.pack(f">{form}", items) + b"".join(places)
    start = box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(4), box(b"iloc", table))
    return start + box(b"mdat", bytes(100_000))


@pytest.mark.parametrize("version", [0, 1, 2])
def test_items_that_overlap_many_times_are_refused(version: int) -> None:
    check_items(located(100, 1, 1_000, version=version))
    check_items(located(1, 100, 100_000, version=version))
    for kind in ("heic", "avif"):
        with pytest.raises(TooLarge, match="more bytes than there are"):
            check_extent(located(300, 30, 100_000, version=version), kind)


def test_a_piece_without_a_length_is_the_rest_of_the_file() -> None:
    with pytest.raises(TooLarge):
        check_items(located(300, 30, 0, length=0))
    with pytest.raises(TooLarge):
        check_items(located(300, 30, 0))


def test_millions_of_pieces_are_not_counted() -> None:
    with pytest.raises(TooLarge, match="pieces"):
        check_items(located(20, 60_000, 1, length=1))


@pytest.mark.parametrize("name", WHOLE)
def test_files_of_libraries_ask_for_no_more_than_there_is(name: str) -> None:
    data = WHOLE[name]
    for end in range(0, len(data) + 1, 7):
        check_items(data[:end])
    check_items(data)


def test_cut_tables_are_left_to_the_decoder() -> None:
    table = located(300, 30, 100_000)
    at = table.index(b"iloc")
    for size in (8, 12, 13, 16, 20, 40):  # the box ends before its own count
        cut = bytearray(table)
        cut[at - 4 : at] = struct.pack(">I", size)
        check_items(bytes(cut))
