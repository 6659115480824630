"""The pixels that a format can hold: what a decoder should return, within the codec's error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.pixels.codec import Photo
from safeshare.pixels.depth import cleared, eight_bits
from safeshare.pixels.palette import few_colours

if TYPE_CHECKING:
    from safeshare.pixels.depth import Frame


def without_alpha(photo: Photo) -> Photo:
    """Put transparent photos on white, for formats without transparency."""
    return replace(photo, frames=tuple(_on_white(eight_bits(frame)) for frame in photo.frames))


def _on_white(frame: Frame) -> Frame:
    if frame.shape[2] == 3:
        return frame
    alpha = frame[..., 3:].astype(np.uint16)
    mixed = (frame[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return mixed.astype(np.uint8)


def shallow(photo: Photo) -> Photo:
    """Give all frames 8 bits a sample, and alpha if one has it: animations have one format."""
    photo = replace(photo, frames=tuple(eight_bits(cleared(frame)) for frame in photo.frames))
    if len({frame.shape[2] for frame in photo.frames}) == 1:
        return photo
    return replace(photo, frames=tuple(_with_alpha(frame) for frame in photo.frames))


def still_deep(photo: Photo) -> Photo:
    """Keep the depth of a still."""
    return shallow(photo) if len(photo.frames) > 1 else as_deep(photo)


def as_deep(photo: Photo) -> Photo:
    """Keep the depth of each page."""
    return replace(photo, frames=tuple(cleared(frame) for frame in photo.frames))


def _with_alpha(frame: Frame) -> Frame:
    if frame.shape[2] == 4:
        return frame
    return np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)])


def palettes(photo: Photo) -> Photo:
    """Reduce each frame to at most 255 colours and clear or opaque pixels, as GIF holds."""
    return replace(photo, frames=tuple(few_colours(eight_bits(frame)) for frame in photo.frames))
