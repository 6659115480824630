"""Bare pixels -> file bytes. No encoder here ever sees the source's metadata."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from safeshare.errors import BadPlan, TooLarge, UnsupportedFormat
from safeshare.pixels.avif_times import without_times
from safeshare.pixels.codec import Photo
from safeshare.pixels.depth import eight_bits, is_deep
from safeshare.pixels.palette import indexed
from safeshare.pixels.sampling import sampling
from safeshare.pixels.settle import as_deep, palettes, shallow, still_deep, without_alpha
from safeshare.pixels.write_png import write_png
from safeshare.pixels.write_tiff import write_tiff
from safeshare.pixels.write_webp import write_webp

if TYPE_CHECKING:
    from PIL import Image

    from safeshare.pixels.depth import Frame

PNG_LEVEL = 6
"""Of zlib: what most programs write. 4 would take less than half the time on a photo, for a
copy that is 0.3 % larger and tells which program wrote it."""

AVIF_SPEED = 9
"""Of 0 to 10; 8 takes three times the time for 2 to 5 % less size, and looks no better."""

KEEPS = {"heic": "jpeg"}
"""What "keep" means for formats that are not written: HEIC needs 18 s for 12 megapixels."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """How pixels become a file.

    settle: gives the pixels that the format can hold (what a decoder should
    return, within the codec's error). write: those pixels -> bytes, with a
    quality of 1..100. longest: pixels a side can have. several: what more than
    one frame is, if it can hold that.
    """

    settle: Callable[[Photo], Photo]
    write: Callable[[Photo, int], bytes]
    longest: int
    several: Literal["frames", "pages"] | None = None


def target(source: str, wanted: str, photo_frames: int, longest: int = 1) -> str:
    """Choose the format of the copy.

    source: the source's format. wanted: "keep" or a name in ENCODERS.
    photo_frames: how many frames or pages there are. longest: side of the copy
    in pixels. An animation or a document of several pages only goes where all
    frames fit. Raises BadPlan for a format that can't hold them or does not
    exist, TooLarge for a side that it can't hold.
    """
    name = KEEPS.get(source, source) if wanted == "keep" else wanted
    if name not in ENCODERS:
        known = ", ".join(ENCODERS)
        raise BadPlan(f"there is no format {wanted!r}.", advice=f"Choose keep or one of {known}.")
    several: Literal["frames", "pages"] = "pages" if source == "tiff" else "frames"
    if photo_frames > 1 and ENCODERS[name].several != several:
        raise BadPlan(
            f"{name} can't hold its {photo_frames} {several}.",
            advice="Use --format keep for this file.",
        )
    if longest > ENCODERS[name].longest:
        raise TooLarge(
            f"{name} can't hold {longest:,} pixels a side.",
            advice=f"Use --max-side {ENCODERS[name].longest} or another format.",
        )
    return name


def merge_still(photo: Photo) -> tuple[Photo, tuple[int, ...]]:
    """Join equal frames that follow each other, as encoders do on their own.

    Returns the photo and, for each frame that is left, its index in the original.
    """
    if not photo.durations:
        return photo, tuple(range(len(photo.frames)))
    kept, durations = [0], [photo.durations[0]]
    for index in range(1, len(photo.frames)):
        if np.array_equal(photo.frames[index], photo.frames[kept[-1]]):
            durations[-1] += photo.durations[index]
        else:
            kept.append(index)
            durations.append(photo.durations[index])
    frames = tuple(photo.frames[index] for index in kept)
    return replace(photo, frames=frames, durations=tuple(durations)), tuple(kept)


def _save(images: list[Image.Image], kind: str, photo: Photo, **options: object) -> bytes:
    out = io.BytesIO()
    if len(images) > 1:
        options |= {"save_all": True, "append_images": images[1:]}
        if photo.durations:
            options |= {"duration": list(photo.durations), "loop": photo.loop}
    try:
        images[0].save(out, kind, **options)
    except (OSError, ValueError, RuntimeError) as error:  # how encoders say no
        advice = "Try another format, such as PNG."
        raise UnsupportedFormat(f"{kind} can't hold this picture.", advice=advice) from error
    return out.getvalue()


def _without_colours(frame: Frame) -> Frame:
    """Give (height, width, 1) of a grey frame without alpha, else the frame as it is.

    A grey photo would take three times its size.
    """
    if frame.shape[2] == 4:
        return frame
    grey = frame[..., :1]
    for rows in (slice(0, 1), slice(None)):  # most photos show colour at once
        if not np.array_equal(frame[rows, :, 1:], np.broadcast_to(grey, frame.shape)[rows, :, 1:]):
            return frame
    return grey


def _images(photo: Photo) -> list[Image.Image]:
    from PIL import Image

    return [Image.fromarray(frame) for frame in photo.frames]


def _jpeg(photo: Photo, quality: int) -> bytes:
    chroma = sampling(eight_bits(photo.frames[0]))
    # Standard tables: a camera's own, or ones made to measure, are a fingerprint.
    return _save(_images(photo), "JPEG", photo, quality=quality, subsampling=chroma)


def _png(photo: Photo, quality: int) -> bytes:
    del quality
    if is_deep(photo.frames[0]):
        return write_png(_without_colours(photo.frames[0]).view(np.uint16))
    return _save(_images(photo), "PNG", photo, compress_level=PNG_LEVEL)


def _webp(photo: Photo, quality: int) -> bytes:
    # Lossy colour spills under clear pixels, where nobody would see it and nothing may stand.
    exact = any(frame.shape[2] == 4 for frame in photo.frames)
    if exact and len(photo.frames) > 1:
        frames = [eight_bits(frame) for frame in photo.frames]
        return write_webp(frames, photo.durations, photo.loop, quality)
    return _save(
        _images(photo), "WEBP", photo, quality=quality, method=4, lossless=exact, exact=exact
    )


def _gif(photo: Photo, quality: int) -> bytes:
    del quality
    clear = any(frame.shape[2] == 4 for frame in photo.frames)
    disposal = {"disposal": 2} if clear else {}
    return _save(
        [indexed(eight_bits(f)) for f in photo.frames], "GIF", photo, optimize=False, **disposal
    )


def _tiff(photo: Photo, quality: int) -> bytes:
    del quality
    try:
        return write_tiff([_without_colours(frame) for frame in photo.frames])
    except ValueError as error:
        raise TooLarge("the TIFF copy would be longer than 4 GB.") from error


def _bmp(photo: Photo, quality: int) -> bytes:
    del quality
    return _save(_images(photo), "BMP", photo)


def _avif(photo: Photo, quality: int) -> bytes:
    return without_times(_save(_images(photo), "AVIF", photo, quality=quality, speed=AVIF_SPEED))


def _jxl(photo: Photo, quality: int) -> bytes:
    from safeshare.pixels import jxl

    return jxl.encode(photo.frames[0], quality)


ENCODERS = {
    "jpeg": Encoder(without_alpha, _jpeg, 65_500),
    "png": Encoder(still_deep, _png, 1_000_000, "frames"),
    "webp": Encoder(shallow, _webp, 16_383, "frames"),
    "gif": Encoder(palettes, _gif, 65_535, "frames"),
    "tiff": Encoder(as_deep, _tiff, 1_000_000, "pages"),
    "bmp": Encoder(without_alpha, _bmp, 1_000_000),
    "avif": Encoder(shallow, _avif, 65_536, "frames"),
    "jxl": Encoder(shallow, _jxl, 65_536),
}


@cache
def neutral(kind: str, quality: int) -> bytes:
    """Give a file of this format with a plain grey picture: the bytes that all copies share.

    kind: a name in ENCODERS. quality: 1..100; a lossy codec's tables follow it.
    """
    grey = np.full((64, 64, 3), 128, np.uint8)
    grey[0, 0] = (128, 128, 136)  # written with colours, like most copies
    encoder = ENCODERS[kind]
    return encoder.write(encoder.settle(Photo((grey,))), quality)
