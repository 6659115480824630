from __future__ import annotations

import struct

import pytest

from safeshare.errors import UnreadableImage
from safeshare.formats import Keep, jpeg
from tests.corpus.jpeg import segment, shapes

QUANTIZATION = segment(0xDB, b"\0" + bytes(64))
HUFFMAN = segment(0xC4, b"\0" + b"\1" + bytes(15) + b"\7" + b"\x10" + b"\1" + bytes(15) + b"\0")
CONDITIONING = segment(0xCC, b"\0\x10")
FRAME = segment(0xC9, b"\x08\0\0\0\x10\1\1\x11\0")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56\xff\xd7\x78"
WHOLE = b"\xff\xd8" + QUANTIZATION + CONDITIONING + segment(0xDD, b"\0\1") + FRAME + SCAN


def test_every_coded_segment_is_copied_byte_for_byte() -> None:
    data = WHOLE + segment(0xDC, b"\0\x10") + SCAN + b"\xff\xd9"
    assert jpeg.strip(data, Keep()) == data


@pytest.mark.parametrize("code", sorted(set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}))
def test_every_kind_of_frame_is_copied(code: int) -> None:
    tables = CONDITIONING if code & 8 else HUFFMAN
    if code & 3 == 3:  # lossless: no table for coefficients other than the first
        tables = CONDITIONING if code & 8 else segment(0xC4, HUFFMAN[4:22])
    data = (WHOLE + b"\xff\xd9").replace(b"\xff\xc9", bytes([0xFF, code]))
    data = data.replace(CONDITIONING, tables)
    assert jpeg.strip(data, Keep()) == data


def test_a_line_count_that_is_known_goes() -> None:
    known = WHOLE.replace(b"\x08\0\0\0\x10", b"\x08\0\x10\0\x10")
    copy = jpeg.strip(known + segment(0xDC, b"\0\x10") + SCAN + b"\xff\xd9", Keep())
    assert copy == known + SCAN + b"\xff\xd9"


@pytest.mark.parametrize("fill", [b"\xff", b"\xff" * 9])
def test_fill_bytes_go(fill: bytes) -> None:
    data = WHOLE.replace(b"\xff\xdb", fill + b"\xff\xdb").replace(b"\xff\xd7", fill + b"\xff\xd7")
    assert jpeg.strip(data + fill + b"\xff\xd9", Keep()) == WHOLE + b"\xff\xd9"


@pytest.mark.parametrize("name", ["baseline", "grey", "adobe cmyk", "adobe rgb"])
def test_colour_segments_neither_come_nor_go(name: str) -> None:
    data = shapes()[name]
    copy = jpeg.strip(data, Keep())
    assert (b"JFIF\0" in copy) == (b"JFIF\0" in data)
    assert (b"Adobe" in copy) == (b"Adobe" in data)


def test_density_keeps_only_the_aspect_of_pixels() -> None:
    copies = {name: jpeg.strip(data, Keep())[13:18] for name, data in shapes().items()}
    assert copies["resolution"] == struct.pack(">BHH", 0, 1, 1)
    assert copies["pixel aspect"] == struct.pack(">BHH", 0, 2, 1)


@pytest.mark.parametrize(
    "broken",
    [
        WHOLE.replace(SCAN, b"") + b"\xff\xd9",
        WHOLE.replace(FRAME, b"") + b"\xff\xd9",
        WHOLE.replace(FRAME, FRAME + FRAME) + b"\xff\xd9",
        WHOLE.replace(b"\xff\xdb\0\x43", b"\xff\xdb\0\x44") + b"\xff\xd9",
        WHOLE.replace(b"\xff\xdd\0\4\0\1", b"\xff\xdd\0\6\0\1hi") + b"\xff\xd9",
        WHOLE.replace(b"\xff\xda\0\x08", b"\xff\xda\0\x0a") + b"\xff\xd9",
    ],
    ids=["no scan", "no frame", "two frames", "longer table", "longer interval", "longer scan"],
)
def test_a_picture_with_a_broken_structure_is_refused(broken: bytes) -> None:
    with pytest.raises(UnreadableImage):
        jpeg.strip(broken, Keep())


def test_a_picture_that_a_second_one_interrupts_is_refused() -> None:
    with pytest.raises(UnreadableImage, match="cut"):
        jpeg.strip(WHOLE + shapes()["baseline"], Keep())
