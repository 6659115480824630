"""Bounded decoding: file bytes -> upright sRGB frames."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from safeshare.errors import SafeshareError, TooLarge, UnreadableImage
from safeshare.model import DEFAULT_LIMITS, Limits
from safeshare.pixels.colour import DEEPEST
from safeshare.pixels.deep import DeepReader
from safeshare.pixels.density import ADVICE, check_decoded, check_density, samples_of
from safeshare.pixels.depth import eight_bits, resized
from safeshare.pixels.extents import check_extent, check_pixels, extent_of
from safeshare.pixels.jpeg_passes import check_passes
from safeshare.pixels.pictures import shown, upright_size
from safeshare.pixels.png_colour import png_profile
from safeshare.pixels.png_texts import without_texts
from safeshare.pixels.shown import as_jpeg
from safeshare.pixels.smear import smear
from safeshare.pixels.upright import upright, upright_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from safeshare.pixels.depth import Frame

DECODERS = {
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "gif": "GIF",
    "tiff": "TIFF",
    "bmp": "BMP",
    "heic": "HEIF",
    "avif": "SAFESHARE-AVIF",
    "jxl": "SAFESHARE-JXL",
}
"""Name of a format -> the only Pillow plugin that gets to see its bytes."""


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

    kind: a name in DECODERS. Raises TooLarge above the limits, UnreadableImage
    when the header can't be read.
    """
    with _opened(data, kind) as image:
        profile, mode = _profile(image), image.mode
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

    kind: a name in DECODERS. Pictures that no viewer shows are left out (see
    pictures.shown). PNG stills and TIFF pages with 16 bits a sample keep them (see
    deep). Colour under fully transparent pixels becomes black. Raises
    TooLarge before decoding, UnreadableImage when a frame can't be decoded.
    """
    with _opened(data, kind) as image:
        indices = shown(image, kind, limits.frames)
        image.seek(indices[0])
        canvas = _canvas(data, kind)
        width, height = canvas or image.size
        check_pixels(width * height * len(indices), limits)
        _check_moving(width * height * len(indices), kind, len(indices), limits)
        check_passes(data, kind, image.size)
        profile, loop = _meaning(data, kind, image), int(image.info.get("loop", 0) or 0)
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


def preview(data: bytes, kind: str, max_side: int) -> bytes:
    """Give the first frame as an upright JPEG without metadata, for showing.

    max_side: longest side in pixels. The photo's limits are those of DEFAULT_LIMITS. Raises
    TooLarge before decoding, UnreadableImage when the frame can't be decoded.
    """
    from PIL import Image

    with _opened(data, kind) as image:
        first = shown(image, kind, DEFAULT_LIMITS.frames)[0]
        image.seek(first)
        check_pixels(image.width * image.height, DEFAULT_LIMITS)
        check_passes(data, kind, image.size)
        if kind != "jpeg":  # which is decoded small
            check_density(len(data), kind, samples_of(image, image.size, deep=False))
        profile = _meaning(data, kind, image)
        image.draft(None, (max_side, max_side))
        image.load()
        if image.mode in DEEPEST:
            frame = upright(image, kind, profile, DeepReader(data, kind), first)
        elif max(image.size) > max_side and image.mode not in ("P", "1"):
            small = image.copy()
            small.thumbnail((max_side, max_side), Image.Resampling.BILINEAR, reducing_gap=2.0)
            frame = upright_image(small, kind, profile)
        else:
            frame = upright_image(image, kind, profile)
    return as_jpeg(eight_bits(bounded(Photo((eight_bits(frame),)), max_side).frames[0]))


def bounded(photo: Photo, max_side: int | None) -> Photo:
    """Shrink a photo so that no side is longer than `max_side` pixels; never enlarge it."""

    def shrink(frame: Frame) -> Frame:
        height, width = frame.shape[:2]
        if max_side is None or max(height, width) <= max_side:
            return frame
        scale = max_side / max(height, width)
        return resized(frame, (max(1, round(width * scale)), max(1, round(height * scale))))

    return replace(photo, frames=tuple(shrink(frame) for frame in photo.frames))


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """Open with one plugin, and turn whatever a decoder raises into UnreadableImage."""
    from PIL import Image

    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if kind == "avif":
        from safeshare.pixels import avif_crop

        avif_crop.register()
    if kind == "jxl":
        from safeshare.pixels import jxl

        jxl.register()
    # Limits of all frames together are checked before decoding. Pillow's own guard (twice this
    # number) stops a frame of an animation that enlarges the canvas while it is read.
    Image.MAX_IMAGE_PIXELS = DEFAULT_LIMITS.pixels // 2
    check_extent(data, kind)
    data = without_texts(data) if kind == "png" else data
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[DECODERS[kind]]) as image:
                yield image
    except SafeshareError:
        raise
    except Image.DecompressionBombError as error:
        most = f"{DEFAULT_LIMITS.pixels / 1e6:,.0f} megapixels"
        raise TooLarge(f"a picture in it has more than {most}.") from error
    except MemoryError as error:
        raise TooLarge("there is not enough memory to decode it.") from error
    except Exception as error:  # decoders raise anything on foreign bytes
        what = (
            "is cut short"
            if "truncated" in str(error)
            else "is cut, broken, or coded in a way that is not known here"
        )
        raise UnreadableImage(f"the picture can't be decoded: it {what}.") from error


def _profile(image: Image.Image) -> bytes:
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) else b""


def _meaning(data: bytes, kind: str, image: Image.Image) -> bytes:
    """Give a profile that says how the colours are meant, b"" for sRGB."""
    embedded = _profile(image)
    return png_profile(data, embedded) if kind == "png" else embedded


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
