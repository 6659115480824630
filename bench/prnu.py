"""How a laboratory would match a photo with a sensor's pattern.

The noise of a photo is what a denoiser takes away (here: undecimated wavelets with a local
Wiener filter, after Mihcak, Kozintsev, Ramchandran 1999), freed of what all cameras share by
zero means of rows and columns and by whitening. It is compared with brightness times
pattern: by correlation, and by the peak to correlation energy (Goljan 2008), the height of
the best shift over all others. 60 is what is taken for a match (Goljan, Fridrich, Filler 2009).
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Pixels = NDArray[np.uint8]

MATCH = 60.0

SPLINE = np.array([1, 4, 6, 4, 1], np.float32) / 16
BANDS = (0.89, 0.2, 0.086, 0.041)
"""Deviation that white noise of 1 has in each band of these wavelets."""

NOISE = 3.0
SHIFTS, SPARED = 16, 5


def brightness(image: Pixels) -> Plane:
    """Give the brightness of uint8 (height, width, 3)."""
    return cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY).astype(np.float32)


def residual(grey: Plane) -> Plane:
    """Give the noise of a photo, whitened."""
    noise: NDArray[np.floating] = np.zeros_like(grey)
    rest: NDArray[np.floating] = grey
    for level, share in enumerate(BANDS):
        kernel = np.zeros(4 * 2**level + 1, np.float32)
        kernel[:: 2**level] = SPLINE
        low = np.asarray(cv2.sepFilter2D(rest, -1, kernel, kernel), np.float32)
        band, power = rest - low, np.square(rest - low)
        own = np.float32((NOISE * share) ** 2)
        local = [np.maximum(cv2.blur(power, (side, side)) - own, 0) for side in (3, 5, 7, 9)]
        noise += band * own / (np.min(local, axis=0) + own)
        rest = low
    noise -= noise.mean(axis=0)
    noise -= noise.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft2(noise)
    power = cv2.blur(np.square(np.abs(spectrum)).astype(np.float32), (9, 9))
    return np.fft.irfft2(spectrum / np.sqrt(np.maximum(power, 1e-6)), noise.shape).astype("f4")


def fingerprint(photos: Iterable[Pixels]) -> Plane:
    """Estimate a sensor's pattern from photos, by maximum likelihood (Chen et al. 2008)."""
    over: NDArray[np.floating] = np.zeros((1, 1))
    under = over
    for photo in photos:
        grey = brightness(photo)
        over, under = over + residual(grey) * grey, under + grey * grey
    return np.asarray(over / (under + 1), np.float32)


def correlation(noise: Plane, pattern: Plane) -> float:
    """Give Pearson's correlation."""
    return float(np.corrcoef(noise.ravel(), pattern.ravel())[0, 1])


def peak_to_energy(noise: Plane, pattern: Plane) -> float:
    """Give the peak to correlation energy over shifts of up to SHIFTS pixels."""
    both = np.fft.rfft2(noise) * np.conj(np.fft.rfft2(pattern))
    found = np.fft.irfft2(both, noise.shape)
    near = np.roll(found, (SHIFTS, SHIFTS), (0, 1))[: 2 * SHIFTS + 1, : 2 * SHIFTS + 1]
    row, column = np.unravel_index(np.argmax(near), near.shape)
    peak, side = float(near[row, column]), 2 * SPARED + 1
    away = (SHIFTS - int(row) + SPARED, SHIFTS - int(column) + SPARED)
    spared = np.roll(found, away, (0, 1))[:side, :side]
    energy = (np.square(found).sum() - np.square(spared).sum()) / (found.size - side**2)
    return float(np.sign(peak) * peak**2 / energy)


def blockwise(noise: Plane, pattern: Plane, side: int = 128, reach: int = 12) -> float:
    """Give the mean squared best correlation of blocks, each at a shift of its own."""
    rows, columns = (length // side for length in noise.shape)

    def cut(plane: Plane) -> Plane:
        inner = plane[: rows * side, : columns * side]
        return inner.reshape(rows, side, columns, side).swapaxes(1, 2)

    one, other = cut(noise), cut(pattern)
    found = np.fft.irfft2(np.fft.rfft2(one) * np.conj(np.fft.rfft2(other)), (side, side))
    power = np.square(one).sum(axis=(2, 3)) * np.square(other).sum(axis=(2, 3))
    near = np.roll(found, (reach, reach), (2, 3))[:, :, : 2 * reach + 1, : 2 * reach + 1]
    best = near.max(axis=(2, 3)) / np.sqrt(np.maximum(power, 1e-9))
    return float(np.square(best).mean() * side**2)
