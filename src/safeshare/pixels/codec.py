"""Bounded decoding: file bytes -> upright sRGB frames."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from safeshare.errors import TooLarge
from safeshare.model import DEFAULT_LIMITS, Limits
from safeshare.pixels.deep import DeepReader
from safeshare.pixels.density import ADVICE, check_decoded, check_density, samples_of
from safeshare.pixels.depth import resized
from safeshare.pixels.extents import check_pixels, extent_of
from safeshare.pixels.jpeg_passes import check_passes
from safeshare.pixels.opening import meaning, opened, profile_of
from safeshare.pixels.pictures import shown, upright_size
from safeshare.pixels.smear import smear
from safeshare.pixels.upright import upright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from safeshare.pixels.depth import Frame


@dataclass(frozen=True, slots=True)
class Photo:
    """Decoded pixels and how they move.

    frames: uint8 or uint16 (height, width, 3 or 4) sRGB, upright, row 0 on top.
    TIFF pages may differ in size and depth, frames of an animation do not.
    durations: milliseconds a frame, empty for a still photo or pages.
    loop: how often an animation plays, 0 for ever. smear: see smear.smear; the most of all.
    """

    frames: tuple[Frame, ...]
    durations: tuple[int, ...] = ()
    loop: int = 0
    smear: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What a photo says of itself without being decoded.

    width, height: upright pixels of the first frame. profile: its ICC profile, or b"".
    mode: Pillow's name of how pixels are kept. clear_animation: an animated PNG with
    transparency; what its frames hold under clear pixels can't be seen in the frames that
    a decoder puts together. smear: as in Photo.
    """

    width: int
    height: int
    frames: int
    profile: bytes = field(repr=False)
    mode: str
    clear_animation: bool
    smear: int


def measure(data: bytes, kind: str, limits: Limits = DEFAULT_LIMITS) -> Head:
    """Read a photo's head.

    kind: a name in opening.DECODERS. Raises TooLarge above the limits, UnreadableImage
    when the header can't be read.
    """
    with opened(data, kind) as image:
        profile, mode = profile_of(image), image.mode
        indices = shown(image, kind, limits.frames)
        several = int(getattr(image, "n_frames", 1)) > 1
        clear = kind == "png" and several and image.has_transparency_data
        image.seek(indices[0])
        width, height = _canvas(data, kind) or upright_size(image, kind)
        check_pixels(width * height * len(indices), limits)
        check_decoded(len(data), kind, image)
        check_passes(data, kind, image.size)
        reach = _smear(image, kind, indices)
        return Head(width, height, len(indices), profile, mode, clear, reach)


def _smear(image: Image.Image, kind: str, indices: Sequence[int]) -> int:
    reach = 0
    for index in indices if kind == "tiff" else indices[:1]:  # whose pages differ
        image.seek(index)
        reach = max(reach, smear(image, kind))
    return reach


def decode(data: bytes, kind: str, limits: Limits = DEFAULT_LIMITS) -> Photo:
    """Decode every frame to upright sRGB.

    kind: a name in opening.DECODERS. Pictures that no viewer shows are left out (see
    pictures.shown). PNG stills and TIFF pages with 16 bits a sample keep them (see
    deep). Colour under fully transparent pixels becomes black. Raises
    TooLarge before decoding, UnreadableImage when a frame can't be decoded.
    """
    with opened(data, kind) as image:
        indices = shown(image, kind, limits.frames)
        image.seek(indices[0])
        canvas = _canvas(data, kind)
        width, height = canvas or image.size
        check_pixels(width * height * len(indices), limits)
        _check_moving(width * height * len(indices), kind, len(indices), limits)
        check_passes(data, kind, image.size)
        profile, loop = meaning(data, kind, image), int(image.info.get("loop", 0) or 0)
        deep = DeepReader(data, kind)
        frames: list[Frame] = []
        durations: list[int] = []
        pixels = samples = reach = 0
        for index in indices:
            image.seek(index)
            pixels += image.width * image.height
            check_pixels(pixels, limits)
            here = samples_of(image, canvas or image.size, deep=deep.is_deep(image))
            samples = samples + here if kind == "tiff" else here  # frames: _check_moving
            check_density(len(data), kind, samples)
            reach = max(reach, smear(image, kind))
            frame = upright(image, kind, profile, deep, index)
            frames.append(frame if canvas is None else _grown(frame, canvas))
            durations.append(round(image.info.get("duration", 0) or 0))
    moves = len(frames) > 1 and kind != "tiff"
    return Photo(tuple(frames), tuple(durations) if moves else (), loop, reach)


def bounded(photo: Photo, max_side: int | None) -> Photo:
    """Shrink a photo so that no side is longer than `max_side` pixels; never enlarge it."""

    def shrink(frame: Frame) -> Frame:
        height, width = frame.shape[:2]
        if max_side is None or max(height, width) <= max_side:
            return frame
        scale = max_side / max(height, width)
        return resized(frame, (max(1, round(width * scale)), max(1, round(height * scale))))

    return replace(photo, frames=tuple(shrink(frame) for frame in photo.frames))


def _grown(frame: Frame, canvas: tuple[int, int]) -> Frame:
    """Put a frame in the upper left corner of a canvas, black or clear around it."""
    import numpy as np

    width, height = canvas
    missing = (0, height - frame.shape[0]), (0, width - frame.shape[1]), (0, 0)
    return np.pad(frame, missing) if any(map(any, missing)) else frame


def _canvas(data: bytes, kind: str) -> tuple[int, int] | None:
    """Give the canvas that holds all frames of a GIF; Pillow's grows from frame to frame."""
    extent = extent_of(data, kind) if kind == "gif" else None
    return (extent.width, extent.height) if extent else None


def _check_moving(pixels: int, kind: str, frames: int, limits: Limits) -> None:
    if pixels > limits.moving and (kind == "gif" or (frames > 1 and kind != "tiff")):
        most = f"{limits.moving / 1e6:,.0f} are the most whose pixels can be looked at or changed"
        raise TooLarge(
            f"its frames have {pixels / 1e6:,.0f} megapixels together; {most}.",
            advice=ADVICE,
        )
