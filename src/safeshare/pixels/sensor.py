"""Makes it harder to match a photo with the camera that took it.

The pixels of a sensor differ a little in what they make of light, and that pattern is in
every photo of a camera (Lukas, Fridrich, Goljan 2006, "Digital camera identification
from sensor pattern noise"). Here a photo is pulled about (see drift), what is no
more than noise is calmed by a local Wiener filter in two bands, and fresh grain is laid
over it. This lowers the match; docs/styles.md says how far, and it is not to nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from safeshare.pixels.depth import cleared
from safeshare.pixels.drift import Drift, around, drift_of, tiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.pixels.codec import Photo
    from safeshare.pixels.drift import Tile

    Floats = NDArray[np.float32]
    Frame = NDArray[np.uint8 | np.uint16]

FINE, COARSE, SPLIT = 5, 9, 1.5
"""Pixels a side of the neighbourhoods of the two bands, and the deviation of the blur between
them."""

REACH = 16
"""Pixels beyond a tile that its pixels depend on, at most."""

CALMED = 2.2
"""What is taken for noise, in deviations of the noise that was measured."""

LEAST, MOST = 2.5, 7.0
"""The same in 8-bit levels at least and at most; more is texture."""

GRAIN = 0.25
"""Deviation of the fresh grain, in units of what is taken for noise."""

BLOCK, QUIET = 16, 25
"""Pixels a side of the blocks whose noise is measured, and the percentile of them that counts:
the calmer ones hold little texture."""


def scrubbed(photo: Photo) -> tuple[Photo, Drift]:
    """Give a photo that carries less of its sensor's pattern, and how its pixels moved.

    photo: what must not show is filled already, since pixels take from their
    neighbours. Depth, size and transparency stay; all frames move alike.
    """
    drift = drift_of(photo.frames[0])
    frames = (_calmed(frame, drift) for frame in photo.frames)
    return replace(photo, frames=tuple(frames)), drift


def moved(photo: Photo, drift: Drift) -> Photo:
    """Give a photo whose pixels move by a drift, and are not changed otherwise."""
    frames = []
    for frame in photo.frames:
        out = np.empty_like(frame)
        for tile in tiles(frame.shape):
            out[tile] = _levels(_drawn(frame, drift, tile), frame)
        frames.append(cleared(out))
    return replace(photo, frames=tuple(frames))


def _calmed(frame: Frame, drift: Drift) -> Frame:
    level = np.iinfo(frame.dtype).max / 255
    noise = float(np.clip(CALMED * _noise(frame) / level, LEAST, MOST)) * level
    out = np.empty_like(frame)
    for tile in tiles(frame.shape):
        wide = tuple(
            slice(max(0, side.start - REACH), min(end, side.stop + REACH))
            for side, end in zip(tile, frame.shape[:2], strict=True)
        )
        rows, columns = wide
        picture = _drawn(frame, drift, (rows, columns))
        _calm(picture, noise)
        inner = tuple(
            slice(side.start - outer.start, side.stop - outer.start)
            for side, outer in zip(tile, wide, strict=True)
        )
        picture = picture[inner]
        opaque = picture[..., 3:] > 0 if frame.shape[2] == 4 else np.True_
        picture[..., :3] += _grain(drift, tile, GRAIN * noise) * opaque
        out[tile] = _levels(picture, frame)
    return cleared(out)


def _drawn(frame: Frame, drift: Drift, tile: Tile) -> Floats:
    """Give a tile of the moved photo, float32 (rows, columns, 3 or 4) in the photo's levels.

    Colours count as much as they are opaque.
    """
    import cv2

    xs, ys = drift.sources(frame.shape, tile)
    part, left, top = around(frame, xs, ys)
    source = part.astype(np.float32)
    white = float(np.iinfo(frame.dtype).max)
    if frame.shape[2] == 4:
        source[..., :3] = source[..., :3] * (source[..., 3:] / np.float32(white))
    there = cv2.remap(source, xs - left, ys - top, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if frame.shape[2] == 4:
        there[..., :3] = there[..., :3] * (np.float32(white) / np.maximum(there[..., 3:], 1))
        there[there[..., 3] < 1] = 0
    return cast("Floats", there)


def _calm(picture: Floats, noise: float) -> None:
    """Take noise out of the colours of a picture, in place; not beside clear places."""
    import cv2

    colours = picture[..., :3]
    low = cast("Floats", cv2.GaussianBlur(colours, (0, 0), SPLIT))
    fine, coarse = _wiener(colours - low, noise, FINE), _wiener(low, noise / 2, COARSE)
    calm = np.add(fine, coarse)
    if picture.shape[2] == 4:
        opaque = (picture[..., 3] > 0).view(np.uint8)
        calm = np.where(cv2.erode(opaque, np.ones((21, 21), np.uint8))[..., None], calm, colours)
    picture[..., :3] = calm


def _wiener(plane: Floats, noise: float, side: int) -> Floats:
    """Keep of each pixel's difference from its surroundings what noise does not explain.

    (J. S. Lee 1980, "Digital image enhancement and noise filtering by use of local statistics".)
    """
    import cv2

    mean = cv2.blur(plane, (side, side))
    power = cv2.blur(plane * plane, (side, side)) - mean * mean
    share = np.maximum(power - np.float32(noise**2), 0) / np.maximum(power, np.float32(1e-3))
    return cast("Floats", mean + share * (plane - mean))


def _noise(frame: Frame) -> float:
    """Measure a photo's noise, as a deviation in its levels, on its green."""
    green = frame[..., 1].astype(np.float32)
    rows, columns = (side // BLOCK * BLOCK for side in green.shape)
    if not (rows and columns):
        return 0.0
    green = green[:rows, :columns]
    detail = (green[::2, ::2] - green[1::2, ::2] - green[::2, 1::2] + green[1::2, 1::2]) / 2
    half = BLOCK // 2
    blocks = np.square(detail).reshape(rows // BLOCK, half, columns // BLOCK, half)
    return float(np.sqrt(np.percentile(blocks.mean(axis=(1, 3)), QUIET)))


def _grain(drift: Drift, tile: Tile, deviation: float) -> Floats:
    """Give grain for a tile, float32 (rows, columns, 1): grey, so that grey photos stay grey."""
    random = np.random.default_rng((drift.seed, tile[0].start, tile[1].start))
    size = tuple(side.stop - side.start for side in tile)
    return random.standard_normal((*size, 1), np.float32) * np.float32(deviation)


def _levels(picture: Floats, like: Frame) -> Frame:
    white = np.iinfo(like.dtype).max
    return cast("Frame", np.clip(np.rint(picture), 0, white).astype(like.dtype))
