"""16-bit colours through a matrix profile to sRGB; Pillow's own conversion has 8 bits.

Source: ICC.1:2022, 8.3.3 and 8.4 (which tags a profile of this kind has), 10.6 (curves), 10.18
(parametric curves), 10.31 (XYZ), F.2 (what they mean). The intent is relative colorimetric.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Deep = NDArray[np.uint16]
    Floats = NDArray[np.float32]

MOST_TAGS = 100
STRIP = 128
"""Rows that are converted at a time."""

SRGB = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))
"""XYZ of sRGB's red, green and blue, adapted to D50, as columns."""

TABLES = (b"A2B0", b"A2B1", b"A2B2", b"D2B0", b"D2B1", b"D2B2", b"D2B3")
"""Tags that say more than a matrix does, and that count before it."""

# kind of a parametric curve: names of its parameters, of g a b c d e f (ICC.1:2022, table 68)
PARAMETERS = ("g", "gab", "gabc", "gabcd", "gabcdef")


def deep_to_srgb(samples: Deep, profile: bytes) -> Deep | None:
    """Convert samples to sRGB, or give None where the profile is no matrix profile for them.

    samples: uint16 (height, width, 1 or 3); grey stays grey.
    """
    try:
        curves, matrix, black = _read(profile)
    except (struct.error, IndexError, KeyError, ValueError, np.linalg.LinAlgError):
        return None
    if len(curves) != samples.shape[2]:
        return None
    out = np.empty_like(samples)
    encode = _encoding()
    for top in range(0, samples.shape[0], STRIP):
        rows = slice(top, top + STRIP)
        linear = np.stack([curve[samples[rows, :, n]] for n, curve in enumerate(curves)], axis=2)
        linear = np.clip((linear @ matrix.T - black) / (1 - black), 0, 1)
        out[rows] = encode[np.rint(np.sqrt(linear) * 65535).astype(np.uint16)]
    return out


@lru_cache(maxsize=4)
def _read(profile: bytes) -> tuple[tuple[Floats, ...], Floats, np.float32]:
    """Give one curve a channel, float32 (65536), the matrix to sRGB's linear colours, and black.

    black: the luminance of the darkest colour, which becomes sRGB's black (black point
    compensation, ISO 18619).
    """
    space, connection = profile[16:20], profile[20:24]
    tags = _tags(profile)
    if connection != b"XYZ " or set(TABLES) & set(tags):
        raise ValueError("no matrix profile")
    if space == b"GRAY":
        grey = _curve(tags[b"kTRC"])
        return (grey,), np.ones((1, 1), np.float32), _black(grey[0])
    if space != b"RGB ":
        raise ValueError("no matrix profile")
    curves = tuple(_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC"))
    colourants = np.array([_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]).T
    matrix = (np.linalg.inv(np.array(SRGB)) @ colourants).astype(np.float32)
    return curves, matrix, _black(colourants[1] @ [curve[0] for curve in curves])


def _black(luminance: float) -> np.float32:
    return np.float32(min(max(luminance, 0.0), 0.5))


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > MOST_TAGS:
        raise ValueError("too many tags")
    entries = (struct.unpack_from(">4sII", profile, 132 + 12 * n) for n in range(count))
    return {name: profile[start : start + size] for name, start, size in entries}


def _xyz(content: bytes) -> tuple[float, ...]:
    if content[:4] != b"XYZ ":
        raise ValueError("no XYZ")
    return tuple(value / 65536 for value in struct.unpack_from(">3i", content, 8))


def _curve(content: bytes) -> Floats:
    """Give the linear value, 0..1, of each of the 65536 sample values."""
    x = np.linspace(0, 1, 65536)
    if content[:4] == b"para":
        return _clean(_parametric(content, x))
    if content[:4] != b"curv":
        raise ValueError("no curve")
    (count,) = struct.unpack_from(">I", content, 8)
    if count == 0:
        return _clean(x)
    if count == 1:
        return _clean(x ** (struct.unpack_from(">H", content, 12)[0] / 256))
    table = np.frombuffer(content, ">u2", count, 12) / 65535
    return _clean(np.interp(x, np.linspace(0, 1, count), table))


def _parametric(content: bytes, x: NDArray[np.float64]) -> NDArray[np.float64]:
    names = PARAMETERS[struct.unpack_from(">H", content, 8)[0]]
    values = struct.unpack_from(f">{len(names)}i", content, 12)
    p = dict.fromkeys("bcdef", 0.0) | {"a": 1.0}
    p |= {name: value / 65536 for name, value in zip(names, values, strict=True)}
    power = np.maximum(p["a"] * x + p["b"], 0) ** p["g"]
    if names == "g":
        return power
    if names in ("gab", "gabc"):  # above the knee the power and c, below it c alone
        knee = -p["b"] / p["a"] if p["a"] else 0.0
        return np.where(x >= knee, power + p["c"], p["c"])
    return np.where(x >= p["d"], power + p["e"], p["c"] * x + p["f"])


def _clean(values: NDArray[np.float64]) -> Floats:
    return np.clip(np.nan_to_num(values), 0, 1).astype(np.float32)


@lru_cache(maxsize=1)
def _encoding() -> Deep:
    """Give sRGB's 16-bit values (IEC 61966-2-1), by the square root of the linear ones.

    The root spreads the dark values, so that a table of 65536 is exact within one step.
    """
    linear = np.linspace(0, 1, 65536) ** 2
    curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    table: Deep = np.rint(curved * 65535).astype(np.uint16)
    return table
