"""JPEG XL samples -> 8-bit sRGB, by the colour encoding that the header names.

Source: ISO/IEC 18181-1 (colour encoding), ITU-T H.273 (curves and primaries),
Bradford's matrix (ICC.1:2022, annex E) for another white than that of sRGB.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from safeshare.errors import UnsupportedFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.pixels.jxl_header import Colour, Header

    Samples = NDArray[np.generic]
    Floats = NDArray[np.float64]

STRIP: Final = 1 << 20  # samples that are converted at once
STEPS: Final = 65_535  # of the table back to sRGB

WHITES: Final = {1: (0.3127, 0.3290), 10: (1 / 3, 1 / 3), 11: (0.314, 0.351)}
PRIMARIES: Final = {
    1: (0.639998686, 0.330010138, 0.300003784, 0.600003357, 0.150002046, 0.059997204),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
"""Enum value -> x and y of red, green and blue; those of sRGB as the standard rounds them."""

BRADFORD: Final = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
SRGB, LINEAR, BT709, DCI = 13, 8, 1, 17
ADVICE: Final = "Export it as PNG or JPEG with the colours of sRGB first."


def check_colour(colour: Colour) -> None:
    """Raise UnsupportedFormat for colours that can't be turned into sRGB."""
    if colour.icc:
        problem = "its colours follow a profile inside of the coded picture, which can't be read."
        raise UnsupportedFormat(problem, advice=ADVICE)
    known = (
        colour.space in (0, 1)
        and (colour.gamma or colour.curve in (SRGB, LINEAR, BT709, DCI))
        and (isinstance(colour.white, tuple) or colour.white in WHITES)
        and (isinstance(colour.primaries, tuple) or colour.primaries in PRIMARIES)
    )
    if not known:
        problem = "its colours are of high dynamic range, or of a kind that can't be shown."
        raise UnsupportedFormat(problem, advice=ADVICE)


def eight_bits(samples: Samples, header: Header) -> NDArray[np.uint8]:
    """Give samples as sRGB.

    samples: (height, width, 1 to 4), as the decoder gave them: integers up to
    2**bits - 1, or floating-point numbers of 0..1. The last of two or four is alpha.
    Raises UnsupportedFormat for colours that can't be turned into sRGB.
    """
    check_colour(header.colour)
    white = 1.0 if header.floating else float((1 << header.bits) - 1)
    count = samples.shape[2] - (samples.shape[2] in (2, 4))
    plain = header.colour.curve == SRGB and _is_srgb(header.colour)
    if plain and samples.dtype == np.uint8 and header.bits == 8 and not header.premultiplied:
        return samples.astype(np.uint8, copy=False)
    out = np.empty(samples.shape, np.uint8)
    rows = max(1, STRIP // (samples.shape[1] * samples.shape[2]))
    for top in range(0, samples.shape[0], rows):
        strip = np.nan_to_num(samples[top : top + rows].astype(np.float64)) / white
        if header.premultiplied and count < strip.shape[2]:
            strip[..., :count] /= np.maximum(strip[..., count:], 1 / 65_535)
        strip = np.clip(strip, 0, 1)
        if not plain:
            strip[..., :count] = _to_srgb(strip[..., :count], header.colour)
        out[top : top + rows] = np.round(strip * 255)
    return out


def _is_srgb(colour: Colour) -> bool:
    """Whether grey, or red, green and blue, are those of sRGB."""
    return colour.space == 1 or bool(np.allclose(_matrix(colour), np.eye(3), atol=1e-4))


def _to_srgb(values: Floats, colour: Colour) -> Floats:
    linear = _linear(values, colour)
    if colour.space == 0:
        linear = np.clip(linear @ _matrix(colour).T, 0, 1)
    coded: Floats = _back()[np.round(linear * STEPS).astype(np.uint16)]
    return coded


def _linear(values: Floats, colour: Colour) -> Floats:
    """Undo the curve; values of 0..1."""
    if colour.gamma:
        return values ** (10_000_000 / colour.gamma)
    if colour.curve == SRGB:
        return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    if colour.curve == BT709:
        return np.where(values < 0.081, values / 4.5, ((values + 0.099) / 1.099) ** (1 / 0.45))
    return values**2.6 if colour.curve == DCI else values


@cache
def _back() -> Floats:
    """Give the table from linear light to sRGB (IEC 61966-2-1)."""
    linear = np.arange(STEPS + 1) / STEPS
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


@cache
def _matrix(colour: Colour) -> Floats:
    """Give the matrix from linear light of this encoding to that of sRGB."""
    white = _chosen(colour.white, WHITES)
    to_xyz = _xyz(_chosen(colour.primaries, PRIMARIES), white)
    bradford = np.array(BRADFORD)
    cones = bradford @ _white(WHITES[1]) / (bradford @ _white(white))
    adapted = np.linalg.inv(bradford) @ np.diag(cones) @ bradford @ to_xyz
    matrix: Floats = np.linalg.inv(_xyz(PRIMARIES[1], WHITES[1])) @ adapted
    return matrix


def _chosen(
    given: int | tuple[int, ...], table: Mapping[int, tuple[float, ...]]
) -> tuple[float, ...]:
    return table[given] if isinstance(given, int) else tuple(value / 1e6 for value in given)


def _xyz(points: tuple[float, ...], white: tuple[float, ...]) -> Floats:
    """Give the matrix from linear red, green and blue to XYZ."""
    columns = np.stack([_white(points[at : at + 2]) for at in (0, 2, 4)], axis=1)
    scaled: Floats = columns * np.linalg.solve(columns, _white(white))
    return scaled


def _white(point: tuple[float, ...]) -> Floats:
    """Give the XYZ of a chromaticity at a luminance of 1."""
    x, y = point
    return np.array([x / y, 1.0, (1 - x - y) / y])
