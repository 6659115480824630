from __future__ import annotations

import zlib

import pytest

from safeshare.errors import UnreadableImage
from safeshare.formats import Keep, png
from safeshare.formats.png_chunks import chunks
from tests.corpus.parts import profile
from tests.corpus.png import chunk, planted, shapes

from .files import frames

BASE = shapes()["rgb"]
COLOURS = chunk(b"gAMA", b"\0\0\xb1\x8f") + chunk(b"sRGB", b"\0")
TAGGED = BASE[:33] + chunk(b"iCCP", b"x\0\0" + zlib.compress(profile())) + COLOURS + BASE[33:]


def names(data: bytes) -> list[bytes]:
    return [found.name for found in chunks(data)]


def test_colour_chunks_stay_where_nothing_overrides_them() -> None:
    data = BASE[:33] + COLOURS + BASE[33:]
    assert png.strip(data, Keep()) == data


def test_a_kept_profile_takes_the_place_of_colour_chunks() -> None:
    copy = png.strip(BASE[:33] + COLOURS + BASE[33:], Keep(icc=profile()))
    assert names(copy) == [b"IHDR", b"iCCP", b"IDAT", b"IEND"]


def test_colour_chunks_go_with_the_profile_that_overrode_them() -> None:
    assert names(png.strip(TAGGED, Keep())) == [b"IHDR", b"IDAT", b"IEND"]


def test_chunks_of_a_wrong_size_or_twice_are_not_needed() -> None:
    front = (
        chunk(b"gAMA", b"\0\0\xb1\x8f") * 2 + chunk(b"cHRM", bytes(33)) + chunk(b"sBIT", b"\x08")
    )
    assert names(png.strip(BASE[:33] + front + BASE[33:], Keep())) == [
        b"IHDR",
        b"gAMA",
        b"IDAT",
        b"IEND",
    ]


def test_a_wrong_checksum_of_pixels_is_made_right() -> None:
    at = BASE.rindex(b"IEND") - 8
    broken = BASE[:at] + b"none" + BASE[at + 4 :]
    assert png.strip(broken, Keep()) == BASE


def test_only_what_lies_behind_the_stream_is_cut_off() -> None:
    data, text = planted()["behind the stream"]
    copy = png.strip(data, Keep())
    content = b"".join(
        copy[found.body : found.end - 4] for found in chunks(copy) if found.name == b"IDAT"
    )
    source = b"".join(
        data[found.body : found.end - 4] for found in chunks(data) if found.name == b"IDAT"
    )
    assert content + text.encode() == source
    assert frames(copy) == frames(data)


@pytest.mark.parametrize("depth", [b"\x08\x05", b"\x08\x07"])
def test_a_header_without_meaning_is_refused(depth: bytes) -> None:
    head = BASE[16:24] + depth + bytes(3)
    with pytest.raises(UnreadableImage, match="header"):
        png.walk(BASE[:8] + chunk(b"IHDR", head) + BASE[33:])


def test_too_few_rows_are_refused() -> None:
    short = BASE[:33] + chunk(b"IDAT", zlib.compress(bytes(50))) + chunk(b"IEND", b"")
    with pytest.raises(UnreadableImage, match="cut"):
        png.strip(short, Keep())


SPECIFIED = {
    b"tIME": 7, b"pHYs": 9, b"bKGD": 6, b"sBIT": 3, b"hIST": 2, b"oFFs": 9, b"sTER": 1,
    b"gIFg": 4, b"mDCV": 24, b"cLLI": 8, b"fRAc": 5,
}  # fmt: skip


@pytest.mark.parametrize("kind", SPECIFIED)
def test_chunks_that_no_decoder_needs_are_left_out(kind: bytes) -> None:
    extra = chunk(kind, bytes(range(1, SPECIFIED[kind] + 1)))
    for data in (BASE[:33] + extra + BASE[33:], BASE[:-12] + extra + BASE[-12:]):
        assert kind in names(data)
        assert png.strip(data, Keep()) == BASE
