"""Bounded decoding: file bytes -> upright sRGB frames."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from safeshare.errors import SafeshareError, TooLarge, UnreadableImage
from safeshare.model import DEFAULT_LIMITS, Limits
from safeshare.pixels.colour import to_srgb
from safeshare.pixels.pictures import orientation, shown, upright_size

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Frame = NDArray[np.uint8]

DECODERS = {
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "gif": "GIF",
    "tiff": "TIFF",
    "bmp": "BMP",
    "heic": "HEIF",
    "avif": "AVIF",
}
"""Name of a format -> the only Pillow plugin that gets to see its bytes."""

TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""EXIF orientation -> Pillow's name of the turn that makes the picture upright."""

MOST_SCANS = 2_000_000_000
"""Pixels of a JPEG times its scans; each scan makes the decoder walk over all pixels."""


@dataclass(frozen=True, slots=True)
class Photo:
    """Decoded pixels and how they move.

    frames: uint8 (height, width, 3 or 4) sRGB, upright, row 0 on top. TIFF
    pages may differ in size, frames of an animation do not.
    durations: milliseconds a frame, empty for a still photo or pages.
    loop: how often an animation plays, 0 for ever.
    """

    frames: tuple[Frame, ...]
    durations: tuple[int, ...] = ()
    loop: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """What the header says: upright pixels of the first frame, and the number of frames."""

    width: int
    height: int
    frames: int


def measure(data: bytes, kind: str, limits: Limits = DEFAULT_LIMITS) -> Size:
    """Read the size of a photo without decoding it.

    kind: a name in DECODERS. Raises TooLarge above the limits, UnreadableImage
    when the header can't be read.
    """
    with _opened(data, kind) as image:
        indices = shown(image, kind, limits.frames)
        image.seek(indices[0])
        _check_pixels(image.width * image.height * len(indices), limits)
        _check_scans(data, kind, image)
        return Size(*upright_size(image, kind), len(indices))


def colour_of(data: bytes, kind: str) -> tuple[bytes, str]:
    """Give the ICC profile (or b"") and the Pillow mode of a photo, without decoding it."""
    with _opened(data, kind) as image:
        return _profile(image), image.mode


def is_clear_animation(data: bytes, kind: str) -> bool:
    """Whether a photo has several frames and transparency, without decoding it.

    What its frames hold under clear pixels can't be seen in the frames that a
    decoder puts together.
    """
    with _opened(data, kind) as image:
        several = int(getattr(image, "n_frames", 1)) > 1
        return several and image.has_transparency_data


def decode(data: bytes, kind: str, limits: Limits = DEFAULT_LIMITS) -> Photo:
    """Decode every frame to upright sRGB.

    kind: a name in DECODERS. Pictures that no viewer shows are left out (see
    pictures.shown). Colour under fully transparent pixels becomes black. Raises
    TooLarge before decoding, UnreadableImage when a frame can't be decoded.
    """
    with _opened(data, kind) as image:
        indices = shown(image, kind, limits.frames)
        image.seek(indices[0])
        _check_pixels(image.width * image.height * len(indices), limits)
        _check_scans(data, kind, image)
        profile, loop = _profile(image), int(image.info.get("loop", 0) or 0)
        frames: list[Frame] = []
        durations: list[int] = []
        pixels = 0
        for index in indices:
            image.seek(index)
            pixels += image.width * image.height
            _check_pixels(pixels, limits)
            frames.append(_upright(image, kind, profile))
            durations.append(round(image.info.get("duration", 0) or 0))
    moves = len(frames) > 1 and kind != "tiff"
    return Photo(tuple(frames), tuple(durations) if moves else (), loop)


def preview(data: bytes, kind: str, max_side: int) -> bytes:
    """Give the first frame as an upright JPEG without metadata, for showing.

    max_side: longest side in pixels. The photo's limits are those of DEFAULT_LIMITS.
    """
    from PIL import Image

    with _opened(data, kind) as image:
        image.seek(shown(image, kind, DEFAULT_LIMITS.frames)[0])
        _check_pixels(image.width * image.height, DEFAULT_LIMITS)
        profile = _profile(image)
        image.draft(None, (max_side, max_side))
        frame = _upright(image, kind, profile, max_side)
    small = Image.fromarray(frame).convert("RGBA")
    paper = Image.new("RGBA", small.size, "white")
    out = io.BytesIO()
    Image.alpha_composite(paper, small).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def bounded(photo: Photo, max_side: int | None) -> Photo:
    """Shrink a photo so that no side is longer than `max_side` pixels; never enlarge it."""
    from PIL import Image

    def shrink(frame: Frame) -> Frame:
        height, width = frame.shape[:2]
        if max_side is None or max(height, width) <= max_side:
            return frame
        scale = max_side / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS))

    return replace(photo, frames=tuple(shrink(frame) for frame in photo.frames))


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """Open with one plugin, and turn whatever a decoder raises into UnreadableImage."""
    from PIL import Image

    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    # Limits of all frames together are checked before decoding. Pillow's own guard (twice this
    # number) stops a frame of an animation that enlarges the canvas while it is read.
    Image.MAX_IMAGE_PIXELS = DEFAULT_LIMITS.pixels // 2
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
        what = "is cut short" if "truncated" in str(error) else "is cut or broken"
        raise UnreadableImage(f"the picture can't be decoded: it {what}.") from error


def _upright(image: Image.Image, kind: str, profile: bytes, max_side: int | None = None) -> Frame:
    from PIL import Image

    image.load()
    upside = orientation(image, kind)
    if max_side is not None and max(image.size) > max_side and image.mode not in ("P", "1"):
        image = image.copy()
        image.thumbnail((max_side, max_side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    turn = TURNS.get(upside)
    turned = image if turn is None else image.transpose(Image.Transpose[turn])
    frame = np.asarray(to_srgb(turned, profile))
    if frame.shape[2] == 3:
        return frame
    return np.where(frame[..., 3:] > 0, frame, np.uint8(0))


def _profile(image: Image.Image) -> bytes:
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) else b""


def _check_scans(data: bytes, kind: str, image: Image.Image) -> None:
    scans = data.count(b"\xff\xda") if kind == "jpeg" else 1
    if scans * image.width * image.height > MOST_SCANS and scans > 1:
        raise TooLarge(f"it is coded in {scans:,} passes, which would take minutes to decode.")


def _check_pixels(pixels: int, limits: Limits) -> None:
    if pixels > limits.pixels:
        millions = f"{pixels / 1e6:,.0f} megapixels; the limit is {limits.pixels / 1e6:,.0f}"
        raise TooLarge(f"it has {millions}, all frames together.")
