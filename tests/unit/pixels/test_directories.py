from __future__ import annotations

import struct
import zlib

import pytest

from safeshare.errors import TooLarge
from safeshare.pixels.codec import decode
from safeshare.pixels.directories import check_directories
from safeshare.pixels.preview import preview

LARGEST = 16_384, 16_384


def tiled(*sides: tuple[int, int], kind: int = 4, bits: int = 16, order: str = "<") -> bytes:
    """Give a TIFF of 40 x 28 pixels in one tile of 48 x 32, or of what its tags say instead."""
    content = zlib.compress(bytes(48 * 32 * 3 * bits // 8))
    unit = {3: "H2x", 4: "I"}[kind]
    names = 322, 323
    tags = [
        (256, "I", 40), (257, "I", 28), (259, "H2x", 8), (262, "H2x", 2), (277, "H2x", 3),
        *[(number, unit, side) for pair in sides for number, side in zip(names, pair, strict=True)],
        (324, "I", 16), (325, "I", len(content)),
    ]  # fmt: skip
    entries = [
        struct.pack(f"{order}HHI{form}", number, 4 if form == "I" else 3, 1, value)
        for number, form, value in sorted(tags)
    ]
    entries.insert(2, struct.pack(f"{order}HHII", 258, 3, 3, 8))
    table = struct.pack(f"{order}H", len(entries)) + b"".join(entries) + bytes(4)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    head = mark + struct.pack(f"{order}I4H", 16 + len(content), *[bits] * 3, 0)
    return head + content + table


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tile_may_be_a_little_larger_than_its_page(order: str, bits: int) -> None:
    frame = decode(tiled((48, 32), kind=3, bits=bits, order=order), "tiff").frames[0]
    assert frame.shape == (28, 40, 3)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("side", [LARGEST, (32_768, 8_192), (48, 0xFFFFFFF0)])
def test_tiles_far_larger_than_their_page_are_refused(side: tuple[int, int], order: str) -> None:
    data = tiled(side, order=order)
    with pytest.raises(TooLarge, match="tiles"):
        decode(data, "tiff")
    with pytest.raises(TooLarge, match="tiles"):
        preview(data, "tiff", 64)


@pytest.mark.parametrize("sides", [(LARGEST, (48, 32)), ((48, 32), LARGEST)])
def test_any_of_two_tags_may_be_the_one_that_counts(sides: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(TooLarge, match="tiles"):
        check_directories(tiled(*sides, kind=3), 2_000)


def test_numbers_that_stand_elsewhere_are_found() -> None:
    data = bytearray(tiled((48, 32)))
    for number in (322, 323):
        at = data.index(struct.pack("<HHI", number, 4, 1))
        struct.pack_into("<HII", data, at + 2, 16, 1, len(data))
        data += struct.pack("<Q", 30_000)
    with pytest.raises(TooLarge, match="900 megapixels"):
        check_directories(bytes(data), 2_000)
