"""Crafted BMP files."""

from __future__ import annotations

import struct

from . import parts
from .parts import Planted, marker


def shapes() -> dict[str, bytes]:
    """Clean files of every kind of coding that Pillow can write."""
    rgb = parts.picture()
    return {
        "rgb": parts.saved(rgb, "BMP"),
        "palette": parts.saved(rgb.quantize(200), "BMP"),
        "bits": parts.saved(rgb.convert("1"), "BMP"),
    }


def planted() -> Planted:
    """Files with one nasty block each."""
    base = parts.saved(parts.picture(), "BMP")
    texts = {name: marker("bmp", name) for name in ("trailer", "gap", "profile", "second picture")}
    gap = texts["gap"].encode()
    files = {
        "trailer": base + texts["trailer"].encode(),
        "second picture": base + parts.small_jpeg(texts["second picture"]),
        "gap": base[:10] + struct.pack("<I", 54 + len(gap)) + base[14:54] + gap + base[54:],
        "profile": _with_profile(base, parts.profile(texts["profile"])),
    }
    return {name: (data, texts[name]) for name, data in files.items()}


def with_everything() -> bytes:
    """One file with a profile, a gap and a trailer."""
    base = parts.saved(parts.picture(), "BMP")
    return _with_profile(base, parts.profile()) + parts.small_jpeg(marker("bmp", "trailer"))


def _with_profile(data: bytes, profile: bytes) -> bytes:
    """Turn the header into version 5 and put a profile behind the pixels."""
    pixels = data[54:]
    header = struct.pack("<I", 124) + data[18:54]
    header += bytes(16) + b"DEBM" + bytes(48)  # masks, colour space, endpoints and gamma
    header += struct.pack("<IIII", 4, 124 + len(pixels), len(profile), 0)
    size = 14 + len(header) + len(pixels) + len(profile)
    head = b"BM" + struct.pack("<IHHI", size, 0, 0, 14 + len(header))
    return head + header + pixels + profile
