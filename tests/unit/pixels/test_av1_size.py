from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from safeshare.errors import TooLarge
from safeshare.pixels import av1_size
from safeshare.pixels.av1_size import check_coded
from safeshare.pixels.codec import decode, measure
from tests.corpus import heif

LARGE = 2_560, 1_920


def saved(size: tuple[int, int], *more: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    image.save(out, "AVIF", speed=10, save_all=bool(more), append_images=more, **options)
    return out.getvalue()


def claiming(data: bytes, width: int, height: int) -> bytes:
    """Let the container say another size than the coded picture has."""
    for kind in (b"ispe", b"tkhd"):
        at = data.find(kind)
        if at > 0:
            length = int.from_bytes(data[at - 4 : at], "big")
            place, factor = (at + 8, 1) if kind == b"ispe" else (at - 4 + length - 8, 1 << 16)
            sides = struct.pack(">II", width * factor, height * factor)
            data = data[:place] + sides + data[place + 8 :]
    return data


@pytest.mark.parametrize("moves", [False, True], ids=["still", "animated"])
def test_a_picture_that_is_coded_far_larger_than_it_claims_is_refused(moves: bool) -> None:
    more = [Image.new("RGB", LARGE, colour) for colour in ("navy", "red") if moves]
    data = saved(LARGE, *more)
    assert measure(data, "avif").width == LARGE[0]
    check_coded(claiming(data, 1_280, 960))
    with pytest.raises(TooLarge, match="5 megapixels"):
        measure(claiming(data, 64, 48), "avif")


def test_sizes_are_those_that_were_coded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av1_size, "LEAST", 0)
    frames = [Image.new("RGBA", (80, 56), colour) for colour in ("navy", "red")]
    for data in (saved((80, 56)), saved((80, 56), *frames), heif.shapes()["avif with alpha"]):
        check_coded(data)
        assert decode(data, "avif").frames
        with pytest.raises(TooLarge):
            check_coded(claiming(data, 4, 4))


def test_a_picture_that_claims_no_size_is_looked_at_too() -> None:
    data = saved(LARGE).replace(b"ispe", b"free")
    with pytest.raises(TooLarge, match="5 megapixels"):
        check_coded(data)


def test_units_without_end_are_not_counted() -> None:
    data = saved((80, 56), Image.new("RGB", (80, 56), "red"))
    with pytest.raises(TooLarge, match="pieces"):
        check_coded(data + 200_000 * b"\x12\0")  # behind the last chunk, as one of its units


def test_cut_files_are_left_to_the_decoder() -> None:
    data = claiming(saved((80, 56), Image.new("RGB", (80, 56), "red")), 4, 4)
    for end in range(0, len(data), 3):
        check_coded(data[:end])
