"""cICP, gAMA and cHRM mean something, and a rebuilt PNG shows it."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image

from safeshare.pixels import colour
from safeshare.pixels.codec import decode
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.png_colour import P3_PRIMARIES, SRGB_PRIMARIES, png_profile
from tests.unit.pixels.deep_files import deep_scene, png

P3 = colour.canonical_profiles()["Display P3"]
SAMPLES = deep_scene(3)


def gamma(value: int) -> tuple[bytes, bytes]:
    return b"gAMA", value.to_bytes(4, "big")


def primaries(*values: int) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *values)


def eight_bit(*chunks: tuple[bytes, bytes]) -> bytes:
    """The same picture with 8 bits: its header says so, and its rows are half as long."""
    import zlib

    rows = b"".join(b"\0" + row.tobytes() for row in (SAMPLES >> 8).astype(np.uint8))
    data = bytearray(png(SAMPLES, *chunks))
    data[24] = 8
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    at = data.index(b"IDAT") - 4
    packed = zlib.compress(rows)
    idat = len(packed).to_bytes(4, "big") + b"IDAT" + packed
    return bytes(data[:at]) + idat + zlib.crc32(idat[4:]).to_bytes(4, "big") + bytes(data[-12:])


@pytest.mark.parametrize(
    "chunks",
    [
        (),
        (gamma(45455),),
        (gamma(45454), primaries(31269, 32899, 63999, 32998, 29998, 59999, 14999, 5999)),
        (primaries(*SRGB_PRIMARIES),),
        ((b"sRGB", b"\0"), gamma(100_000)),
        ((b"cICP", bytes([1, 13, 0, 1])), gamma(100_000)),
        ((b"cICP", bytes([9, 16, 0, 1])),),
        (gamma(0),),
        (gamma(1 << 31),),
        (gamma(60_000), primaries(31270, 0, 64000, 33000, 30000, 60000, 15000, 6000)),
        (gamma(60_000), primaries(*(31270, 32900) * 4)),
        (gamma(60_000), primaries(*(1 << 31,) * 8)),
    ],
    ids=str,
)
def test_srgb_and_nonsense_change_nothing(chunks: tuple[tuple[bytes, bytes], ...]) -> None:
    for data in (png(SAMPLES, *chunks), eight_bit(*chunks)):
        assert png_profile(data, b"") == b""
    assert np.array_equal(decode(png(SAMPLES, *chunks), "png").frames[0], SAMPLES)


def test_a_linear_picture_becomes_lighter_as_srgb_defines() -> None:
    linear = SAMPLES / 65535
    wanted = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    (deep,) = decode(png(SAMPLES, gamma(100_000)), "png").frames
    (shallow,) = decode(eight_bit(gamma(100_000)), "png").frames
    assert deep.dtype == np.uint16
    assert np.abs(deep / 65535 - wanted).max() < 0.001
    assert np.abs(eight_bits(deep).astype(int) - shallow)[SAMPLES > 8000].max() <= 3


def test_gamma_counts_for_grey_too() -> None:
    grey = deep_scene(1)
    (frame,) = decode(png(grey, gamma(100_000)), "png").frames
    assert (frame[..., :1].astype(int) - grey).mean() > 3000
    assert np.array_equal(frame[..., 0], frame[..., 2])


@pytest.mark.parametrize("chunk", [(b"cICP", bytes([12, 13, 0, 1])), primaries(*P3_PRIMARIES)])
def test_display_p3_is_known_by_either_name(chunk: tuple[bytes, bytes]) -> None:
    shallow = Image.fromarray((SAMPLES >> 8).astype(np.uint8))
    wanted = np.asarray(colour.to_srgb(shallow, P3)).astype(int)
    (deep,) = decode(png((SAMPLES >> 8) * 257, chunk), "png").frames
    (seen,) = decode(eight_bit(chunk), "png").frames
    assert np.abs(eight_bits(deep).astype(int) - wanted).max() <= 2
    assert np.abs(seen.astype(int) - wanted).max() <= 2


def test_a_profile_counts_before_gamma_and_after_cicp() -> None:
    assert png_profile(png(SAMPLES, gamma(100_000)), P3) == P3
    assert png_profile(png(SAMPLES, (b"cICP", bytes([1, 13, 0, 1]))), P3) == b""
