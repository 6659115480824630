from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from PIL import Image

from safeshare.errors import TooLarge, UnreadableImage
from safeshare.model import Limits
from safeshare.pixels import codec
from safeshare.pixels.density import THINNEST, USUAL_ROOM, check_density
from safeshare.pixels.preview import preview
from safeshare.verify import verify

from . import bombs


def saved(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **options)
    return out.getvalue()


def jpeg_of(width: int, height: int, **options: Any) -> bytes:
    """Give a small JPEG whose header says that it is large."""
    data = bytearray(saved("JPEG", **options))
    frame = data.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(width: int, height: int) -> bytes:
    """Give a lossless WebP of one colour whose header says that it is large: a decoder agrees."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "WEBP", lossless=True)
    data = bytearray(out.getvalue())
    data[21:25] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    return bytes(data)


def tiff_of(height: int) -> bytes:
    """Give a TIFF with strips for 48 rows whose height says that there are more."""
    data = bytearray(saved("TIFF", (64, 48)))
    (at,) = struct.unpack_from("<I", data, 4)
    for entry in range(at + 2, at + 2 + 12 * struct.unpack_from("<H", data, at)[0], 12):
        if struct.unpack_from("<H", data, entry)[0] == 257:
            struct.pack_into("<HII", data, entry + 2, 4, 1, height)
    return bytes(data)


EMPTY = {
    "JPEG": ("jpeg", jpeg_of(14_000, 14_000)),
    "progressive JPEG": ("jpeg", jpeg_of(14_000, 14_000, progressive=True)),
    "PNG": ("png", bombs.png(9_000, 9_000, rows=9_000)),
    "WebP": ("webp", webp_of(12_000, 12_000)),
    "GIF": ("gif", bombs.gif((7_500, 7_500), [(0, 0, 1, 1)])),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_huge_picture_in_a_small_file_is_not_decoded(name: str) -> None:
    kind, data = EMPTY[name]
    with pytest.raises(TooLarge, match="as empty as this") as caught:
        codec.decode(data, kind)
    assert "smaller" in caught.value.advice


def test_its_metadata_can_still_be_removed_where_nothing_is_decoded_for_it() -> None:
    for name in ("JPEG", "PNG", "GIF"):
        kind, data = EMPTY[name]
        assert codec.measure(data, kind).width >= 7_500
        with pytest.raises(TooLarge) as caught:
            codec.decode(data, kind)
        assert "--no-faces --no-codes" in caught.value.advice


@pytest.mark.parametrize("kind", ["webp", "jpeg"])
def test_what_a_check_would_have_to_decode_is_refused_at_once(kind: str) -> None:
    full = jpeg_of(14_000, 14_000, progressive=True, mode="CMYK")
    data = webp_of(12_000, 12_000) if kind == "webp" else full
    with pytest.raises(TooLarge, match="as empty as this"):
        codec.measure(data, kind)


def test_verify_decodes_no_huge_picture_of_a_few_bytes() -> None:
    found = verify(webp_of(12_000, 12_000))
    assert any("more pixels than are decoded" in finding.summary for finding in found)
    assert verify(webp_of(100, 100)) == ()


def test_photos_of_the_largest_cameras_are_never_too_empty() -> None:
    check_density(3_400_000, "jpeg", 12_000 * 9_000 * 3)
    check_density(6_300_000, "jpeg", 16_320 * 12_240 * 3)
    check_density(1_000, "jpeg", 8_000 * 6_000 * 3)
    check_density(1_000, "png", USUAL_ROOM)
    with pytest.raises(TooLarge):
        check_density(USUAL_ROOM // THINNEST - 1, "png", USUAL_ROOM + 1)


def test_a_tiff_with_less_than_half_of_its_rows_is_cut() -> None:
    assert codec.decode(tiff_of(48), "tiff").frames[0].shape == (48, 64, 3)
    assert codec.decode(tiff_of(90), "tiff").frames[0].shape == (90, 64, 3)
    with pytest.raises(UnreadableImage, match="cut short"):
        codec.decode(tiff_of(100), "tiff")


def test_a_preview_is_made_of_nothing_that_is_too_much_to_decode() -> None:
    with pytest.raises(TooLarge, match="decoded"):
        preview(bombs.png(14_000, 14_000, rows=14_000), "png", 100)
    with pytest.raises(TooLarge, match="passes"):
        preview(bombs.jpeg_of_many_scans(1_000, 1_000, 2_100), "jpeg", 100)


def test_a_preview_of_a_jpeg_in_several_scans_holds_its_coefficients() -> None:
    with pytest.raises(TooLarge, match="coefficients"):
        preview(jpeg_of(14_000, 14_000, progressive=True, subsampling=0), "jpeg", 100)


def test_a_picture_beside_the_photo_is_no_larger_than_its_bytes_tell() -> None:
    with pytest.raises(TooLarge, match="as empty as this"):
        preview(jpeg_of(9_000, 9_000), "jpeg", 100, beside=True)
    slow = bombs.jpeg_of_many_scans(1_000, 1_000, 210)
    assert preview(slow, "jpeg", 100)
    with pytest.raises(TooLarge, match="passes"):
        preview(slow, "jpeg", 100, beside=True)
    assert preview(slow + bytes(3_000_000), "jpeg", 100, beside=True)


def pages(*sides: int) -> bytes:
    sheets = [Image.new("L", (side, side), 90) for side in sides]
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def test_all_pages_count_before_the_first_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "upright", pytest.fail)
    with pytest.raises(TooLarge, match="all frames together"):
        codec.decode(pages(100, 100, 100), "tiff", Limits(pixels=29_999))


def test_larger_pages_behind_a_small_one_count_too() -> None:
    data = pages(10, 100, 100)
    assert codec.decode(data, "tiff", Limits(pixels=20_100)).frames
    with pytest.raises(TooLarge, match="all frames together"):
        codec.decode(data, "tiff", Limits(pixels=20_099))
