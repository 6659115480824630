"""Writes a PNG with 16 bits a sample, which Pillow can't: header, rows, end, and nothing else.

Source: PNG specification, third edition, 5.3, 9.2 (filters), 11.2.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Deep = NDArray[np.uint16]
    Bytes = NDArray[np.uint8]

COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""Samples a pixel -> colour type."""

SUB, UP = 1, 2
LEVEL = 2
"""Of zlib: noise in the low bytes can't be pressed together, so more is only slower."""

PIECE = 1 << 18
"""Bytes from which on a chunk is full."""

STRIP = 64
"""Rows that are filtered at a time."""


def write_png(samples: Deep) -> bytes:
    """Give a PNG file.

    samples: uint16 (height, width, 1 to 4): grey, grey and alpha, RGB, RGBA.
    """
    height, width, channels = samples.shape
    header = struct.pack(">IIBBBBB", width, height, 16, COLOUR_TYPES[channels], 0, 0, 0)
    chunks = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header)]
    chunks += [_chunk(b"IDAT", piece) for piece in _packed(samples)]
    return b"".join([*chunks, _chunk(b"IEND", b"")])


def _packed(samples: Deep) -> Iterator[bytes]:
    """Give the compressed rows in pieces: readers like them short."""
    packer = zlib.compressobj(LEVEL)
    waiting = bytearray()
    for rows in _filtered(samples):
        waiting += packer.compress(rows)
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting + packer.flush())


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return b"".join([struct.pack(">I", len(content)), kind, content, struct.pack(">I", checksum)])


def _filtered(samples: Deep) -> Iterator[bytes]:
    """Give the rows, each less what stands to its left or above, whichever leaves less."""
    height, width, channels = samples.shape
    step = 2 * channels
    above = np.zeros((1, width * step), np.uint8)
    for top in range(0, height, STRIP):
        part = np.ascontiguousarray(samples[top : top + STRIP].astype(">u2"))
        rows = part.view(np.uint8).reshape(len(part), width * step)
        left, up = rows.copy(), rows - np.concatenate([above, rows[:-1]])
        left[:, step:] -= rows[:, :-step]
        takes_up = _size(up) < _size(left)
        out = np.empty((len(rows), 1 + width * step), np.uint8)
        out[:, 0] = np.where(takes_up, UP, SUB)
        out[:, 1:] = np.where(takes_up[:, None], up, left)
        above = rows[-1:]
        yield out.tobytes()


def _size(rows: Bytes) -> NDArray[np.int64]:
    """Give the sum of a row's bytes, read as small numbers around zero."""
    return np.asarray(np.abs(rows.view(np.int8).astype(np.int16)).sum(axis=1, dtype=np.int64))
