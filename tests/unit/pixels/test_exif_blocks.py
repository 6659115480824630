"""A decoder reads no directory that was not checked, however its header is dressed up."""

from __future__ import annotations

import io
import struct
import tracemalloc

import pillow_heif
import pytest
from PIL import Image

from safeshare.errors import TooLarge
from safeshare.pixels import codec
from safeshare.pixels.exif_blocks import exif_blocks

from . import bombs
from .test_extents import jpeg_with

SIZE = 300_000
BENIGN = b"II*\0\x08\0\0\0\0\0" + bytes(4)


def claims(header: bytes = b"II*\0", tags: int = 200) -> bytes:
    """Build a directory whose tags claim 60 MB of the same 300 kB; Pillow would copy them all."""
    order = "<" if header[:2] == b"II" else ">"
    entries = b"".join(
        struct.pack(order + "HHII", 300 + number, 7, SIZE - 8, 8) for number in range(tags)
    )
    directory = struct.pack(order + "H", tags) + entries
    return (header + struct.pack(order + "I", 16) + bytes(8) + directory).ljust(SIZE, b"\0")


def plain_jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


def segment(code: int, content: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(content) + 2) + content


def behind(first: bytes, data: bytes) -> bytes:
    """Put something in front of all segments of a JPEG."""
    return data[:2] + first + data[2:]


def webp(exif: bytes) -> bytes:
    head = bombs.riff(b"VP8X", bytes([8, 0, 0, 0]) + bytes(6))
    still = bombs.webp(8, 8)[30:]
    return bombs.riff(b"RIFF", b"WEBP" + head + still + bombs.riff(b"EXIF", exif))


def heic(header: bytes) -> bytes:
    out = io.BytesIO()
    usual = b"II*\0" if header.startswith(b"II") else b"MM\0*"
    pillow_heif.from_pillow(Image.new("RGB", (64, 64))).save(out, exif=usual + claims(header)[4:])
    return out.getvalue().replace(usual, header)


def multi_picture_index() -> bytes:
    """Build the index of an MPO whose tags are millions of numbers, in one segment."""
    tags = [(300 + number, 3, 30_000, 8) for number in range(1_000)]
    return segment(0xE2, b"MPF\0" + bombs.tiff([tags]).ljust(62_000, b"\1"))


DECOY = segment(0xFE, segment(0xE1, b"Exif\0\0" + BENIGN))
PREFIX = b"Exif\0\0"
DRESSED = {
    "as it is": ("jpeg", jpeg_with(claims())),
    "behind what only looks like a block": ("jpeg", behind(DECOY, jpeg_with(claims()))),
    "behind fill bytes": ("jpeg", behind(b"\xff" * 9, jpeg_with(claims()))),
    "with a second prefix": ("jpeg", jpeg_with(PREFIX + claims())),
    "with more prefixes in a WebP": ("webp", webp(PREFIX * 3 + claims())),
    "with a prefix in a PNG": ("png", bombs.png(8, 8, [(b"eXIf", PREFIX + claims())], rows=8)),
    "as a BigTIFF that Pillow takes for a plain one": ("jpeg", jpeg_with(claims(b"MM\0+"))),
    "with a header in another order in a HEIC": ("heic", heic(b"MM*\0")),
    "with the other header in another order": ("heic", heic(b"II\0*")),
    "as the index of further pictures": ("jpeg", behind(multi_picture_index(), plain_jpeg())),
}


@pytest.mark.parametrize("how", DRESSED)
def test_a_directory_that_claims_too_much_is_refused(how: str) -> None:
    kind, data = DRESSED[how]
    with pytest.raises(TooLarge, match="metadata"):
        codec.measure(data, kind)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_blocks_are_those_that_pillow_reads(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker"
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind, exif=exif)
    data = behind(DECOY, out.getvalue()) if kind == "jpeg" else out.getvalue()
    with Image.open(io.BytesIO(data)) as image:
        read = image.info["exif"].removeprefix(PREFIX)
    assert [block for block in exif_blocks(data, kind) if block] == [read]


def test_blocks_that_overlap_take_no_more_memory_than_the_file() -> None:
    data = behind(b"\xff\xe1\xff\xffExif\0\0" * 2_000, plain_jpeg())
    tracemalloc.start()
    blocks = list(exif_blocks(data, "jpeg"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(map(len, blocks)) <= len(data)
    assert most < 1_000_000


def test_a_block_in_thousands_of_pieces_is_refused() -> None:
    data = behind(segment(0xE1, PREFIX) * 1_001, plain_jpeg())
    with pytest.raises(TooLarge, match="pieces"):
        list(exif_blocks(data, "jpeg"))
