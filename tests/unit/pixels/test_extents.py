from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare.errors import TooLarge, UnreadableImage
from safeshare.model import Limits
from safeshare.pixels import codec
from safeshare.pixels.extents import check_extent, extent_of

from . import bombs

Pixels = NDArray[np.uint8]

ACTL = (b"acTL", struct.pack(">II", 2_000, 0))
FCTL = (b"fcTL", struct.pack(">IIIIIHHBB", 0, 8_000, 8_000, 0, 0, 1, 10, 0, 0))


def exif_bomb(tags: int = 20_000, size: int = 1_000_000) -> bytes:
    """Build a TIFF structure whose tags all claim the same bytes."""
    directory = [(300 + number, 7, size - 8, 8) for number in range(tags)]
    return bombs.tiff([directory]).ljust(size, b"\0")


def jpeg_with(exif: bytes) -> bytes:
    """Build a JPEG that holds an EXIF block, cut into as many segments as it needs."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    data = out.getvalue()
    cuts = [exif[at : at + 65_000] for at in range(0, len(exif), 65_000)]
    segments = [b"\xff\xe1" + struct.pack(">H", len(cut) + 8) + b"Exif\0\0" + cut for cut in cuts]
    return data[:2] + b"".join(segments) + data[2:]


HOSTILE = {
    "PNG of 3,600 megapixels": ("png", bombs.png(60_000, 60_000)),
    "PNG animation": ("png", bombs.png(9_000, 9_000, [ACTL], rows=9_000)),
    "PNG EXIF": ("png", bombs.png(8, 8, [(b"eXIf", exif_bomb())], rows=8)),
    "JPEG EXIF in many segments": ("jpeg", jpeg_with(exif_bomb())),
    "WebP of millions by 28": ("webp", bombs.webp(3_000_000, 28, 1)),
    "WebP canvas": ("webp", bombs.webp(16_000, 16_000, 1)),
    "WebP animation": ("webp", bombs.webp(1_000, 1_000, 201)),
    "WebP of many frames": ("webp", bombs.webp(8, 8, 2_001)),
    "GIF screen": ("gif", bombs.gif((60_000, 60_000), [(0, 0, 1, 1)])),
    "GIF that grows": ("gif", bombs.gif((8, 8), [(0, 0, 8, 8), (65_000, 65_000, 8, 8)])),
    "GIF of many frames": ("gif", bombs.gif((8, 8), [(0, 0, 8, 8)] * 2_001)),
    "TIFF of 3,600 megapixels": ("tiff", bombs.tiff([bombs.page(60_000, 60_000)])),
    "TIFF of huge pages": ("tiff", bombs.tiff([bombs.page(10_000, 10_000)] * 100)),
    "TIFF of many pages": ("tiff", bombs.tiff([bombs.page(8, 8)] * 2_001)),
    "TIFF tags that overlap": ("tiff", exif_bomb()),
    "TIFF table of strips": (
        "tiff",
        bombs.tiff([[*bombs.page(8, 8), (324, 4, 4_100_000, 8)]]).ljust(17_000_000, b"\0"),
    ),
    "TIFF of fractions": (
        "tiff",
        bombs.tiff([[*bombs.page(8, 8), (282, 5, 60_000, 8)]]).ljust(500_000, b"\0"),
    ),
    "BMP of 3,600 megapixels": ("bmp", bombs.bmp(60_000, 60_000)),
    "JPEG of many scans": ("jpeg", bombs.jpeg_of_many_scans(1_000, 1_000, 2_100)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_promises_too_much_is_refused_before_it_is_decoded(name: str) -> None:
    kind, data = HOSTILE[name]
    with pytest.raises(TooLarge):
        codec.measure(data, kind)


def test_a_bomb_in_a_profile_is_refused() -> None:
    bomb = b"icc\0\0" + zlib.compress(bytes(100 << 20), 9)
    with pytest.raises(UnreadableImage):
        codec.decode(bombs.png(8, 8, [(b"iCCP", bomb)], rows=8), "png")


def test_a_png_whose_pixels_can_not_be_in_it_is_refused() -> None:
    with pytest.raises(UnreadableImage, match="cut short"):
        codec.measure(bombs.png(14_000, 14_000), "png")


def test_a_plain_png_is_as_small_as_deflate_makes_it() -> None:
    data = bombs.png(3_000, 3_000, rows=3_000)
    assert len(data) < 10_000
    assert codec.measure(data, "png").width == 3_000


@pytest.mark.parametrize(("kind", "data"), [
    ("gif", bombs.gif((1_000, 1_000), [(0, 0, 1, 1)] * 61)),
    ("gif", bombs.gif((8_000, 8_000), [(0, 0, 1, 1)])),
    ("webp", bombs.webp(1_000, 1_000, 61)),
    ("png", bombs.png(8_000, 8_000, [(b"acTL", struct.pack(">II", 2, 0)), FCTL], rows=8_000)),
], ids=["gif", "one large gif", "webp", "png"])  # fmt: skip
def test_a_long_animation_is_measured_but_its_frames_are_not_decoded(
    kind: str, data: bytes
) -> None:
    assert codec.measure(data, kind).frames >= 1
    with pytest.raises(TooLarge, match="60 are the most"):
        codec.decode(data, kind)


def test_pages_may_have_as_many_pixels_as_a_still_photo() -> None:
    out = io.BytesIO()
    pages = [Image.new("L", (500, 400), shade) for shade in (10, 90, 200)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert len(codec.decode(out.getvalue(), "tiff", Limits(moving=1)).frames) == 3


def grown_gif() -> bytes:
    """Build a GIF whose second frame reaches beyond the screen and the first frame."""
    small, large = (Image.new("P", size, 0) for size in ((20, 10), (40, 30)))
    files = []
    for image, colour in ((small, (250, 0, 0)), (large, (0, 0, 250))):
        image.putpalette(list(colour) * 4)
        out = io.BytesIO()
        image.save(out, "GIF", optimize=False)
        files.append(out.getvalue())
    first, second = files
    images = [data[data.index(b",", 13 + 3 * 4) : -1] for data in files]
    del second
    return first[: -1 - len(images[0])] + images[0] + images[1] + b";"


def test_a_gif_is_as_large_as_its_largest_frame() -> None:
    data = grown_gif()
    extent = extent_of(data, "gif")
    assert extent is not None
    assert (extent.width, extent.height, extent.frames) == (40, 30, 2)
    size = codec.measure(data, "gif")
    assert (size.width, size.height, size.frames) == (40, 30, 2)
    frames = codec.decode(data, "gif").frames
    assert [frame.shape[:2] for frame in frames] == [(30, 40), (30, 40)]
    assert frames[0][10:].max() == 0
    assert frames[0][:10, :20, 0].min() > 200


def test_gif_extensions_and_colour_tables_are_stepped_over() -> None:
    pictures = [Image.effect_noise((30, 20), 40 + step).quantize(50) for step in range(3)]
    out = io.BytesIO()
    pictures[0].save(
        out, "GIF", save_all=True, append_images=pictures[1:], duration=50, comment=b",,,;;;!"
    )
    extent = extent_of(out.getvalue(), "gif")
    assert extent is not None
    assert (extent.width, extent.height, extent.frames) == (30, 20, 3)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif", "tiff", "heic", "avif"])
@pytest.mark.parametrize("data", [b"", b"II*\0", b"GIF89a" + bytes(7), b"\xff\xd8" + bytes(20)])
def test_stumps_are_left_to_the_decoder(kind: str, data: bytes) -> None:
    check_extent(data, kind)
    with pytest.raises(UnreadableImage):
        codec.measure(data, kind)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif", "tiff", "heic"])
def test_a_file_may_end_anywhere(kind: str) -> None:
    whole = {name: data for name, data in HOSTILE.values() if len(data) < 2_000}
    whole["jpeg"] = jpeg_with(b"II*\0" + bytes(20))[:60] + b"\xff"
    data = whole.get(kind, b"\0\0\0\x10ftypheic" + bytes(8))
    for end in range(len(data)):
        try:
            check_extent(data[:end], kind)
        except (TooLarge, UnreadableImage) as error:
            assert error.advice  # noqa: PT017 - either answer is right, any other error is not


def test_exif_behind_fill_bytes_is_found() -> None:
    filled = jpeg_with(exif_bomb()).replace(b"\xff\xe1", b"\xff\xff\xff\xe1", 1)
    with pytest.raises(TooLarge, match="claim"):
        codec.measure(filled, "jpeg")


def test_directories_that_come_back_end() -> None:
    page = struct.pack("<H", 0) + struct.pack("<I", 8)
    check_extent(b"II*\0" + struct.pack("<I", 8) + page, "tiff")


def test_real_metadata_is_never_too_much(scene: Pixels) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x011A], exif[0x927C] = "maker", 72.0, bytes(50_000)
    for kind in ("jpeg", "png", "webp", "tiff"):
        out = io.BytesIO()
        Image.fromarray(scene).save(out, kind, exif=exif)
        check_extent(out.getvalue(), kind)
        assert codec.measure(out.getvalue(), kind).width == 320
