"""Files that promise far more than they hold: work and memory stay bounded, and verify says so."""

from __future__ import annotations

import struct
import time
import zlib

import pytest
from PIL import Image

from safeshare.model import Finding, Limits
from safeshare.verify import gif, inflate, lzw, png_streams, tiff, verify, webp_picture
from safeshare.verify.boxes import Box
from safeshare.verify.movie import read_movie
from safeshare.verify.notes import MOST_BLOCKS, BrokenError, Notes
from safeshare.verify.strings import leftovers
from tests.corpus.parts import box, saved

PICTURE = Image.effect_mandelbrot((61, 40), (-2, -1, 1, 1), 50).convert("RGB")
SIDE = 1 << 20


def only(findings: tuple[Finding, ...]) -> str:
    """Give what the only finding says, which must be that the file can't be vouched for."""
    (finding,) = findings
    assert finding.kind == "unreadable"
    return finding.summary


def never(*_: object) -> inflate.Stream:
    raise AssertionError("it was inflated")


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(payload)) + kind + payload
        + struct.pack(">I", zlib.crc32(kind + payload))
        for kind, payload in parts
    )  # fmt: skip


def tiff_of(width: int, height: int, compression: int, pieces: list[bytes]) -> bytes:
    """Give a grey TIFF with as many strips as pieces."""
    rows = b"".join(pieces)
    places, at = [], 8
    for piece in pieces:
        places.append(at)
        at += len(piece)
    numbers = struct.pack(f"<{2 * len(pieces)}I", *places, *map(len, pieces))
    far = len(pieces) > 1
    values = (at, at + 4 * len(pieces)) if far else (places[0], len(pieces[0]))
    tags = [(256, 1, width), (257, 1, height), (258, 1, 8), (259, 1, compression), (262, 1, 1),
            (273, len(pieces), values[0]), (278, 1, -(-height // len(pieces))),
            (279, len(pieces), values[1])]  # fmt: skip
    kinds = {258: 3, 259: 3, 262: 3}
    table = b"".join(struct.pack("<HHII", tag, kinds.get(tag, 4), *rest) for tag, *rest in tags)
    body = rows + (numbers if far else b"")
    head = b"II*\0" + struct.pack("<I", 8 + len(body))
    return head + body + struct.pack("<H", len(tags)) + table + bytes(4)


def test_rows_beyond_the_limit_are_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_streams, "measure", never)
    monkeypatch.setattr(inflate, "measure", never)
    assert only(verify(png(SIDE, SIDE))) == "more pixels than are decoded"
    assert only(verify(tiff_of(SIDE, SIDE, 8, [zlib.compress(b"x")]))).startswith("more pixels")


def test_pages_count_together() -> None:
    width = Limits().pixels // 2 // 40
    rows = zlib.compress(bytes(40 * width))
    page = tiff_of(width, 40, 8, [rows])
    assert verify(page) == ()
    thrice = page
    for _ in range(2):  # the directory again, with a link to it from the one before
        at = len(thrice)
        thrice = thrice[:-4] + struct.pack("<I", at) + page[8 + len(rows) :]
    assert only(verify(thrice)).startswith("more pixels")


def test_frames_of_a_webp_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    side, decoded = 4_000, []
    monkeypatch.setattr(webp_picture, "_decode", lambda *_: decoded.append(1))
    picture = saved(Image.new("RGB", (side, side), "red"), "WEBP", lossless=True)[12:]
    sides = (side - 1).to_bytes(3, "little") * 2
    frame = bytes(6) + sides + bytes(4) + picture
    chunks = b"WEBPVP8X\x0a\0\0\0\2\0\0\0" + sides + b"ANIM\6\0\0\0" + bytes(6)
    chunks += (b"ANMF" + struct.pack("<I", len(frame)) + frame) * 20
    assert only(verify(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)).startswith("more pixels")
    assert len(decoded) == Limits().pixels // side**2


def test_string_tables_of_all_strips_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    coded = b"\x80\x01\xe0\x20"  # a clear code, one symbol, the end code
    assert verify(tiff_of(1, 30, 5, [coded] * 30)) == ()
    monkeypatch.setattr(lzw, "MOST_TABLES", 20)
    assert "string tables" in only(verify(tiff_of(1, 30, 5, [coded] * 30)))


def test_strips_of_all_pages_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiff, "MOST_PIECES", 20)
    assert verify(tiff_of(1, 9, 1, [b"x"] * 9)) == ()
    assert "more pieces" in only(verify(tiff_of(1, 30, 1, [b"x"] * 30)))


def test_a_gif_of_millions_of_sub_blocks_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(PICTURE, "GIF")
    assert verify(data) == ()
    monkeypatch.setattr(gif, "MOST_PIECES", 1)
    assert "pieces" in only(verify(data))


def with_box(data: bytes, kind: bytes, more: bytes) -> bytes:
    """Lengthen the first box of a kind inside of an AVIF's `meta` box."""
    at = data.index(kind) - 4
    (size,) = struct.unpack_from(">I", data, at)
    longer = data[: at + size] + more + data[at + size :]
    for outer in {b"meta", b"iprp" if kind == b"ipma" else b"meta", kind}:
        at = longer.index(outer) - 4
        (size,) = struct.unpack_from(">I", longer, at)
        longer = longer[:at] + struct.pack(">I", size + len(more)) + longer[at + 4 :]
    at = longer.index(b"iloc") + 4 + 14
    (place,) = struct.unpack_from(">I", longer, at)
    return longer[:at] + struct.pack(">I", place + len(more)) + longer[at + 4 :]


def test_targets_of_references_are_counted() -> None:
    most = 0xFFFF
    ids = struct.pack(f">HH{most}H", 1, most, *[1] * most)
    bare = saved(PICTURE, "AVIF")
    iref = box(b"iref", bytes(4), box(b"cdsc", ids), box(b"cdsc", ids))
    assert f"{MOST_BLOCKS:,} blocks" in only(verify(with_box(bare, b"meta", iref)))


def test_properties_of_items_are_counted() -> None:
    bare = saved(PICTURE, "AVIF")
    at = bare.index(b"ipma") + 8
    (count,) = struct.unpack_from(">I", bare, at)
    bare = bare[:at] + struct.pack(">I", count + 500) + bare[at + 4 :]
    more = b"".join(struct.pack(">HB", item, 255) + bytes(255) for item in range(2, 502))
    assert f"{MOST_BLOCKS:,} blocks" in only(verify(with_box(bare, b"ipma", more)))


def movie(*tables: bytes) -> bytes:
    stbl = box(b"stbl", *tables)
    return box(b"moov", box(b"trak", box(b"mdia", box(b"minf", stbl))))


def read(data: bytes, rest: bytes = b"") -> Notes:
    notes = Notes()
    read_movie(Box(data + rest, b"moov", 0, 8, len(data)), notes)
    return notes


def test_frames_that_name_the_same_bytes_often_are_not_walked() -> None:
    size, count = 100_000, 100
    tables = (
        box(b"stsz", struct.pack(">III", 0, size, count)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stco", struct.pack(f">II{count}I", 0, count, *[0] * count)),
    )
    with pytest.raises(BrokenError, match="named many times"):
        read(movie(*tables), bytes(size))


def test_rows_of_a_table_are_no_more_than_frames() -> None:
    many = Limits().frames + 1
    table = box(b"stts", struct.pack(f">II{2 * many}I", 0, many, *[1] * 2 * many))
    (finding,) = read(movie(table)).findings
    assert "too many frames" in finding.summary


def test_many_small_blocks_are_searched_for_in_time() -> None:
    started = time.thread_time()
    assert leftovers([b"Maria %d" % number for number in range(100_000)], bytes(500)) == ()
    assert time.thread_time() - started < 10
