"""Crafted JPEG XL files: boxes around a picture, and headers written bit by bit."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from imagecodecs import brotli_encode, jpegxl_encode, jpegxl_encode_jpeg

from . import parts
from .parts import Planted, box, marker

SIZE = (40, 28)
START = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")


def shapes() -> dict[str, bytes]:
    """Clean files that can be decoded."""
    plain = coded()
    return {
        "plain": plain,
        "lossy": jpegxl_encode(pixels("RGB"), level=90, usecontainer=False),
        "with alpha": coded("RGBA"),
        "grey": coded("L"),
        "in a container": contained(plain),
        "in two parts": START + partial(plain[:9], 0) + partial(plain[9:], 0x80000001),
    }


def planted() -> Planted:
    """Files with one nasty block each."""
    files: Planted = {}
    for name, make in _BOXES.items():
        text = marker("jxl", name)
        files[name] = (contained(coded()) + make(text), text)
    text = marker("jxl", "before")
    files["box before the picture"] = (START + box(b"abcd", text.encode()) + _picture(), text)
    text = marker("jxl", "original")
    files["original jpeg"] = (jpegxl_encode_jpeg(parts.small_jpeg(text), usecontainer=True), text)
    return files


def with_everything() -> bytes:
    """One file that can be decoded, with every box and a trailer."""
    return contained(coded()) + b"".join(make(marker("jxl", name)) for name, make in _BOXES.items())


def pixels(mode: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Give the samples of the picture in all of these files."""
    return np.asarray(parts.picture(mode, SIZE))


def coded(mode: str = "RGB") -> bytes:
    """Give a bare lossless codestream."""
    data: bytes = jpegxl_encode(pixels(mode), lossless=True, usecontainer=False)
    return data


def contained(stream: bytes) -> bytes:
    """Put a codestream into the least container."""
    return START + box(b"jxlc", stream)


def partial(piece: bytes, number: int) -> bytes:
    """Put a piece of a codestream into a box; the highest bit marks the last one."""
    return box(b"jxlp", struct.pack(">I", number), piece)


def _picture() -> bytes:
    return box(b"jxlc", coded())


def _exif(text: str, thumbnail: str = "") -> bytes:
    return bytes(4) + parts.exif(text, thumbnail=thumbnail)


_BOXES: dict[str, Callable[[str], bytes]] = {
    "exif": lambda text: box(b"Exif", _exif(text)),
    "exif thumbnail": lambda text: box(b"Exif", _exif("somebody", text)),
    "xmp": lambda text: box(b"xml ", parts.xmp(text)),
    "c2pa": lambda text: box(b"jumb", b"jumd c2pa" + text.encode()),
    "packed exif": lambda text: box(b"brob", b"Exif", brotli_encode(_exif(text))),
    "packed xmp": lambda text: box(b"brob", b"xml ", brotli_encode(parts.xmp(text))),
    "packed rubbish": lambda text: box(b"brob", b"xml ", text.encode()),
    "gain map": lambda text: box(b"jhgm", text.encode()),
    "uuid": lambda text: box(b"uuid", bytes(range(16)), text.encode()),
    "padding": lambda text: box(b"free", text.encode()),
    "trailer": lambda text: b"\0\0\0\1" + text.encode(),
    "second picture": parts.small_jpeg,
}


@dataclass
class Writer:
    """Writes the bit fields of a header, lowest bit first."""

    value: int = 0
    count: int = 0

    def put(self, value: int, bits: int) -> Writer:
        """Add a number of so many bits."""
        self.value |= value << self.count
        self.count += bits
        return self

    def bytes(self) -> bytes:
        """Give what was written, filled up to whole bytes."""
        return self.value.to_bytes(-(-self.count // 8), "little")


Fields = Callable[[Writer], object]


def sized(out: Writer, width: int, height: int) -> Writer:
    """Write a SizeHeader in its widest way."""
    return out.put(0, 1).put(3, 2).put(height - 1, 30).put(0, 3).put(3, 2).put(width - 1, 30)


def header(
    *,
    size: tuple[int, int] = SIZE,
    further: Fields | None = None,
    depth: Fields = lambda out: out.put(0, 3),
    channels: Fields = lambda out: out.put(0, 2),
    colour: Fields = lambda out: out.put(1, 1),
    extensions: Fields = lambda out: out.put(0, 2),
) -> bytes:
    """Write the header of a codestream that is not coded as XYB.

    further: what follows the bit of the seldom fields; they need tone mapping at their end.
    """
    out = sized(Writer(), *size).put(0, 1).put(further is not None, 1)
    if further is not None:
        further(out)
    depth(out)
    out.put(1, 1)
    channels(out)
    out.put(0, 1)
    colour(out)
    if further is not None:
        out.put(1, 1)
    extensions(out)
    return b"\xff\x0a" + out.put(1, 1).bytes()


def frames(stream: bytes) -> bytes:
    """Give a codestream of `coded("RGB")` without its header."""
    out = Writer().put(0, 3).put(SIZE[1] - 1, 9).put(0, 3).put(0, 2).put(SIZE[0] - 1, 9)
    out.put(0, 1).put(0, 1).put(0, 3).put(1, 1).put(0, 2).put(0, 1).put(1, 1).put(0, 2).put(1, 1)
    start = b"\xff\x0a" + out.bytes()
    assert stream.startswith(start), (stream[:16].hex(), start.hex())
    return stream[len(start) :]
