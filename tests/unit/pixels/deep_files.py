"""Small 16-bit TIFF and PNG files, stored in the many ways that programs have."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.uint16]
ROWS = 10


def deep_scene(channels: int, height: int = 37, width: int = 53) -> Samples:
    """Slopes with noise in all 16 bits; a fourth channel is opacity, nowhere zero."""
    random = np.random.default_rng(channels)
    slope = np.add.outer(np.linspace(0, 30_000, height), np.linspace(0, 30_000, width))
    grey = (slope + random.integers(0, 3000, slope.shape)).astype(np.uint16)
    layers = [grey, grey[::-1], grey[:, ::-1], np.maximum(grey, 1000)][:channels]
    return np.dstack(layers)


def tiff(
    samples: Samples,
    *,
    order: str = "<",
    photometric: int | None = None,
    planar: int = 1,
    predictor: int = 1,
    tile: int | None = None,
    extra: int = 2,
    orientation: int = 1,
) -> bytes:
    height, width, channels = samples.shape
    planes = [samples] if planar == 1 else [samples[..., n : n + 1] for n in range(channels)]
    parts = [part for plane in planes for part in _parts(plane, tile)]
    packed = [_packed(part, order, predictor) for part in parts]
    starts = np.cumsum([8, *map(len, packed)]).tolist()
    photometric = photometric if photometric is not None else (1 if channels == 1 else 2)
    tags = [
        (256, "I", [width]),
        (257, "I", [height]),
        (258, "H", [16] * channels),
        (259, "H", [8]),
        (262, "H", [photometric]),
        (274, "H", [orientation]),
        (277, "H", [channels]),
        (284, "H", [planar]),
        (317, "H", [predictor]),
        (324 if tile else 273, "I", starts[:-1]),
        (325 if tile else 279, "I", [len(part) for part in packed]),
        *([(322, "I", [tile]), (323, "I", [tile])] if tile else [(278, "I", [ROWS])]),
        *([(338, "H", [extra])] if channels == 4 else []),
    ]
    at = starts[-1] + 6 + 12 * len(tags)
    entries, values = struct.pack(order + "H", len(tags)), b""
    for tag, kind, numbers in sorted(tags):
        raw = struct.pack(f"{order}{len(numbers)}{kind}", *numbers)
        if len(raw) > 4:
            place = struct.pack(order + "I", at + len(values))
            values += raw
            raw = place
        code = {"H": 3, "I": 4}[kind]
        entries += struct.pack(order + "HHI", tag, code, len(numbers)) + raw.ljust(4, b"\0")
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", starts[-1])
    return head + b"".join(packed) + entries + bytes(4) + values


def _parts(plane: Samples, tile: int | None) -> list[Samples]:
    height, width, _ = plane.shape
    if tile is None:
        return [plane[top : top + ROWS] for top in range(0, height, ROWS)]
    padded = np.pad(plane, ((0, -height % tile), (0, -width % tile), (0, 0)))
    return [
        padded[top : top + tile, left : left + tile]
        for top in range(0, height, tile)
        for left in range(0, width, tile)
    ]


def _packed(part: Samples, order: str, predictor: int) -> bytes:
    stored = part.copy()
    if predictor == 2:
        stored[:, 1:] -= part[:, :-1]
    return zlib.compress(stored.astype(stored.dtype.newbyteorder(order)).tobytes())


def png(samples: Samples, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of 16 bits; chunks: kind and content of what stands before the picture."""
    height, width, channels = samples.shape
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)),
        *chunks,
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
