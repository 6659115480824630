from __future__ import annotations

import struct
import time

from safeshare.formats import isobmff
from tests.corpus.parts import box


def test_an_item_of_many_pieces_named_many_times_takes_no_time() -> None:
    """Two items; one is put together from the other, named 60,000 times, in 60,000 pieces each."""
    many = 60_000
    entries = b"".join(
        box(b"infe", struct.pack(">IHH4s", 2 << 24, number, 0, b"grid"), b"\0")
        for number in (1, 2, 3)
    )
    inputs = box(b"dimg", struct.pack(f">HH{many}H", 2, many, *[3] * many))
    pieces = struct.pack(">II", 8, 4) * many
    meta = box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
        box(b"pitm", bytes(4) + b"\0\1"),
        box(b"iinf", bytes(4) + struct.pack(">H", 3) + entries),
        box(b"iref", bytes(4) + inputs),
        box(b"iloc", bytes(4) + b"\x44\0" + struct.pack(">HHHH", 1, 3, 0, many) + pieces),
    )
    data = box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta
    start = time.thread_time()
    blocks = isobmff.walk(data)
    assert time.thread_time() - start < 5
    assert sum(len(block.payload) for block in blocks) <= 3 * len(data)


def test_many_data_boxes_and_many_pieces_take_no_time() -> None:
    """Each of 3,000 data boxes is looked at for bytes that none of 60,000 pieces points at."""
    many = 60_000
    pieces = struct.pack(">I", 20) * many  # without a length: all the rest of the file
    meta = box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
        box(b"pitm", bytes(4) + struct.pack(">H", 1)),
        box(b"iinf", bytes(4) + b"\0\1" + box(b"infe", b"\2\0\0\0\0\1\0\0hvc1\0")),
        box(b"iloc", bytes(4) + b"\x40\0" + struct.pack(">HHHH", 1, 1, 0, many) + pieces),
    )
    data = box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta + 3_000 * box(b"mdat")
    start = time.thread_time()
    isobmff.walk(data)
    assert time.thread_time() - start < 5


def test_bytes_that_no_item_points_at_are_listed_where_their_box_stands() -> None:
    infe = box(b"infe", b"\2\0\0\0\0\1\0\0hvc1\0")
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    place = struct.pack(">HHHHII", 1, 1, 0, 1, len(head) + 8, 7)
    meta = box(
        b"meta",
        bytes(4),
        box(b"pitm", bytes(4) + struct.pack(">H", 1)),
        box(b"iinf", bytes(4) + b"\0\1" + infe),
        box(b"iloc", bytes(4) + b"\x44\0" + place),
    )
    data = head + box(b"mdat", b"pixels, and more") + meta + box(b"uuid", bytes(20) + b"mine")
    data += box(b"mdat", b"alone") + box(b"mdat")
    found = [block.payload.strip(b"\0") for block in isobmff.walk(data) if not block.needed]
    assert found == [b" and more", b"mine", b"alone"]
