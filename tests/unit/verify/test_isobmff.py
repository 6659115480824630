"""Places in an AVIF where something can hide; each gives a finding."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image

from safeshare.model import Severity
from safeshare.verify import verify

PICTURE = Image.effect_mandelbrot((61, 40), (-2, -1, 1, 1), 50).convert("RGB")


def saved(**options: object) -> bytes:
    out = io.BytesIO()
    PICTURE.save(out, "AVIF", **options)
    return out.getvalue()


BARE = saved()
ANIMATION = saved(save_all=True, append_images=[PICTURE.rotate(90)], duration=50)
PROFILE = bytes(36) + b"acsp" + bytes(100)


def box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload) + 8) + kind + payload


def patched(data: bytes, after: bytes, distance: int, value: bytes) -> bytes:
    """Replace bytes at a distance from the end of the first `after`."""
    at = data.index(after) + len(after) + distance
    return data[:at] + value + data[at + len(value) :]


def grown_media(extra: bytes) -> bytes:
    at = BARE.index(b"mdat") - 4
    (size,) = struct.unpack_from(">I", BARE, at)
    return BARE[:at] + struct.pack(">I", size + len(extra)) + BARE[at + 4 :] + extra


def padded_item(unit: bytes) -> bytes:
    """Lengthen the picture's item by a unit of its own."""
    data = grown_media(unit)
    at = data.index(b"iloc") + 4 + 18
    (size,) = struct.unpack_from(">I", data, at)
    return data[:at] + struct.pack(">I", size + len(unit)) + data[at + 4 :]


def widened(
    *kinds: bytes, entries: bytes, count: tuple[int, str] | None = None, file: bytes = BARE
) -> bytes:
    """Add entries at the end of the first of these boxes; the others are around it.

    count: where its number of entries stands, behind its name, and how; then there is one more.
    """
    at = file.index(kinds[0]) - 4
    data = bytearray(file)
    for kind in kinds:
        place = file.index(kind) - 4
        (size,) = struct.unpack_from(">I", file, place)
        struct.pack_into(">I", data, place, size + len(entries))
    if count is not None:
        (number,) = struct.unpack_from(count[1], data, at + 8 + count[0])
        struct.pack_into(count[1], data, at + 8 + count[0], number + 1)
    place = file.index(b"iloc") + 4 + 14
    (start,) = struct.unpack_from(">I", file, place)
    struct.pack_into(">I", data, place, start + len(entries))
    (size,) = struct.unpack_from(">I", file, at)
    return bytes(data[: at + size]) + entries + bytes(data[at + size :])


def timeless(data: bytes) -> bytes:
    for kind in (b"mvhd", b"tkhd", b"mdhd"):
        start = 0
        while (at := data.find(kind, start)) >= 0:
            data = data[: at + 8] + bytes(16) + data[at + 24 :]
            start = at + 4
    return data


NASTY = {
    "exif": saved(exif=Image.Exif().tobytes() + b"Maria"),
    "xmp": saved(xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
    "profile": saved(icc_profile=PROFILE),
    "uuid": BARE + box(b"uuid", b"0123456789abcdefMaria"),
    "free with content": BARE + box(b"free", b"Maria"),
    "unknown box": BARE + box(b"mari", b"secret"),
    "trailing data": BARE + b"Maria Example",
    "video": BARE + box(b"moov", box(b"mvhd", bytes(100))),
    "second meta": BARE + box(b"meta", bytes(4)),
    "bytes behind the item": grown_media(b"Maria"),
    "metadata unit": padded_item(b"\x2a\x05Maria"),
    "padding unit": padded_item(b"\x7a\x05Maria"),
    "name of an item": patched(BARE, b"av01", 0, b"Maria"),
    "handler": patched(BARE, b"pict", 0, b"Mari"),
    "version of a brand": patched(BARE, b"avif", 0, b"Mari"),
    "brand": patched(BARE, b"miaf", 0, b"mari"),
    "auxiliary picture": patched(BARE, b"nclx", -4, b"prof"),
    "time": patched(timeless(ANIMATION), b"mvhd", 4, b"\0\0\0\0\xe7\x27\x09\x75"),
    "volume": patched(timeless(ANIMATION), b"mvhd", 36, b"\7"),
    "language": patched(timeless(ANIMATION), b"mdhd", 32, b"\x15\xc7"),
    "compressor": patched(timeless(ANIMATION), b"AOM Coding", 2, b"Maria"),
    "handler of a track": patched(timeless(ANIMATION), b"mdia", 44 + 28, b"Maria"),
}


@pytest.mark.parametrize("place", NASTY)
def test_nasty_places_are_found(place: str) -> None:
    assert verify(NASTY[place])


@pytest.mark.parametrize("place", ["exif", "xmp", "uuid", "video", "bytes behind the item"])
def test_what_identifies_weighs_high(place: str) -> None:
    assert Severity.HIGH in {finding.severity for finding in verify(NASTY[place])}


UNOWNED = {
    "size": box(b"ispe", bytes(4) + b"Maria Ex"),
    "shape of pixels": box(b"pasp", b"Maria Ex"),
    "colours": box(b"colr", b"nclxMaria \0"),
    "turn": box(b"irot", b"\1"),
}


@pytest.mark.parametrize("name", UNOWNED)
def test_properties_that_no_item_has_are_found(name: str) -> None:
    data = widened(b"ipco", b"iprp", b"meta", entries=UNOWNED[name])
    assert np.array_equal(*(np.asarray(Image.open(io.BytesIO(one))) for one in (BARE, data)))
    assert [finding.kind for finding in verify(data)] == ["leftover"]


@pytest.mark.parametrize("entry", [b"Ma\0", b"Ma\5riaEx", b"\0\1\5riaEx"])
def test_properties_of_items_that_are_none_are_found(entry: bytes) -> None:
    data = widened(b"ipma", b"iprp", b"meta", entries=entry, count=(4, ">I"))
    assert {finding.kind for finding in verify(data)} == {"leftover"}


def test_properties_that_are_none_are_found() -> None:
    at = BARE.index(b"ipma") + 4 + 8 + 2
    more = widened(b"ipma", b"iprp", b"meta", entries=b"Maria")
    data = more[:at] + bytes([more[at] + 5]) + more[at + 1 :]
    assert {finding.kind for finding in verify(data)} == {"leftover"}


@pytest.mark.parametrize("name", UNOWNED)
def test_a_property_that_an_item_has_twice_is_found(name: str) -> None:
    data = widened(b"ipco", b"iprp", b"meta", entries=2 * UNOWNED[name])
    at = data.index(b"ipma") + 4 + 8 + 2
    data = widened(b"ipma", b"iprp", b"meta", entries=b"\5\6", file=data)  # behind four others
    (finding,) = verify(data[:at] + bytes([data[at] + 2]) + data[at + 1 :])
    assert "twice" in finding.summary


def test_a_second_list_of_properties_is_found() -> None:
    at = BARE.index(b"ipco") - 4
    (size,) = struct.unpack_from(">I", BARE, at)
    other = BARE[at : at + size].replace(b"\0\0\0\x10pixi", b"\0\0\0\x10pasp", 1)
    (finding,) = verify(widened(b"iprp", b"meta", entries=other))
    assert "ipco" in finding.where


@pytest.mark.parametrize("entry", [b"Ma\0\0\0\0", b"Ma\0\0\0\1\0\0\1Ma\0\0\0\0"])
def test_places_of_items_that_are_none_are_found(entry: bytes) -> None:
    data = widened(b"iloc", b"meta", entries=entry, count=(6, ">H"))
    assert verify(data)


def test_an_animation_without_times_passes() -> None:
    assert verify(timeless(ANIMATION)) == ()


def test_zeros_in_a_free_box_pass() -> None:
    assert verify(BARE + box(b"free", bytes(20))) == ()


def test_alpha_and_turns_pass() -> None:
    out = io.BytesIO()
    PICTURE.convert("RGBA").rotate(20).save(out, "AVIF")
    assert verify(out.getvalue()) == ()
    turned = Image.Exif()
    turned[0x0112] = 6
    with_turn = saved(exif=turned.tobytes())
    assert b"irot" in with_turn
    assert {finding.where.split()[0] for finding in verify(with_turn)} <= {"item"}


def test_extents_that_name_the_same_bytes_often_are_refused() -> None:
    at = BARE.index(b"iloc") + 4
    huge = BARE[: at + 18] + struct.pack(">I", 2**31) + BARE[at + 22 :]
    assert verify(huge)[0].kind == "unreadable"
