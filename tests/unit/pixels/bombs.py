"""Small files that promise much: what a stranger sends to fill memory or to stop the clock."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Sequence

from PIL import Image


def png_chunk(name: bytes, content: bytes) -> bytes:
    """Build a PNG chunk."""
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png(
    width: int, height: int, extra: Iterable[tuple[bytes, bytes]] = (), *, rows: int = 1
) -> bytes:
    """Build a grey PNG with a size, extra chunks before the pixels, and some rows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    content = zlib.compress(bytes((width + 1) * rows), 9)
    middle = b"".join(png_chunk(name, body) for name, body in extra)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + middle
        + png_chunk(b"IDAT", content)
        + png_chunk(b"IEND", b"")
    )


def webp(width: int, height: int, frames: int = 0) -> bytes:
    """Build a WebP whose canvas has this size; with `frames`, an animation of 1-pixel frames."""
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "WEBP", lossless=True)
    coded = out.getvalue()[12:]
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = riff(b"VP8X", bytes([2 if frames else 0, 0, 0, 0]) + sides)
    if frames:
        body += riff(b"ANIM", bytes(6))
        body += riff(b"ANMF", bytes(12) + b"\x0a\0\0\0" + coded) * frames
    else:
        body += coded
    return riff(b"RIFF", b"WEBP" + body)


def riff(name: bytes, content: bytes) -> bytes:
    """Build a RIFF chunk."""
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) & 1)


def gif(screen: tuple[int, int], frames: Sequence[tuple[int, int, int, int]]) -> bytes:
    """Build a GIF with a screen and frames (left, top, width, height), each with one pixel."""
    body = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    for frame in frames:
        body += b"\x21\xf9\x04\x00\x05\0\0\0," + struct.pack("<HHHHB", *frame, 0)
        body += b"\x02\x02\x44\x01\0"
    return body + b";"


def tiff(directories: Sequence[Sequence[tuple[int, int, int, int]]], tail: bytes = b"") -> bytes:
    """Build a little-endian TIFF from directories of (tag, type, count, value or offset)."""
    out, at = [b"II*\0" + struct.pack("<I", 8)], 8
    for number, entries in enumerate(directories):
        at += 2 + 12 * len(entries) + 4
        following = at if number + 1 < len(directories) else 0
        out.append(struct.pack("<H", len(entries)))
        out += [struct.pack("<HHII", *entry) for entry in entries]
        out.append(struct.pack("<I", following))
    return b"".join(out) + tail


def page(width: int, height: int, offset: int = 8, length: int = 16) -> list[tuple[int, ...]]:
    """List the tags of an uncompressed grey page."""
    return [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, offset), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, length),
    ]  # fmt: skip


def bmp(width: int, height: int, packed: int = 0) -> bytes:
    """Build a BMP with a size and next to no pixels; packed 1 is RLE8."""
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, packed, 0, 0, 0, 256, 0)
    start = 14 + len(info) + 1024
    return b"BM" + struct.pack("<IHHI", start + 64, 0, 0, start) + info + bytes(1024 + 64)


def jpeg_of_many_scans(width: int, height: int, scans: int) -> bytes:
    """Build a progressive JPEG that repeats its last scan, as small as a scan can be."""
    out = io.BytesIO()
    Image.new("L", (width, height), 90).save(out, "JPEG", progressive=True, quality=10)
    data = out.getvalue()
    last = data.rindex(b"\xff\xda")
    table = data.rfind(b"\xff\xc4", 0, last)
    return data[:-2] + data[table:-2] * (scans - 1) + data[-2:]
