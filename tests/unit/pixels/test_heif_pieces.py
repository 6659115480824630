from __future__ import annotations

import struct

import pytest

from safeshare.errors import TooLarge
from safeshare.model import DEFAULT_LIMITS
from safeshare.pixels.heif_pieces import check_pieces
from tests.corpus.parts import box


def grid(tiles: int, side: int, *, wide: bool = False) -> bytes:
    """Build the tables of a HEIC whose picture names one tile of `side` pixels `tiles` times."""
    sizes = [box(b"ispe", bytes(4), struct.pack(">II", area, area)) for area in (64, side)]
    form = "I" if wide else "H"
    version = bytes([wide, 0, 0, 0])
    links = b"".join(struct.pack(f">{form}BB", item, 1, item) for item in (1, 2))
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(
        b"meta",
        bytes(4),
        box(b"pitm", version + struct.pack(f">{form}", 1)),
        box(
            b"iref",
            version + box(b"dimg", struct.pack(f">{form}H{tiles}{form}", 1, tiles, *[2] * tiles)),
        ),
        box(
            b"iprp",
            box(b"ipco", *sizes),
            box(b"ipma", version + struct.pack(">I", 2) + links),
        ),
    )


@pytest.mark.parametrize("wide", [False, True], ids=["16-bit items", "32-bit items"])
def test_a_tile_counts_as_often_as_it_is_named(wide: bool) -> None:
    check_pieces(grid(192, 512, wide=wide), DEFAULT_LIMITS)
    check_pieces(grid(1_500, 512, wide=wide), DEFAULT_LIMITS)
    with pytest.raises(TooLarge, match="15,729 megapixels"):
        check_pieces(grid(60_000, 512, wide=wide), DEFAULT_LIMITS)


def test_cut_tables_are_left_to_the_decoder() -> None:
    whole = grid(3, 20_000)
    with pytest.raises(TooLarge):
        check_pieces(whole, DEFAULT_LIMITS)
    for end in range(len(whole) - 1):
        check_pieces(whole[:end], DEFAULT_LIMITS)
