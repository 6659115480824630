"""How a picture looks and what its samples are, by Pillow alone: no code of safeshare."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageCms, ImageOps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Small = NDArray[np.float32]

SIDE = 64
"""Pictures are compared at this size, where lossy coding hardly shows."""
SHIFT = 2.0
"""Mean error in levels of 255 above which a colour shift can be seen."""

ONE_PICTURE = ("JPEG", "MPO", "HEIF")
"""Formats whose further frames are previews and second pictures, which are to go."""
_REDUCED, _SUBFILE_TYPE = 1, 254
_DEEP = ("I", "I;16", "I;16B", "I;16L", "F")

INTENTS = (ImageCms.Intent.PERCEPTUAL, ImageCms.Intent.RELATIVE_COLORIMETRIC)
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Look:
    """One decoded file.

    size: upright, in pixels. smalls: float32 (SIDE, SIDE, 3) sRGB, upright, one
    for each of INTENTS: a viewer may take either.
    samples: a digest of every frame's upright samples, before any colour
    conversion. profile: the ICC profile, or b"".
    """

    size: tuple[int, int]
    smalls: tuple[Small, ...]
    samples: tuple[str, ...]
    profile: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a picture."""

    rotated: bool
    shifted: bool
    identical: bool


def look(path: Path) -> Look | None:
    """Decode all that a viewer shows of a file; None where Pillow can't."""
    from pillow_heif import register_heif_opener

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                return _look(image)
    except Exception:  # noqa: BLE001 - decoders raise anything on broken files
        return None


def compare(before: Look, after: Look) -> Change:
    """Compare a source with its copy."""
    pairs = list(zip(before.smalls, after.smalls, strict=True))
    straight = min(_error(one, other) for one, other in pairs)
    turned = min(_error(turn, other) for one, other in pairs for turn in _turns(one))
    rotated = before.size != after.size or (straight > SHIFT and turned < straight / 2)
    return Change(rotated, min(straight, turned) > SHIFT, before.samples == after.samples)


def _look(image: Image.Image) -> Look:
    profile = image.info.get("icc_profile") or b""
    upright = ImageOps.exif_transpose(image)
    smalls = tuple(_small(_srgb(upright, profile, intent)) for intent in INTENTS)
    return Look(upright.size, smalls, tuple(_samples(image)), profile)


def _small(image: Image.Image) -> Small:
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32)


def _samples(image: Image.Image) -> list[str]:
    if image.format in ONE_PICTURE:
        return [_digest(image)]
    digests = []
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        tags = getattr(image, "tag_v2", {})
        if not tags.get(_SUBFILE_TYPE, 0) & _REDUCED:
            digests.append(_digest(image))
    return digests


def _digest(image: Image.Image) -> str:
    upright = ImageOps.exif_transpose(image)
    raw = upright if upright.mode in (*_DEEP, "CMYK") else upright.convert("RGBA")
    head = f"{raw.mode} {raw.size} ".encode()
    return hashlib.sha256(head + raw.tobytes()).hexdigest()


def _srgb(image: Image.Image, profile: bytes, intent: ImageCms.Intent) -> Image.Image:
    if image.mode in _DEEP:
        values = np.asarray(image, np.float64)
        white = 1.0 if image.mode == "F" and values.max(initial=0) <= 1 else 65535.0
        levels = np.clip(values / white * 255, 0, 255).astype(np.uint8)
        return Image.fromarray(levels).convert("RGB")
    if image.mode not in ("L", "RGB", "CMYK"):
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(paper, layer).convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, _SRGB, intent, "RGB", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _turns(small: Small) -> list[Small]:
    """Give the seven other ways to lay a picture."""
    flipped = small[:, ::-1]
    return [np.rot90(small, turn) for turn in (1, 2, 3)] + [
        np.rot90(flipped, turn) for turn in range(4)
    ]


def _error(one: Small, other: Small) -> float:
    return float(np.abs(one - other).mean())
