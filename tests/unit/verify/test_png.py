"""Places in a PNG where something can hide; each gives a finding."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from safeshare.model import Severity
from safeshare.pixels.colour import canonical_profiles
from safeshare.verify import verify


def chunk(kind: bytes, payload: bytes, *, flip: int = 0) -> bytes:
    checksum = zlib.crc32(kind + payload) ^ flip
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", checksum)


GAMMA = chunk(b"gAMA", struct.pack(">I", 45455))
PROFILE = next(iter(canonical_profiles().values()))
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, 2, 0, 0, 0))
ROWS = b"".join(b"\0" + bytes(range(n, n + 12)) for n in range(3))
DATA = chunk(b"IDAT", zlib.compress(ROWS))
END = chunk(b"IEND", b"")
PALETTE_HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 2, 3, 0, 0, 0))
PALETTE_DATA = chunk(b"IDAT", zlib.compress(b"\0\x1b" * 3))
WIDE = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
ORIENTATION = bytes.fromhex("4d4d002a00000008000101120003000000010006000000000000")


def png(*chunks: bytes, header: bytes = HEADER, data: bytes = DATA, end: bytes = END) -> bytes:
    return SIGNATURE + header + b"".join(chunks) + data + end


def animated(
    frame: bytes, sequence: int = 0, count: int = 1, size: tuple[int, int] = (4, 3)
) -> bytes:
    control = struct.pack(">IIIIIHHBB", sequence, *size, 0, 0, 1, 10, 0, 0)
    head = chunk(b"acTL", struct.pack(">II", count, 0)) + chunk(b"fcTL", control)
    return png(head, end=frame + END)


SECOND = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, 4, 3, 0, 0, 1, 10, 0, 0))
FRAME = SECOND + chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(ROWS))

GOOD = {
    "bare": png(),
    "split data": png(data=chunk(b"IDAT", zlib.compress(ROWS)[:9])
                      + chunk(b"IDAT", zlib.compress(ROWS)[9:])),
    "orientation": png(chunk(b"eXIf", ORIENTATION)),
    "colour numbers": png(GAMMA, chunk(b"sRGB", b"\0"), chunk(b"cHRM", struct.pack(">8I", *WIDE)),
                          chunk(b"cICP", b"\x0c\x0d\0\1")),
    "palette": png(chunk(b"PLTE", bytes(range(12))), chunk(b"tRNS", bytes(4)),
                   header=PALETTE_HEADER, data=PALETTE_DATA),
    "animation": animated(FRAME, count=2),
}  # fmt: skip
NASTY = {
    "text": png(chunk(b"tEXt", b"Author\0Maria")),
    "compressed text": png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"Maria"))),
    "text behind the data": png(end=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>") + END),
    "time": png(chunk(b"tIME", bytes(7))),
    "resolution": png(chunk(b"pHYs", bytes(9))),
    "origin claim": png(chunk(b"caBX", bytes(30))),
    "private chunk": png(chunk(b"prVt", b"secret")),
    "exif": png(chunk(b"eXIf", ORIENTATION + b"\0")),
    "unknown profile": png(chunk(b"iCCP", b"Maria's display\0\0" + zlib.compress(bytes(200)))),
    "trailing data": png() + b"Maria",
    "trailing picture": png() + png(),
    "behind the compressed picture": png(data=chunk(b"IDAT", zlib.compress(ROWS) + b"Maria")),
    "in a further IDAT": png(data=DATA + chunk(b"IDAT", b"Maria")),
    "rows below the picture": png(data=chunk(b"IDAT", zlib.compress(ROWS + ROWS))),
    "one byte below the picture": png(data=chunk(b"IDAT", zlib.compress(ROWS + b"M"))),
    "data in IEND": png(end=chunk(b"IEND", b"Maria")),
    "wrong checksum": png(data=chunk(b"IDAT", zlib.compress(ROWS), flip=77)),
    "long gamma": png(chunk(b"gAMA", bytes(4) + b"Maria")),
    "gamma behind the data": png(end=GAMMA + END),
    "gamma twice": png(GAMMA, GAMMA),
    "gamma behind the palette": png(chunk(b"PLTE", bytes(range(12))), GAMMA,
                                    header=PALETTE_HEADER, data=PALETTE_DATA),
    "gamma beside a profile": png(GAMMA, chunk(b"iCCP", b"icc\0\0" + zlib.compress(PROFILE))),
    "second picture apart": png(data=DATA + chunk(b"eXIf", ORIENTATION) + DATA),
    "one byte behind the compressed picture": png(data=chunk(b"IDAT", zlib.compress(ROWS) + b"M")),
    "checksum off by its lowest bit": png(chunk(b"gAMA", struct.pack(">I", 45455), flip=1)),
    "checksum off by its highest bit": png(data=chunk(b"IDAT", zlib.compress(ROWS), flip=1 << 31)),
    "data apart": png(data=DATA + chunk(b"eXIf", ORIENTATION) + chunk(b"IDAT", b"Maria")),
    "palette longer than its depth": png(chunk(b"PLTE", bytes(15)), header=PALETTE_HEADER,
                                         data=PALETTE_DATA),
    "transparency of true colour": png(chunk(b"tRNS", bytes(7))),
    "colour that no pixel can have": png(chunk(b"tRNS", b"Maria!")),
    "more transparency than colours": png(chunk(b"PLTE", bytes(range(9))), chunk(b"tRNS", bytes(4)),
                                          header=PALETTE_HEADER, data=PALETTE_DATA),
    "colours that the palette has not": png(chunk(b"PLTE", bytes(range(9))),
                                            header=PALETTE_HEADER, data=PALETTE_DATA),
    "frame without animation": png(end=FRAME + END),
    "behind a frame": animated(FRAME[:-12] + chunk(b"fdAT", bytes(3) + b"\3Maria"), count=2),
    "skipped sequence number": animated(FRAME, sequence=9, count=2),
    "frames that nobody counts": animated(FRAME, count=1),
    "frame outside of the picture": animated(FRAME, count=2, size=(9, 9)),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_needed_chunks_pass(name: str) -> None:
    assert verify(GOOD[name]) == ()


@pytest.mark.parametrize("place", NASTY)
def test_nasty_places_are_found(place: str) -> None:
    assert verify(NASTY[place])


def test_one_byte_below_the_picture_is_named_as_such() -> None:
    (finding,) = verify(NASTY["one byte below the picture"])
    assert "more rows" in finding.summary


@pytest.mark.parametrize("place", ["text", "exif", "trailing picture", "rows below the picture"])
def test_what_identifies_weighs_high(place: str) -> None:
    assert verify(NASTY[place])[0].severity is Severity.HIGH


def test_interlaced_rows_are_counted() -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 5, 8, 0, 0, 0, 1))
    widths = ((2, 1), (1, 1), (3, 1), (2, 2), (5, 1), (4, 3), (9, 2))
    rows = b"".join((b"\0" + bytes(columns)) * count for columns, count in widths)
    exact = png(header=header, data=chunk(b"IDAT", zlib.compress(rows)))
    assert Image.open(io.BytesIO(exact)).convert("L").size == (9, 5)
    assert verify(exact) == ()
    assert verify(png(header=header, data=chunk(b"IDAT", zlib.compress(rows + b"M"))))


def test_a_bomb_is_measured_no_further_than_the_picture() -> None:
    bomb = zlib.compress(bytes(100_000_000))
    (finding,) = verify(png(data=chunk(b"IDAT", bomb)))
    assert "more rows" in finding.summary
