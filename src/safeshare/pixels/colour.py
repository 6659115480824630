"""Colour profiles: to sRGB, or to a canonical profile that names no device and no day.

A profile tells how to show the colours, but also when it was made, by whom and
for which monitor. Dropping it shifts the colours of wide-gamut photos, so:
pixels that are rebuilt are converted to sRGB, and a lossless copy keeps one of
the canonical profiles below if it means the same colours.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from safeshare.pixels.matrix import deep_to_srgb
from safeshare.pixels.profiles import SRGB_CURVE, matrix_profile

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image, ImageCms

MAX_PROFILE = 4 << 20
"""Bytes; larger profiles are treated as absent (real ones stay under 3 MB)."""

DEEPEST = {"I;16": 65535.0, "I;16L": 65535.0, "I;16B": 65535.0, "I": 65535.0, "F": 1.0}
"""Pillow's deep grey modes -> the value that stands for white."""

SAME_COLOUR = 2
"""Largest difference, in steps of 8-bit Lab, at which two profiles count as the same."""

# Colourants (red, green, blue) adapted to D50, and the curve: IEC 61966-2-1's for
# Display P3 (as Apple and SMPTE EG 432-1 define it), 563/256 for Adobe RGB (1998).
_CANONICAL = {
    "Display P3": (
        ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407)),
        SRGB_CURVE,
    ),
    "Adobe RGB": (
        ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
        (563 / 256,),
    ),
}


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert an image to sRGB: mode RGB or RGBA.

    image: a Pillow image of any mode. profile: its ICC profile, or b"" for none.
    A profile that can't be read, does not fit the mode or means sRGB changes nothing.
    The result may be the image itself: take its pixels, never its `info`.
    """
    converts = canonical(profile, "RGB" if image.mode in ("RGBa", "PA") else image.mode) != b""
    if not converts and image.mode in ("RGB", "RGBA") and "transparency" not in image.info:
        return image
    alpha = _alpha(image)
    colours = _opaque(image)
    converted = (_through_profile(colours, profile) if converts else None) or _as_rgb(colours)
    if alpha is not None:
        converted = converted.copy() if converted is image else converted
        converted.putalpha(alpha)
    return converted


def deep_in_srgb(samples: NDArray[np.uint16], profile: bytes) -> NDArray[np.uint16] | None:
    """Convert 16-bit samples to sRGB, or give None where that takes more than a matrix profile.

    samples: uint16 (height, width, 1, 3 or 4). Returns (height, width, 3 or 4); which
    profiles change nothing, `to_srgb` says.
    """
    colours = samples[..., :3]
    if canonical(profile, "L" if samples.shape[2] == 1 else "RGB") != b"":
        converted = deep_to_srgb(colours, profile)
        if converted is None:
            return None
        colours = converted
        if samples.shape[2] == 4:
            colours = np.dstack([colours, samples[..., 3]])
        samples = colours
    return np.repeat(samples, 3, axis=2) if samples.shape[2] == 1 else samples


def _as_rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def canonical(profile: bytes, mode: str) -> bytes | None:
    """Give the profile a lossless copy may carry for `profile`.

    mode: the Pillow mode of the decoded image. Returns b"" when the copy needs
    none (sRGB, or a profile that is too large or that nothing can read), a canonical
    profile when it means the same colours, and None when only a conversion of the
    pixels is right.
    """
    if not profile or len(profile) > MAX_PROFILE:
        return b""
    if mode not in ("RGB", "RGBA", "P", "L", "LA", "1"):
        return None
    return _canonical_for(profile, grey=mode in ("L", "LA", "1"))


@cache
def canonical_profiles() -> dict[str, bytes]:
    """Build the canonical profiles: name -> ICC bytes, the same on every machine."""
    return {name: matrix_profile(name, *definition) for name, definition in _CANONICAL.items()}


@lru_cache(maxsize=16)
def _canonical_for(profile: bytes, *, grey: bool) -> bytes | None:
    seen = _appearance(profile, grey=grey)
    if seen is None:
        return b""
    if _same(seen, _appearance(b"", grey=grey)):
        return b""
    if grey:
        return None
    for candidate in canonical_profiles().values():
        if _same(seen, _appearance(candidate, grey=False)):
            return candidate
    return None


def _same(one: NDArray[np.int16], other: NDArray[np.int16] | None) -> bool:
    return other is not None and int(np.abs(one - other).max()) <= SAME_COLOUR


@lru_cache(maxsize=16)
def _appearance(profile: bytes, *, grey: bool) -> NDArray[np.int16] | None:
    """Lab values that a profile gives to a fixed set of colours; None if it can't be read."""
    from PIL import Image, ImageCms

    source = _open_profile(profile) if profile else ImageCms.createProfile("sRGB")
    if source is None:
        return None
    steps = range(0, 256, 51)
    colours = [(v, v, v) for v in range(0, 256, 5)] + list(product(steps, steps, steps))
    chart = np.array(colours, np.uint8)[None]
    image = Image.fromarray(chart)
    if grey:
        image = image.convert("L") if profile else image.convert("L").convert("RGB")
    try:
        transform = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("LAB"),
            image.mode,
            "LAB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.NOOPTIMIZE,  # tables for millions of pixels; the chart has 268
        )
    except ImageCms.PyCMSError:
        return None
    lab = ImageCms.applyTransform(image, transform)
    assert lab is not None  # noqa: S101 - it is None only with inPlace
    values = np.asarray(lab)
    lightness, opponents = values[..., :1], values[..., 1:].view(np.int8)
    return np.concatenate([lightness.astype(np.int16), opponents.astype(np.int16)], axis=-1)


def _open_profile(profile: bytes) -> ImageCms.ImageCmsProfile | None:
    from PIL import ImageCms

    if not 128 < len(profile) <= MAX_PROFILE:
        return None
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """Convert with the profile, or give None when it says nothing about this image."""
    from PIL import ImageCms

    transform = _transform(profile, image.mode)
    if transform is None:
        return None
    try:
        return ImageCms.applyTransform(image, transform)
    except ImageCms.PyCMSError:
        return None


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Build the way from a profile to sRGB, once for all photos of one camera."""
    from PIL import ImageCms

    source = _open_profile(profile)
    if source is None or mode not in ("RGB", "L", "CMYK", "LAB"):
        return None
    try:
        return ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except ImageCms.PyCMSError:
        return None


def _alpha(image: Image.Image) -> Image.Image | None:
    if image.mode in ("RGBA", "LA"):
        return image.getchannel("A")
    if image.mode in ("PA", "RGBa", "La") or image.has_transparency_data:
        return image.convert("RGBA").getchannel("A")
    return None


def _opaque(image: Image.Image) -> Image.Image:
    """Drop alpha and palette, keep the colour space: mode RGB, L, CMYK or LAB."""
    from PIL import Image

    if image.mode in DEEPEST:
        return Image.fromarray(_eight_bits(np.asarray(image), DEEPEST[image.mode]))
    if image.mode in ("RGB", "L", "CMYK", "LAB"):
        return image
    if image.mode in ("1", "LA", "La"):
        return image.convert("LA" if image.mode == "La" else image.mode).convert("L")
    return image.convert("RGB")


def _eight_bits(deep: NDArray[np.generic], white: float) -> NDArray[np.uint8]:
    """Scale by the mode's own white: a photo's range would let one pixel change all others."""
    values = np.nan_to_num(deep.astype(np.float32))
    levels: NDArray[np.uint8] = np.round(np.clip(values / white, 0, 1) * 255).astype(np.uint8)
    return levels
