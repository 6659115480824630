"""Places that a file's own fields make room for; each gives a finding."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from safeshare.verify import verify
from tests.corpus import jxl
from tests.corpus.parts import box, saved

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURE = Image.effect_mandelbrot((61, 40), (-2, -1, 1, 1), 50).convert("RGB")
BARE_TAG = bytes.fromhex("4d4d002a00000008000101120003000000010006000000000000")
TEXT = b"Maria Example, 1 Some Street, Some Town. " * 4

Tag = tuple[int, int, bytes]
Place = tuple[int, bytes]


def patched(data: bytes, *places: Place) -> bytes:
    copy = bytearray(data)
    for at, value in places:
        copy[at : at + len(value)] = value
    return bytes(copy)


def longer_bmp(size: int, fields: bytes) -> bytes:
    """Give a BMP of 24 bits whose header goes on with `fields`."""
    data = saved(PICTURE, "BMP")
    head = struct.pack("<IHHI", len(data) + len(fields), 0, 0, 14 + size)
    return b"BM" + head + struct.pack("<I", size) + data[18:54] + fields + data[54:]


def v5(masks: bytes = bytes(16), intent: int = 4) -> bytes:
    fields = masks + b"BGRs" + bytes(48) + struct.pack("<IIII", intent, 0, 0, 0)
    return longer_bmp(124, fields)


def of_bits(masks: bytes, samples: bytes, depth: int = 32) -> bytes:
    """Give a BMP of 2 by 2 whose header says by masks where the colours stand."""
    info = struct.pack("<IiiHHIIiiII", 40, 2, 2, 1, depth, 3, len(samples), 0, 0, 0, 0)
    size = 14 + len(info) + len(masks) + len(samples)
    start = size - len(samples)
    return b"BM" + struct.pack("<IHHI", size, 0, 0, start) + info + masks + samples


RGB = struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)
RGB16 = struct.pack("<III", 0x7C00, 0x3E0, 0x1F)
PALETTE = saved(PICTURE.quantize(16), "BMP")
BITS = saved(Image.new("1", (9, 30)), "BMP")
GREY_RAMP = saved(Image.new("L", (8, 8)), "BMP")
GOOD_BMP = {
    "ramp of greys": GREY_RAMP,
    "shorter ramp": patched(GREY_RAMP, (54 + 4 * 16, bytes(4 * 240))),
    "palette": PALETTE,
    "one colour of two": BITS,
    "masks": of_bits(RGB, bytes(16)),
    "masks of 16 bits": of_bits(RGB16, bytes(8), depth=16),
    "version five": v5(),
    "version five, masks": v5(RGB + bytes(4)),
    "version five, masks with opacity": v5(RGB + b"\0\0\0\xff"),
    "fourth bytes of one value": of_bits(RGB, b"abc\xff" * 4),
}
NASTY_BMP = {
    "masks of another header": v5(b"52.36N 4.89E Ann"),
    "intent": v5(intent=0x4D617269),
    "masks": of_bits(b"Maria Exampl", bytes(16)),
    "masks that overlap": of_bits(struct.pack("<III", 0xFF, 0xFF, 0xFF), bytes(16)),
    "bits that no mask names": of_bits(RGB16, b"\0\0\0\x80" * 2, depth=16),
    "fourth bytes that no mask names": of_bits(RGB, b"abcAabcnabcnabca"),
    "fourth bytes": patched(of_bits(b"", b"abcAabcnabcnabca"), (30, bytes(4))),
    "black and grey by turns": patched(GREY_RAMP, *((54 + 4 * at, bytes(4)) for at in (99, 101))),
    "colours that no pixel has": patched(
        saved(Image.new("P", (8, 8)), "BMP")[:54] + bytes(1024) + bytes(64),
        (2, struct.pack("<I", 1142)), (10, struct.pack("<I", 1078)),
        (46, struct.pack("<I", 256)), (54 + 4 * 9, b"Ann"),
    ),
    "bits behind the last pixel": patched(BITS, (62 + 1, b"\x55")),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_BMP)
def test_plain_bmps_pass(name: str) -> None:
    assert Image.open(io.BytesIO(GOOD_BMP[name])).convert("RGB").size
    assert verify(GOOD_BMP[name]) == ()


@pytest.mark.parametrize("place", NASTY_BMP)
def test_fields_and_bits_of_a_bmp_are_found(place: str) -> None:
    assert {finding.kind for finding in verify(NASTY_BMP[place])} == {"leftover"}


def tiff(pieces: list[bytes], *tags: Tag, gap: bytes = b"") -> bytes:
    """Give a TIFF of one page: strips or tiles, each with `gap` behind it, values, directory."""
    tiled = any(tag == 322 for tag, _, _ in tags)
    places, body = [], b""
    for piece in pieces:
        places.append(8 + len(body))
        body += piece + gap
    counts = struct.pack(f"<{len(pieces)}I", *map(len, pieces))
    entries, values = [], b""
    where, much = (324, 325) if tiled else (273, 279)
    ways = [(where, 4, struct.pack(f"<{len(pieces)}I", *places)), (much, 4, counts), *tags]
    for tag, kind, value in sorted(ways):
        count, field = len(value) // {3: 2, 4: 4}[kind], value.ljust(4, b"\0")
        if len(value) > 4:
            field = struct.pack("<I", 8 + len(body) + len(values))
            values += value
        entries.append(struct.pack("<HHI", tag, kind, count) + field)
    table = struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(body) + len(values)) + body + values + table


def short(tag: int, *numbers: int) -> Tag:
    return tag, 3, struct.pack(f"<{len(numbers)}H", *numbers)


def page(width: int, height: int, depth: int = 8, colours: int = 1) -> list[Tag]:
    return [short(256, width), short(257, height), short(258, depth), short(262, colours)]


RAMP = short(320, *(value * 257 for value in (*range(256),) * 3))
BLACKENED = short(320, *(0 if value % 50 == 1 else value * 257 for value in (*range(256),) * 3))
NAMED = short(320, *(0x4D61 if value == 99 else value * 257 for value in (*range(256),) * 3))
GREYS = bytes(range(64))
RGB4 = (short(258, 4, 4, 4), short(262, 2), short(277, 3))
RGBX = (short(258, 8, 8, 8, 8), short(262, 2), short(277, 4), short(278, 8))
GOOD_TIFF = {
    "tiles": tiff([GREYS * 8] * 4, *page(32, 64), short(322, 16), short(323, 32)),
    "strips": tiff([GREYS] * 3, *page(8, 24), short(278, 8)),
    "ramp of colours": tiff([GREYS], *page(8, 8, colours=3), short(278, 8), RAMP),
    "colours": tiff([GREYS + b"c" * 8], *page(8, 9, colours=3), short(278, 9), NAMED),
    "bits": tiff([b"\xff\x80" * 5], *page(9, 5, 1), short(278, 5)),
    "grey with opacity": tiff(
        [GREYS * 2], *page(8, 8)[:2], short(258, 8, 8), short(262, 1), short(277, 2),
        short(278, 8), short(338, 2)),
}  # fmt: skip
NASTY_TIFF = {
    "samples that nothing counts": tiff(
        [GREYS + TEXT[:128]], short(256, 8), short(257, 8), short(258, 8, 8, 8), short(262, 1),
        short(278, 8)),
    "tile beyond the edge": tiff(
        [TEXT[:1] + TEXT * 2 + bytes(1024 - 1 - 2 * len(TEXT))], *page(1, 1), short(322, 32),
        short(323, 32)),
    "a byte behind each strip": tiff(
        [b"x"] * 40, *page(1, 40), short(278, 1), gap=b"M"),
    "colours that no pixel has": tiff([GREYS], *page(8, 8, colours=3), short(278, 8), NAMED),
    "colours that no deflated pixel has": tiff(
        [zlib.compress(GREYS)], *page(8, 8, colours=3), short(278, 8), short(259, 8), NAMED),
    "bits behind the last pixel": tiff([b"\xff\x85" * 5], *page(9, 5, 1), short(278, 5)),
    "black and grey by turns": tiff([GREYS], *page(8, 8, colours=3), short(278, 8), BLACKENED),
    "colours of a grey page": tiff([GREYS * 2], *page(8, 8, 16), short(278, 8), NAMED),
    "colours of a coloured page": tiff(
        [GREYS * 3], *page(8, 8)[:2], short(258, 8, 8, 8), short(262, 2), short(277, 3),
        short(278, 8), NAMED),
    "fourth sample": tiff([GREYS * 4], *page(8, 8)[:2], *RGBX),
    "fourth sample of no meaning": tiff([GREYS * 4], *page(8, 8)[:2], *RGBX, short(338, 0)),
    "second sample of a colour's number": tiff(
        [GREYS * 2], *page(8, 8)[:2], short(258, 8, 8), short(262, 3), short(277, 2),
        short(278, 8), short(338, 0), RAMP),
    "bits behind the last of several samples": tiff(
        [b"abcd\xfA" * 5], *page(3, 5)[:2], *RGB4, short(278, 5)),
    "bits behind the last sample of a plane": tiff(
        [b"ab" * 5] * 3, *page(3, 5)[:2], *RGB4, short(278, 5), short(284, 2)),
    "samples of several depths": tiff(
        [GREYS[:5]] * 2 + [GREYS[:40]], *page(8, 5)[:2], short(258, 1, 1, 8), short(262, 2),
        short(277, 3), short(278, 5), short(284, 2)),
    "size of tiles that are strips": tiff([GREYS], *page(8, 8), short(278, 8), short(323, 0x4D61)),
    "rows of strips that are tiles": tiff(
        [GREYS * 4], *page(16, 16), short(278, 0x4D61), short(322, 16), short(323, 16)),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_TIFF)
def test_plain_tiffs_pass(name: str) -> None:
    assert Image.open(io.BytesIO(GOOD_TIFF[name])).convert("RGB").size
    assert verify(GOOD_TIFF[name]) == ()


@pytest.mark.parametrize("depth", [0, 3, 16])
def test_colours_of_no_usual_number_are_told(depth: int) -> None:
    assert verify(tiff([GREYS * 2], *page(8, 8, depth, 3), short(278, 8), RAMP))


def test_bits_that_several_samples_share_pass() -> None:  # Pillow can't read them
    assert verify(tiff([b"abcd\xf0" * 5], *page(3, 5)[:2], *RGB4, short(278, 5))) == ()


@pytest.mark.parametrize("place", NASTY_TIFF)
def test_what_a_tiff_holds_beyond_its_pixels_is_found(place: str) -> None:
    assert {finding.kind for finding in verify(NASTY_TIFF[place])} == {"leftover"}


def test_a_second_exif_block_is_found_behind_the_allowed_one() -> None:
    rows = bytearray(Image.effect_noise((200, 50), 40).tobytes())
    rows[100:132] = b"Exif\0\0" + BARE_TAG
    assert verify(saved(Image.frombytes("L", (200, 50), bytes(rows)), "TIFF")) == ()
    rows[500:532] = b"Exif\0\0" + BARE_TAG[:12] + b"Maria of Some Town"[:14]
    (finding,) = verify(saved(Image.frombytes("L", (200, 50), bytes(rows)), "TIFF"))
    assert "EXIF" in finding.summary


def lengthened(data: bytes, extra: bytes) -> bytes:
    """Append to the media data of an AVIF, and to its picture's item."""
    at = data.index(b"mdat") - 4
    (size,) = struct.unpack_from(">I", data, at)
    longer = patched(data, (at, struct.pack(">I", size + len(extra)))) + extra
    at = data.index(b"iloc") + 4 + 18
    (size,) = struct.unpack_from(">I", longer, at)
    return patched(longer, (at, struct.pack(">I", size + len(extra))))


def test_a_second_picture_in_the_same_item_is_found() -> None:
    first, second = saved(PICTURE, "AVIF"), saved(PICTURE.rotate(90), "AVIF")
    hidden = lengthened(first, second[second.index(b"mdat") + 4 :])
    shown, seen = (np.asarray(Image.open(io.BytesIO(data))) for data in (first, hidden))
    assert np.array_equal(shown, seen)
    assert any("a further picture" in finding.summary for finding in verify(hidden))


def test_a_picture_in_the_decoder_configuration_is_found() -> None:
    bare = saved(PICTURE, "AVIF")
    unit = b"\x32\x10" + TEXT[:16]  # a frame
    at = bare.index(b"av1C") - 4
    longer = bare[: at + 12] + unit + bare[at + 12 :]
    for kind in (b"av1C", b"ipco", b"iprp", b"meta"):
        at = bare.index(kind) - 4
        (size,) = struct.unpack_from(">I", bare, at)
        longer = patched(longer, (at, struct.pack(">I", size + len(unit))))
    (size,) = struct.unpack_from(">I", longer, (at := longer.index(b"iloc") + 4 + 14))
    assert verify(patched(longer, (at, struct.pack(">I", size + len(unit)))))


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", 4, 3, 8, 2, 0, 0, 0)
    coded = b"".join(
        struct.pack(">I", len(payload)) + kind + payload
        + struct.pack(">I", zlib.crc32(kind + payload))
        for kind, payload in ((b"IHDR", header), *chunks, (b"IEND", b""))
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + coded


def control(sequence: int) -> tuple[bytes, bytes]:
    return b"fcTL", struct.pack(">IIIIIHHBB", sequence, 4, 3, 0, 0, 0x4D61, 0x7269, 0, 0)


def test_a_frame_header_that_ends_a_png_is_found() -> None:
    rows = (b"IDAT", zlib.compress(bytes(39)))
    animation = (b"acTL", struct.pack(">II", 2, 0))
    findings = verify(png(animation, control(0), rows, control(1)))
    assert [finding.where for finding in findings] == ["fcTL at byte 0"]


def test_levels_of_a_jpeg_xl_that_are_told_often_are_found() -> None:
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    code = box(b"jxlc", jxl.coded())
    assert verify(head + box(b"jxll", b"\5") + code) == ()
    assert verify(head + b"".join(box(b"jxll", bytes([5 + 5 * bit])) for bit in (0, 1, 1)) + code)


def _huge(data: bytes) -> bytes:
    at = data.index(b"\xff\xc0")
    return patched(data, (at + 5, struct.pack(">HH", 65_000, 65_000)))


def _empty(data: bytes) -> bytes:
    at = data.index(b"\xff\xc2")
    return patched(data, (at + 5, struct.pack(">HH", 12_000, 16_000)))


@pytest.mark.parametrize(
    ("way", "options"), [(_huge, {}), (_empty, {"progressive": True, "subsampling": 0})]
)
def test_a_jpeg_that_is_not_decoded_is_not_vouched_for(
    way: Callable[[bytes], bytes], options: dict[str, object]
) -> None:
    data = way(saved(Image.new("RGB", (64, 64), "red"), "JPEG", **options))
    (finding,) = verify(data[:-2] + TEXT + data[-2:])
    assert finding.kind == "unreadable"
