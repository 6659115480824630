"""Whether a preview shows what the photo shows, or what a crop or a blur took away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from safeshare.errors import SafeshareError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Grey = NDArray[np.float32]

SIDE: Final = 160
"""Longest side in pixels at which a preview and the photo are compared."""

_LEAST_SIDE = 16  # a smaller preview shows nothing that could be told apart
_SAME_SHAPE = 0.04  # how far two aspect ratios may lie apart, as a share
_FLAT = 24  # levels within which bars around a picture vary
_NOISE = 14  # levels by which coding may change a smoothed pixel
_EDGES = 0.55  # share of a local contrast that a shift of half a pixel may change
_PATCH = 7  # side in pixels of the smallest patch that counts
_CHANGED = 0.6  # share of a patch's pixels that must have changed
_DETAIL = 80  # variance of detail, in squared levels, from which its loss is looked for
_LEFT = 0.2  # share of detail below which it counts as lost
_HIDDEN_PATCH = 13  # side in pixels of a patch whose detail was lost
_LOST = 0.45  # share of such a patch that must have lost it
_ANOTHER = 0.35  # share of all pixels above which it is another picture


class Likeness(StrEnum):
    """How a preview compares with the photo."""

    SAME = "same"
    IN_PART = "in part"  # the same view, but not everywhere
    OTHER = "other"  # another picture, or another part of it


def small_jpeg(picture: bytes, side: int = SIDE) -> bytes | None:
    """Return an encoded picture as a small upright JPEG without metadata, or None.

    None where it is of no known format, can't be decoded or is large for its few bytes.
    """
    from safeshare.formats import sniff
    from safeshare.pixels.preview import preview

    try:
        return preview(picture, sniff(picture).name, side, beside=True)
    except SafeshareError:
        return None


def likeness(picture: bytes, frame: NDArray[np.uint8]) -> Likeness | None:
    """Tell how an encoded preview compares with the photo's pixels; None where it can't be told.

    frame: uint8 (height, width, 3 or 4) sRGB, upright. The preview may be turned
    or mirrored, have bars around it, be cut to another shape about its middle,
    and be darker, brighter and coarser. Parts that differ count from about 7
    pixels of 160 on.
    """
    from PIL import Image

    encoded = small_jpeg(picture)
    if encoded is None:
        return None
    with Image.open(io.BytesIO(encoded), formats=["JPEG"]) as opened:
        small = opened.convert("L")
    if min(small.size) < _LEAST_SIDE:
        return None
    photo = _small(frame)
    pairs = (pair for pair in _pairs(small, photo) if min(pair[0].size) >= _LEAST_SIDE)
    changes = [_changes(*pair) for pair in pairs]
    total, worst = min(changes, default=(1.0, 2.0))
    if total > _ANOTHER:
        return Likeness.OTHER
    return Likeness.IN_PART if worst > 1 else Likeness.SAME


def _small(frame: NDArray[np.uint8]) -> Image:
    from PIL import Image

    photo = Image.fromarray(frame[..., :3])
    photo = photo.reduce(max(1, max(photo.size) // (2 * SIDE)))
    photo.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return photo.convert("L")


def _pairs(small: Image, photo: Image) -> Iterator[tuple[Image, Image]]:
    """Yield the ways in which a preview may lie upon the photo, as pictures of one size."""
    from PIL import Image

    turns = (None, *Image.Transpose)
    for turn in turns:
        turned = small if turn is None else small.transpose(turn)
        shape, wanted = _aspect(turned), _aspect(photo)
        if abs(shape / wanted - 1) <= _SAME_SHAPE:
            yield _matched(turned, photo)
            continue
        inner = turned.crop(_middle(turned, wanted))
        if _has_bars(turned, inner):
            yield _matched(inner, photo)
        elif (shape > 1) == (wanted > 1) or 1 in (shape, wanted):
            yield _matched(turned, photo.crop(_middle(photo, shape)))


def _aspect(picture: Image) -> float:
    return picture.width / picture.height


def _middle(picture: Image, aspect: float) -> tuple[int, int, int, int]:
    """Return the largest box of an aspect ratio in the middle of a picture."""
    width = min(picture.width, max(1, round(picture.height * aspect)))
    height = min(picture.height, max(1, round(picture.width / aspect)))
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return left, top, left + width, top + height


def _has_bars(whole: Image, inner: Image) -> bool:
    """Tell whether what surrounds the middle of a picture is flat."""
    import numpy as np

    pixels = np.asarray(whole)
    down, across = (whole.height - inner.height) // 2 - 1, (whole.width - inner.width) // 2 - 1
    bars = [pixels[:down], pixels[whole.height - down :]] if down > 0 else []
    bars += [pixels[:, :across], pixels[:, whole.width - across :]] if across > 0 else []
    return bool(bars) and all(np.ptp(np.percentile(bar, (2, 98))) <= _FLAT for bar in bars)


def _matched(small: Image, photo: Image) -> tuple[Image, Image]:
    """Return both at the smaller one's size."""
    from PIL import Image

    size = min(small.size, photo.size)
    return small.resize(size, Image.Resampling.BOX), photo.resize(size, Image.Resampling.BOX)


def _changes(small: Image, photo: Image) -> tuple[float, float]:
    """Return how much changed: the share of all pixels, and 0..1 for the patch that changed most.

    A pixel changed where both differ by more than coding, brightness and a
    small shift explain, or where the preview has detail that the photo lacks. A
    shift moves edges that both have; a blur takes edges that only one has.
    """
    import numpy as np

    one, other = (_mean(np.asarray(picture, np.float32), 1) for picture in (small, photo))
    contrast = np.minimum(_contrast(one), _contrast(other))
    changed = np.abs(_toned(other, one) - one) > _NOISE + _EDGES * contrast
    patches = _mean(changed, _PATCH // 2) / _CHANGED
    lost = _mean(_lost(one, other), _HIDDEN_PATCH // 2) / _LOST
    return float(changed.mean()), float(max(patches.max(), lost.max()))


def _lost(one: Grey, other: Grey) -> NDArray[np.bool_]:
    """Return where the first picture has detail of which the other has next to nothing."""
    import numpy as np

    first, second = (picture - _mean(picture, 3) for picture in (one, other))
    energy = _mean(first * first, 4)
    lost = (energy > _DETAIL) & (_mean(first * second, 4) < _LEFT * energy)
    lost[:2] = lost[-2:] = lost[:, :2] = lost[:, -2:] = False  # at the rim a pixel more is seen
    return np.asarray(lost)


def _mean(picture: NDArray[np.generic], reach: int) -> Grey:
    """Return each pixel's mean with its neighbours, up to `reach` away each way."""
    import numpy as np

    side = 2 * reach + 1
    wide = np.pad(picture.astype(np.float64), ((reach + 1, reach), (reach + 1, reach)), mode="edge")
    sums = wide.cumsum(0).cumsum(1)
    boxes = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(boxes / side**2, np.float32)


def _contrast(picture: Grey) -> Grey:
    import numpy as np
    from PIL import Image, ImageFilter

    grey = Image.fromarray(picture.round().astype(np.uint8))
    high, low = grey.filter(ImageFilter.MaxFilter(5)), grey.filter(ImageFilter.MinFilter(5))
    return np.asarray(high, np.float32) - np.asarray(low, np.float32)


def _toned(other: Grey, one: Grey) -> Grey:
    """Return `other` in the tones of `one`: its darkest as dark, its brightest as bright."""
    import numpy as np

    shares = np.linspace(0, 100, 33)
    steps = np.maximum.accumulate(np.percentile(other, shares) + np.arange(33) * 1e-3)
    return np.interp(other, steps, np.percentile(one, shares)).astype(np.float32)
