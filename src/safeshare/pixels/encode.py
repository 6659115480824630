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

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Frame = NDArray[np.uint8]

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


def _without_alpha(photo: Photo) -> Photo:
    """Put transparent photos on white, for formats without transparency."""
    return replace(photo, frames=tuple(_on_white(frame) for frame in photo.frames))


def _on_white(frame: Frame) -> Frame:
    if frame.shape[2] == 3:
        return frame
    alpha = frame[..., 3:].astype(np.uint16)
    mixed = (frame[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return mixed.astype(np.uint8)


def _one_channel_count(photo: Photo) -> Photo:
    """Give all frames alpha if one has it: an animation has one pixel format."""
    if len({frame.shape[2] for frame in photo.frames}) == 1:
        return photo
    return replace(photo, frames=tuple(_with_alpha(frame) for frame in photo.frames))


def _with_alpha(frame: Frame) -> Frame:
    if frame.shape[2] == 4:
        return frame
    return np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)])


def _palettes(photo: Photo) -> Photo:
    """Reduce each frame to at most 255 colours and clear or opaque pixels, as GIF holds."""
    return replace(photo, frames=tuple(_few_colours(frame) for frame in photo.frames))


def _few_colours(frame: Frame) -> Frame:
    from PIL import Image

    colours = np.ascontiguousarray(frame[..., :3])
    if len(np.unique(_packed(colours))) > 255:
        reduced = Image.fromarray(colours).quantize(255, dither=Image.Dither.FLOYDSTEINBERG)
        colours = np.asarray(reduced.convert("RGB"))
    if frame.shape[2] == 3:
        return colours
    opaque = frame[..., 3] >= 128
    return np.dstack([colours * opaque[..., None], opaque * np.uint8(255)])


def _packed(colours: Frame) -> NDArray[np.uint32]:
    wide = colours.astype(np.uint32)
    packed: NDArray[np.uint32] = (wide * np.array([1 << 16, 1 << 8, 1], np.uint32)).sum(
        axis=-1, dtype=np.uint32
    )
    return packed


def _indexed(frame: Frame) -> Image.Image:
    """Turn a frame of few colours into a palette image, colour for colour."""
    from PIL import Image

    packed, index = np.unique(_packed(frame[..., :3]), return_inverse=True)
    palette = np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=1)
    pixels = index.reshape(frame.shape[:2]).astype(np.uint8)
    clear = len(packed)
    if frame.shape[2] == 4:
        pixels[frame[..., 3] == 0] = clear
    image = Image.fromarray(pixels, "P")
    image.putpalette(palette.astype(np.uint8).tobytes())
    if frame.shape[2] == 4:
        image.info["transparency"] = clear
    return image


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


def _images(photo: Photo) -> list[Image.Image]:
    from PIL import Image

    return [Image.fromarray(frame) for frame in photo.frames]


def _jpeg(photo: Photo, quality: int) -> bytes:
    return _save(_images(photo), "JPEG", photo, quality=quality, subsampling="4:2:0")


def _png(photo: Photo, quality: int) -> bytes:
    del quality
    return _save(_images(photo), "PNG", photo, compress_level=6)


def _webp(photo: Photo, quality: int) -> bytes:
    # Lossy colour spills under clear pixels, where nobody would see it and nothing may stand.
    exact = any(frame.shape[2] == 4 for frame in photo.frames)
    return _save(_images(photo), "WEBP", photo, quality=quality, method=4, lossless=exact)


def _gif(photo: Photo, quality: int) -> bytes:
    del quality
    clear = any(frame.shape[2] == 4 for frame in photo.frames)
    disposal = {"disposal": 2} if clear else {}
    return _save([_indexed(f) for f in photo.frames], "GIF", photo, optimize=False, **disposal)


def _tiff(photo: Photo, quality: int) -> bytes:
    del quality
    return _save(_images(photo), "TIFF", photo, compression="tiff_adobe_deflate")


def _bmp(photo: Photo, quality: int) -> bytes:
    del quality
    return _save(_images(photo), "BMP", photo)


def _avif(photo: Photo, quality: int) -> bytes:
    return without_times(_save(_images(photo), "AVIF", photo, quality=quality, speed=8))


ENCODERS = {
    "jpeg": Encoder(_without_alpha, _jpeg, 65_500),
    "png": Encoder(_one_channel_count, _png, 1_000_000, "frames"),
    "webp": Encoder(_one_channel_count, _webp, 16_383, "frames"),
    "gif": Encoder(_palettes, _gif, 65_535, "frames"),
    "tiff": Encoder(lambda photo: photo, _tiff, 1_000_000, "pages"),
    "bmp": Encoder(_without_alpha, _bmp, 1_000_000),
    "avif": Encoder(_one_channel_count, _avif, 65_536, "frames"),
}


@cache
def neutral(kind: str, quality: int) -> bytes:
    """Give a file of this format with a plain grey picture: the bytes that all copies share.

    kind: a name in ENCODERS. quality: 1..100; a lossy codec's tables follow it.
    """
    grey = Photo((np.full((64, 64, 3), 128, np.uint8),))
    encoder = ENCODERS[kind]
    return encoder.write(encoder.settle(grey), quality)
