"""Pieces of removed metadata that still stand in a copy."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from safeshare.verify.strings import leftovers

NAME = b"Maria Example, 1 Some Street"
COPY = np.random.default_rng(1).bytes(50_000)
SECRET = np.random.default_rng(2).bytes(4_000)


def with_piece(piece: bytes, at: int) -> bytes:
    return COPY[:at] + piece + COPY[at:]


@pytest.mark.parametrize("at", [0, 1, 7, 8, 12_345, len(COPY)])
def test_text_is_found_wherever_it_stands(at: int) -> None:
    (finding,) = leftovers([b"\0\0owner\0" + NAME + b"\0\0"], with_piece(NAME, at))
    assert finding.kind == "leftover"
    assert NAME.decode() in finding.value
    assert f"at byte {at:,}" in finding.where


@pytest.mark.parametrize("start", [0, 3, 1000, 3984])
def test_sixteen_varied_bytes_are_enough(start: int) -> None:
    piece = SECRET[start : start + 16]
    assert leftovers([SECRET], with_piece(piece, 777))
    assert not leftovers([SECRET], with_piece(piece[:13], 777))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("written", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("at", [500, 501])
def test_text_is_found_in_another_encoding(encoding: str, written: str, at: int) -> None:
    text = NAME.decode()
    removed = b"\1\2" + text.encode(encoding) + b"\3\4"
    assert leftovers([removed], with_piece(text.encode(written), at))


def test_nothing_in_common_is_no_finding() -> None:
    assert leftovers([SECRET, NAME, b"short", b""], COPY) == ()
    assert leftovers([], COPY) == ()
    assert leftovers([SECRET], b"") == ()


def test_padding_is_no_finding() -> None:
    blocks = [bytes(5000), b" " * 5000, b"\xff" * 5000, b"ab" * 2500]
    assert leftovers(blocks, with_piece(b"".join(blocks), 100)) == ()


def test_what_stands_in_any_such_file_is_innocent() -> None:
    piece = SECRET[100:600]
    copy = with_piece(piece, 64)
    assert leftovers([SECRET], copy)
    assert leftovers([SECRET], copy, innocent=b"x" + piece + b"y") == ()
    assert leftovers([SECRET], copy, innocent=piece[:300])


def test_the_tables_of_a_thumbnail_are_innocent() -> None:
    def encoded(side: int, colour: str) -> bytes:
        out = io.BytesIO()
        gradient = Image.radial_gradient("L").resize((side, side))
        Image.merge("RGB", [gradient, gradient, Image.new("L", (side, side), colour)]).save(
            out, "JPEG", quality=85
        )
        return out.getvalue()

    thumbnail, copy, neutral = encoded(64, "black"), encoded(512, "white"), encoded(16, "grey")
    assert leftovers([thumbnail], copy)
    assert leftovers([thumbnail], copy, neutral) == ()


def test_many_matches_end_in_few_findings() -> None:
    pieces = [SECRET[at : at + 20] for at in range(0, 3900, 40)]
    copy = b"".join(piece + COPY[at : at + 20] for at, piece in enumerate(pieces))
    assert 1 <= len(leftovers([SECRET], copy)) <= 20


@pytest.mark.parametrize(
    ("piece", "found"), [(b"ABCDEFGH" * 2, True), (b"ABCDEFGABCDEFGAB", False)]
)
def test_a_piece_has_eight_different_bytes(piece: bytes, found: bool) -> None:
    copy = bytes(500) + piece + bytes(500)
    assert bool(leftovers([b"\xff" + piece + b"\xfe"], copy)) is found
