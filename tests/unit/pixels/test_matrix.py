"""16-bit conversion agrees with the 8-bit one of LittleCMS, on profiles of many shapes."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from safeshare.pixels import colour
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.matrix import deep_to_srgb
from safeshare.pixels.profiles import SRGB_CURVE, grey_profile, matrix_profile

WIDE = ((0.7976, 0.288, 0.0), (0.1352, 0.7119, 0.0), (0.0313, 0.0001, 0.8249))
"""ProPhoto's colourants."""


def with_curve(profile: bytes, curve: bytes) -> bytes:
    """The profile with another curve for all channels, put behind its end."""
    table = bytearray(profile + bytes(-len(profile) % 4) + curve)
    start = len(table) - len(curve)
    for n in range(struct.unpack_from(">I", table, 128)[0]):
        at = 132 + 12 * n
        if table[at : at + 4] in (b"rTRC", b"gTRC", b"bTRC", b"kTRC"):
            struct.pack_into(">II", table, at + 4, start, len(curve))
    struct.pack_into(">I", table, 0, len(table))
    return bytes(table)


def table_curve(*values: int) -> bytes:
    return b"curv" + bytes(4) + struct.pack(f">I{len(values)}H", len(values), *values)


def parametric(kind: int, *values: float) -> bytes:
    fixed = (round(value * 65536) for value in values)
    return b"para" + bytes(4) + struct.pack(f">HH{len(values)}i", kind, 0, *fixed)


P3 = colour.canonical_profiles()["Display P3"]
PROFILES = {
    "Display P3": P3,
    "Adobe RGB": colour.canonical_profiles()["Adobe RGB"],
    "ProPhoto": matrix_profile("wide", WIDE, (1.8,)),
    "a gamma": with_curve(P3, b"curv" + bytes(4) + struct.pack(">IH", 1, round(1.8 * 256))),
    "a table": with_curve(P3, table_curve(*(round(65535 * (n / 99) ** 2) for n in range(100)))),
    "linear": with_curve(P3, table_curve()),
    "parametric 1": with_curve(P3, parametric(1, 2.2, 1, -0.05)),
    "parametric 2": with_curve(P3, parametric(2, 2.0, 0.95**0.5 - 0.02, 0.02, 0.05)),
    "parametric 4": with_curve(
        P3, parametric(4, 2.4, 0.99 ** (1 / 2.4) - 0.05, 0.05, 0.08, 0.04, 0.01, 0.002)
    ),
}


def chart(channels: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (64, 64, channels), np.uint8)


def through_littlecms(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """LittleCMS with 8 bits, without its short cuts, which are off by 12 levels in dark colours."""
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        "RGB",
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.NOOPTIMIZE,
    )
    return np.asarray(ImageCms.applyTransform(Image.fromarray(pixels), transform))


@pytest.mark.parametrize("name", PROFILES)
def test_it_agrees_with_littlecms(name: str) -> None:
    shallow = chart(3)
    wanted = through_littlecms(shallow, PROFILES[name])
    seen = deep_to_srgb(shallow.astype(np.uint16) * 257, PROFILES[name])
    assert seen is not None
    assert np.abs(eight_bits(seen).astype(int) - wanted).max() <= 1


def test_grey_agrees_with_littlecms() -> None:
    profile = grey_profile("grey", (1.6,))
    shallow = chart(1)
    wanted = np.asarray(colour.to_srgb(Image.fromarray(shallow[..., 0]), profile))
    seen = colour.deep_in_srgb(shallow.astype(np.uint16) * 257, profile)
    assert seen is not None
    assert np.abs(eight_bits(seen).astype(int) - wanted).max() <= 2


def test_srgb_comes_back_as_it_was() -> None:
    colourants = (
        (0.43607, 0.22249, 0.01392),
        (0.38515, 0.71687, 0.09708),
        (0.14307, 0.06061, 0.7141),
    )
    ramp = np.repeat(np.arange(65536, dtype=np.uint16)[None, :, None], 3, axis=2)
    seen = deep_to_srgb(ramp, matrix_profile("sRGB", colourants, SRGB_CURVE))
    assert seen is not None
    assert np.abs(seen.astype(int) - ramp).max() <= 16  # profiles have 16-bit parameters
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.array_equal(colour.deep_in_srgb(ramp, usual), ramp)


@pytest.mark.parametrize(
    "profile",
    [
        b"",
        bytes(200),
        P3[:150],
        P3.replace(b"rXYZ", b"A2B0"),
        P3.replace(b"XYZ \x07", b"Lab \x07"),
        with_curve(P3, table_curve(*range(9))[:20]),
        with_curve(P3, parametric(9, 1)),
        with_curve(P3, b"para" + bytes(3)),
        P3[:128] + b"\xff\xff\xff\xff" + P3[132:],
        grey_profile("grey", (2.2,)),
    ],
    ids=str,
)
def test_what_is_no_matrix_profile_for_them_is_left_to_others(profile: bytes) -> None:
    assert deep_to_srgb(chart(3).astype(np.uint16), profile) is None


def test_a_singular_profile_gives_pixels_all_the_same() -> None:
    seen = deep_to_srgb(chart(3).astype(np.uint16), matrix_profile("odd", (WIDE[0],) * 3, (2.2,)))
    assert seen is not None
    assert seen.shape == (64, 64, 3)
