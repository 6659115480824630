"""Grain as strong, and as fine, as the photo's own, in a pattern that owes it nothing.

Its strength and its softness are measured where the photo shows least texture,
outside of the mask; the pattern comes from a fixed seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from safeshare.redact.fill import white_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.redact.field import Field
    from safeshare.redact.pieces import Window

    Floats = NDArray[np.float32]
    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

BLOCK = 12
"""Pixels a side of the blocks whose noise is measured."""

MOST_BLOCKS = 28
"""Blocks a row and a column of the photo that are looked at."""

CALM = 0.15
"""Share of the blocks, the calmest, that have noise alone and no texture."""

ALIKE, FEWEST = 0.15, 12
"""Noise follows brightness: blocks count that are as bright as the fill, within this share
of white, if there are so many of them."""

STRONGEST = 3.0
"""Deviation in 8-bit levels; calm places of a photo that have more hold texture."""

SOFTEST = 0.8
"""Correlation of neighbours; more is a slope, not noise."""

TILE = 512
"""Pixels a side of the pattern, which repeats."""


@dataclass(frozen=True, slots=True)
class Grain:
    """Noise for one photo; the same at a place whatever else is covered.

    tile: float32 (TILE, TILE, 3), in levels of the photo, that continues at its opposite edge.
    """

    tile: Floats = field(repr=False)

    def over(self, window: Window, channels: int) -> Floats:
        """Give the noise in a window of the photo; none in its opacity.

        The window's rows lie in one tile: they begin at or after a multiple of TILE and
        end before or at the next.
        """
        rows, columns = window
        top, left = rows.start % TILE, columns.start % TILE
        strip = self.tile[top : top + rows.stop - rows.start]
        wide = columns.stop - columns.start
        times = -(-(left + wide) // TILE)
        noise = np.tile(strip, (1, times, 1))[:, left : left + wide]
        return noise if channels == 3 else np.pad(noise, ((0, 0), (0, 0), (0, channels - 3)))


@dataclass(frozen=True, slots=True)
class Noise:
    """What was measured on blocks of a photo, each float32 (n,), in levels.

    means: brightness. power: squared deviation. beside: mean product of neighbours.
    """

    means: Floats
    power: Floats
    beside: Floats
    white: int


def noise_of(image: Frame, mask: Mask) -> Noise:
    """Measure the noise of a photo outside of a mask.

    image: uint8 or uint16 (height, width, 3 or 4). mask: bool (height, width); masked pixels
    are not read.
    """
    blocks = _blocks(image, mask)
    means = blocks.mean(axis=(1, 2))
    rest = blocks - blocks.mean(axis=1, keepdims=True) - blocks.mean(axis=2, keepdims=True)
    rest += means[:, None, None]
    beside = (rest[:, :, 1:] * rest[:, :, :-1]).mean(axis=(1, 2))
    return Noise(means, np.square(rest).mean(axis=(1, 2)), beside, white_of(image))


def grain(noise: Noise, fill: Field) -> Grain:
    """Make grain for a fill, like what a photo has where it is as bright as the fill."""
    strength, softness = _strength(noise, float(np.median(fill.grid[..., 1])))
    return Grain(_pattern(round(softness, 1)) * np.float32(strength))


def plain_grain(strength: float) -> Grain:
    """Make grain of a deviation in levels, whatever the photo has."""
    return Grain(_pattern(0.0) * np.float32(strength))


def _blocks(image: Frame, mask: Mask) -> Floats:
    """Green of blocks all over the photo that no mask touches: float32 (n, BLOCK, BLOCK)."""
    height, width = mask.shape
    step_down, step_right = (max(BLOCK, side // MOST_BLOCKS) for side in mask.shape)
    down = np.arange(0, height - BLOCK + 1, step_down)[:, None, None, None]
    right = np.arange(0, width - BLOCK + 1, step_right)[None, :, None, None]
    inner = np.arange(BLOCK)
    rows, columns = down + inner[:, None], right + inner
    free = ~mask[rows, columns]
    if image.shape[2] == 4:
        free &= image[rows, columns, 3] > 0
    return np.asarray(image[rows, columns, 1][free.all(axis=(2, 3))], np.float32)


def _strength(noise: Noise, brightness: float) -> tuple[float, float]:
    """Deviation in levels, and the correlation of neighbours."""
    alike = np.abs(noise.means - brightness) < ALIKE * noise.white
    chosen = alike if np.count_nonzero(alike) >= FEWEST else np.ones_like(alike)
    power = noise.power[chosen]
    if not power.size:
        return 0.0, 0.0
    calm = power <= np.quantile(power, CALM)
    total = float(power[calm].mean())
    strength = math.sqrt(total) * BLOCK / (BLOCK - 1)  # what the means took away comes back
    softness = float(noise.beside[chosen][calm].mean()) / total if total else 0.0
    return min(strength, STRONGEST * noise.white / 255), min(max(softness, 0.0), SOFTEST)


@lru_cache(maxsize=10)
def _pattern(softness: float) -> Floats:
    """Noise of deviation 1 whose neighbours have a correlation, float32 (TILE, TILE, 3).

    The same for all colours: what a photo's coding leaves of its noise is brightness.
    """
    import cv2

    noise = np.random.default_rng(TILE).standard_normal((TILE, TILE), np.float32)
    if softness:
        # After a Gaussian blur the correlation at distance 1 is exp(-1 / (4 sigma^2)).
        sigma, edge = math.sqrt(-1 / (4 * math.log(softness))), 8
        wrapped = np.pad(noise, edge, mode="wrap")
        soft = cv2.GaussianBlur(wrapped, (0, 0), sigma)[edge:-edge, edge:-edge]
        noise = np.asarray(soft / soft.std(), np.float32)
    return np.repeat(noise[..., None], 3, axis=2)
