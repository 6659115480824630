"""Writes animated WebP with transparency, pixel for pixel.

Pillow's encoder of animations, unlike the one of stills, puts colours under clear pixels.
So every frame is written as a still, and only what changed of it.
Source: RFC 9649, sections 2.7.1.1 (ANIM, ANMF) and 2.7 (VP8X).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from safeshare.errors import UnsupportedFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

MOVING, TRANSPARENT = 0x02, 0x10
OVERWRITES = 0x02
"""The frame's pixels replace those below, instead of lying upon them."""

LONGEST = (1 << 24) - 1
"""Milliseconds that a frame can last."""

METHOD = 4
"""Of 0 to 6; 6 takes several times as long and saves little."""


def write_webp(frames: Sequence[Frame], durations: Sequence[int], loop: int, quality: int) -> bytes:
    """Give a lossless animation.

    frames: uint8 (height, width, 4), all of one size. durations: milliseconds. loop: rounds,
    0 for ever. quality: how hard the encoder tries, 1 to 100.
    """
    height, width = frames[0].shape[:2]
    parts = [
        _chunk(b"VP8X", bytes([MOVING | TRANSPARENT, 0, 0, 0]), _three(width - 1, height - 1)),
        _chunk(b"ANIM", bytes(4), struct.pack("<H", min(loop, 0xFFFF))),
    ]
    before: Frame | None = None
    for frame, duration in zip(frames, durations, strict=True):
        left, top, right, bottom = _changed(frame, before)
        place = _three(left // 2, top // 2, right - left - 1, bottom - top - 1)
        time = _three(min(duration, LONGEST))
        coded = _still(frame[top:bottom, left:right], quality)
        parts.append(_chunk(b"ANMF", place, time, bytes([OVERWRITES]), coded))
        before = frame
    return _chunk(b"RIFF", b"WEBP", *parts)


def _changed(frame: Frame, before: Frame | None) -> tuple[int, int, int, int]:
    """Give the box that holds all pixels that differ, from even places on."""
    height, width = frame.shape[:2]
    if before is None:
        return 0, 0, width, height
    differs = (frame != before).any(axis=2)
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return 0, 0, 1, 1
    top, left = int(rows[0]) & ~1, int(columns[0]) & ~1
    return left, top, int(columns[-1]) + 1, int(rows[-1]) + 1


def _still(frame: Frame, quality: int) -> bytes:
    """Give the chunk of one coded picture."""
    from PIL import Image

    out = io.BytesIO()
    picture = Image.fromarray(np.ascontiguousarray(frame))
    picture.save(out, "WEBP", lossless=True, exact=True, quality=quality, method=METHOD)
    coded = out.getvalue()[12:]
    if not coded.startswith(b"VP8L"):
        raise UnsupportedFormat("webp can't hold this picture.", advice="Try another format.")
    return coded


def _three(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(3, "little") for number in numbers)


def _chunk(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack("<4sI", name, len(body)) + body + bytes(len(body) % 2)
