from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image

from safeshare.errors import UnsupportedFormat
from safeshare.pixels.codec import decode
from tests.corpus import tiff

RAMP = np.arange(24 * 16, dtype=np.uint32).reshape(16, 24)


def saved(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "TIFF", **options)
    return out.getvalue()


def planes(bits: int) -> bytes:
    """Give 2 x 2 pixels whose red, green and blue are planes: the same ramp thrice."""
    side, three = b"\2\0", struct.pack("<3H", bits, bits, bits)
    strips = struct.pack("<3I", 8, 8, 8), struct.pack("<3I", *[bits // 2] * 3)
    tags = [(256, 3, side), (257, 3, side), (258, 3, three), (262, 3, side), (277, 3, b"\3\0")]
    return tiff.build([*tags, (273, 4, strips[0]), (279, 4, strips[1]), (284, 3, side)])


def test_planes_of_16_bits_are_refused_and_others_read() -> None:
    assert decode(planes(8), "tiff").frames[0][..., 1].tolist() == [[0, 1], [2, 3]]
    with pytest.raises(UnsupportedFormat, match="16 bits") as caught:
        decode(planes(16), "tiff")
    assert "PNG" in caught.value.advice


def test_numbers_of_32_bits_are_refused() -> None:
    with pytest.raises(UnsupportedFormat, match="32 bits"):
        decode(saved(Image.fromarray(RAMP.astype(np.int32))), "tiff")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_other_grey_samples_are_read(dtype: type) -> None:
    values = RAMP / RAMP.max() * {np.uint8: 255, np.uint16: 65_535, np.float32: 1}[dtype]
    frame = decode(saved(Image.fromarray(values.astype(dtype))), "tiff").frames[0]
    shown = frame.astype(float) / (65_535 if frame.dtype == np.uint16 else 255)
    assert np.abs(shown[..., 0] - RAMP / RAMP.max()).max() < 0.01
