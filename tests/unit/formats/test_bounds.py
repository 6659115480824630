"""Files that would keep a careless reader busy for ever."""

from __future__ import annotations

import contextlib
import struct
import time
import zlib

import pytest

from safeshare.errors import SafeshareError
from safeshare.formats import Keep, ifd, sniff
from safeshare.formats.bounds import INFLATED
from safeshare.model import BlockKind
from tests.corpus import heif, jpeg, png, tiff
from tests.corpus.parts import box

JPEG = jpeg.shapes()["baseline"]
PNG = png.shapes()["rgb"]
MEGA = 1 << 20


def chained(count: int, *tags: int) -> bytes:
    """Give directories in a row; each of their tags claims the same million numbers."""
    size = 2 + 12 * len(tags) + 4
    table = b"".join(struct.pack("<HHII", tag, 4, MEGA, 8) for tag in tags)
    rows = [
        struct.pack("<H", len(tags)) + table + struct.pack("<I", 8 + size * number)
        for number in range(1, count)
    ]
    return b"II*\0\x08\0\0\0" + b"".join([*rows, bytes(size)]) + bytes(4 * MEGA)


def in_segments(structure: bytes) -> bytes:
    """Give a JPEG whose EXIF block goes on from segment to segment."""
    pieces = [structure[at : at + 65_000] for at in range(0, len(structure), 65_000)]
    parts = (struct.pack(">HH", 0xFFE1, 8 + len(one)) + b"Exif\0\0" + one for one in pieces)
    return JPEG[:2] + b"".join(parts) + JPEG[2:]


def related(*tables: bytes) -> bytes:
    meta = box(b"meta", bytes(4), box(b"pitm", bytes(4) + b"\0\1"), *tables)
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta


FULL = box(b"cdsc", struct.pack(">HH", 1, 0xFFFF) + b"\0\1" * 0xFFFF)
PROPERTIES = (struct.pack(">HB", 1, 255) + bytes(255)) * 0xFFFF
DHT = b"\xff\xc4" + struct.pack(">H", 2 + 17 * 3800) + bytes(17) * 3800

BUSY = {
    "exif in many segments": in_segments(b"II*\0" + bytes(64 * MEGA)),
    "directories of a million numbers": chained(3000, 0x0103, 0x0106),
    "previews of a million strips": in_segments(chained(800, 0x0111, 0x0117)),
    "references without targets": related(
        box(b"iref", bytes(4), FULL * 2, box(b"cdsc", b"\0\1\xff\xff") * 9000)
    ),
    "properties of items": related(
        box(b"iprp", box(b"ipco"), *[box(b"ipma", b"\0\0\0\0\0\0\xff\xff" + PROPERTIES)] * 3)
    ),
    "tiny tables": JPEG[:20] + DHT * 400 + JPEG[20:],
    "signatures behind the end": JPEG + b"\xff\xd8\xff\xe0\0\2" * (MEGA // 6),
    "signatures without markers": JPEG + (b"\xff\xd8\xff\1" + bytes(500)) * (MEGA // 504),
    "boxes behind the end": JPEG + b"\0\0\0\x08ftyp" * (MEGA // 8),
    "empty comments": JPEG[:20] + b"\xff\xfe\0\2" * (MEGA // 4) + JPEG[20:],
    "fill bytes": JPEG[:20] + b"\xff" * MEGA + JPEG[20:],
    "meaningless markers": JPEG[:20] + b"\xff\1" * (MEGA // 2) + JPEG[20:],
    "spaces as a profile": PNG[:33]
    + png.chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"e 1 " + b" " * 8 * MEGA))
    + PNG[33:],
    "empty chunks": PNG[:33] + png.chunk(b"prVt", b"") * (MEGA // 12) + PNG[33:],
    "overlapping directories": b"II*\0\x08\0\0\0" + b"\xff" * MEGA,
    "many sub-directories": tiff.build([(330, 4, bytes(range(256)) * 900)]) + bytes(MEGA),
    "places without size": box(b"ftyp", b"heic\0\0\0\0mif1")
    + box(b"meta", bytes(4), box(b"iloc", b"\2\0\0\0\0\0" + b"\xff" * MEGA)),
    "items of items": heif.crafted(
        [(b"hvc1", b"x")] * 3000, [(b"dimg", 1 + i % 90, 1 + i * 7 % 90) for i in range(9000)]
    ),
}


@pytest.mark.parametrize("name", BUSY)
def test_work_is_bounded(name: str) -> None:
    data = BUSY[name]
    start = time.thread_time()
    entry = sniff(data)
    assert entry.walk(data)
    if entry.strip:
        with contextlib.suppress(SafeshareError):
            entry.strip(data, Keep())
    assert time.thread_time() - start < 10


def test_inflated_text_is_bounded_over_the_whole_file() -> None:
    bomb = png.chunk(b"zTXt", b"key\0\0" + zlib.compress(bytes(40 * MEGA)))
    data = PNG[:33] + bomb * 3 + PNG[33:]
    blocks = [block for block in sniff(data).walk(data) if block.kind is BlockKind.TEXT]
    assert len(blocks) == 3
    assert sum(len(block.payload) for block in blocks) < INFLATED + 100


def test_a_chain_of_directories_that_bites_its_tail_ends() -> None:
    data = bytearray(tiff.build([], []))
    second = ifd.read(bytes(data))[1]
    struct.pack_into("<I", data, second.end - 4, 8 + 16)
    names = [directory.name for directory in ifd.read(bytes(data))]
    assert names[:2] == ["IFD0", "IFD1"]
    assert len(names) < 4


def test_a_sub_directory_that_points_at_its_parent_ends() -> None:
    data = tiff.build([(34665, 4, b"\xaa\xbb\xcc\xdd")])
    start = ifd.read(data)[0].start
    looped = data.replace(b"\xaa\xbb\xcc\xdd", struct.pack("<I", start))
    assert [directory.name for directory in ifd.read(looped)] == ["IFD0"]


def test_values_outside_of_the_data_are_clipped() -> None:
    data = tiff.build([(37500, 7, b"value of the maker")])
    at = data.index(struct.pack("<HHI", 37500, 7, 18))
    longer = data[: at + 4] + struct.pack("<I", 1 << 30) + data[at + 8 :]
    raw = ifd.read(longer)[0].raw(37500)
    assert raw.startswith(b"value of the maker")
    assert len(raw) < len(longer)
