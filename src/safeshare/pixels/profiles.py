"""Writes small colour profiles: a matrix and a curve, with neither maker, day nor id.

Source: ICC.1:2022, 7.2 (header), 8.3 and 8.4 (needed tags), 10 (tag types).
"""

from __future__ import annotations

import struct

Colourants = tuple[tuple[float, float, float], ...]
Curve = tuple[float, ...]

SRGB_CURVE: Curve = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""IEC 61966-2-1's curve, as parameters of a parametric curve of type 3."""

NO_DAY = struct.pack(">6H", 2000, 6, 1, 0, 0, 0)
"""The date of every profile; a profile must have one."""

D50 = (0.9642, 1.0, 0.8249)


def matrix_profile(name: str, colourants: Colourants, curve: Curve) -> bytes:
    """Write a version 4 RGB profile.

    colourants: XYZ of red, green and blue, adapted to D50. curve: one exponent, or the five
    parameters of a parametric curve of type 3.
    """
    xyz = [_xyz(colour) for colour in colourants]
    tags = {
        b"desc": _text(name),
        b"cprt": _text("CC0"),
        b"wtpt": _xyz(D50),
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), xyz, strict=True)),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _parametric(curve)),
    }
    return _profile(b"RGB ", tags)


def grey_profile(name: str, curve: Curve) -> bytes:
    """Write a version 4 grey profile; `curve` as in `matrix_profile`."""
    tags = {
        b"desc": _text(name),
        b"cprt": _text("CC0"),
        b"wtpt": _xyz(D50),
        b"kTRC": _parametric(curve),
    }
    return _profile(b"GRAY", tags)


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    placed: dict[bytes, int] = {}
    for signature, content in tags.items():
        if content not in placed:
            placed[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += signature + struct.pack(">II", placed[content], len(content))
    size = start + len(body)
    illuminant = struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    header = struct.pack(">I4xI", size, 0x04400000) + b"mntr" + space + b"XYZ " + NO_DAY
    header += b"acsp" + bytes(28) + illuminant
    return header.ljust(128, b"\0") + table + body


def _parametric(curve: Curve) -> bytes:
    kind = 3 if len(curve) > 1 else 0
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + b"".join(map(_s15fixed16, curve))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_s15fixed16, values))


def _s15fixed16(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return (
        b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded
    )
