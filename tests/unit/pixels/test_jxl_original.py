from __future__ import annotations

import pytest
from imagecodecs import jpegxl_encode_jpeg

from safeshare.errors import TooLarge
from safeshare.pixels.codec import decode, measure
from safeshare.pixels.jxl_original import check_original
from tests.corpus import jpeg, jxl
from tests.corpus.jxl import Writer
from tests.corpus.parts import box

PHOTO = jpeg.shapes()["baseline"]


def made_from(*segments: bytes) -> bytes:
    """Give the JPEG XL of a JPEG with these segments at its front."""
    packed = jpegxl_encode_jpeg(PHOTO[:2] + b"".join(segments) + PHOTO[2:], usecontainer=True)
    assert isinstance(packed, bytes)
    return packed


def claiming(markers: bytes, *lengths: int) -> bytes:
    """Give a container whose list of segments says this."""
    out = Writer().put(0, 1)
    for marker in markers:
        out.put(marker - 0xC0, 6)
    for marker, length in zip(markers, lengths, strict=False):
        out = out.put(0, 2) if marker < 0xFE else out
        out.put(length - 1, 16)
    return jxl.contained(jxl.coded()) + box(b"jbrd", out.bytes())


@pytest.mark.parametrize("code", [0xE5, 0xFE])
def test_segments_of_a_hundred_megabytes_are_not_unpacked(code: int) -> None:
    few = made_from(*100 * [jpeg.segment(code, bytes(60_000))])
    check_original(few)
    assert decode(few, "jxl").frames[0].shape == decode(PHOTO, "jpeg").frames[0].shape
    many = made_from(*1_600 * [jpeg.segment(code, bytes(60_000))])
    assert len(many) < 20_000
    with pytest.raises(TooLarge, match="larger than the file"):
        measure(many, "jxl")


def test_lengths_count_though_nothing_is_packed() -> None:
    most = 65_536
    check_original(claiming(bytes(200 * [0xE1]) + b"\xd9", *200 * [most]))
    for code in (0xE1, 0xFE):
        with pytest.raises(TooLarge):
            check_original(claiming(bytes(400 * [code]) + b"\xd9", *400 * [most]))
    with pytest.raises(TooLarge):  # between segments: their lengths stand further behind
        check_original(claiming(bytes(400 * [0xFF]) + b"\xd9"))


def test_a_list_without_an_end_ends() -> None:
    check_original(claiming(bytes(20_000 * [0xC4])))


def test_lists_of_photos_are_read_and_may_be_cut() -> None:
    data = made_from(jpeg.segment(0xE1, b"Exif\0\0" + bytes(90)), jpeg.segment(0xFE, b"words"))
    for end in range(0, len(data), 5):
        check_original(data[:end])
    at = data.index(b"jbrd") - 4
    for length in range(8, 60):
        check_original(data[:at] + length.to_bytes(4, "big") + data[at + 4 : at + length])
