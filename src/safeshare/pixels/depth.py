"""Pixels of 8 or of 16 bits a sample, and what has to differ between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8 | np.uint16]

NEAREST = np.rint(np.arange(65536) / 257).astype(np.uint8)
"""The 8-bit level of each 16-bit one."""

LEAST_OPACITY = 256
"""16-bit opacity below which a pixel is clear: an 8-bit viewer can't tell it from none."""

STRIP = 256
"""Rows that are looked at at a time, so that memory stays bounded."""


def is_deep(frame: Frame) -> bool:
    """Whether a frame has 16 bits a sample."""
    return frame.dtype == np.uint16


def eight_bits(frame: Frame) -> NDArray[np.uint8]:
    """Give a frame with 8 bits a sample: the nearest of the 256 levels, 65535 becoming 255.

    frame: uint8 (given back as it is) or uint16, of any shape.
    """
    if frame.dtype == np.uint8:
        return frame.view(np.uint8)
    return NEAREST[frame]


def cleared(frame: Frame) -> Frame:
    """Give a frame whose clear pixels hold no colour: all zero where nothing is opaque.

    frame: (height, width, 3 or 4), uint8 or uint16.
    """
    if frame.shape[2] == 3:
        return frame
    least = LEAST_OPACITY if is_deep(frame) else 1
    kept = frame
    for top in range(0, frame.shape[0], STRIP):
        rows = frame[top : top + STRIP]
        clear = rows[..., 3] < least
        if clear.any() and (rows.any(axis=2) & clear).any():
            kept = frame.copy() if kept is frame else kept
            kept[top : top + STRIP][clear] = 0
    return kept


def resized(frame: Frame, size: tuple[int, int]) -> Frame:
    """Resample a frame with Lanczos' filter, in its own depth.

    frame: (height, width, 3 or 4), uint8 or uint16. size: the new (width, height).
    Colours count as much as they are opaque.
    """
    from PIL import Image

    if not is_deep(frame):
        # Pillow leaves what the filter overshoots under pixels that become clear.
        return cleared(np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS)))
    opacity = frame[..., 3] / np.float32(65535) if frame.shape[2] == 4 else None
    share = None if opacity is None else _stretched(opacity, size)
    small = np.empty((size[1], size[0], frame.shape[2]), np.uint16)
    for channel in range(3):
        values = frame[..., channel].astype(np.float32)
        if opacity is None or share is None:
            small[..., channel] = _levels(_stretched(values, size))
        else:
            weighted = _stretched(values * opacity, size)
            small[..., channel] = _levels(weighted / np.maximum(share, np.float32(1 / 65535)))
    if share is not None:
        small[..., 3] = _levels(share * np.float32(65535))
    return cleared(small)


def _stretched(plane: NDArray[np.floating], size: tuple[int, int]) -> NDArray[np.float32]:
    from PIL import Image

    return np.asarray(
        Image.fromarray(plane.astype(np.float32, copy=False)).resize(size, Image.Resampling.LANCZOS)
    )


def _levels(plane: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(np.clip(np.rint(plane), 0, 65535))
