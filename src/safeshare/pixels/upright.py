"""One decoded picture -> an upright sRGB frame, with 16 bits a sample where it has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safeshare.pixels.colour import deep_in_srgb, to_srgb
from safeshare.pixels.depth import cleared
from safeshare.pixels.pictures import orientation
from safeshare.pixels.tiff_samples import check_samples

if TYPE_CHECKING:
    from PIL import Image

    from safeshare.pixels.deep import Deep, DeepReader
    from safeshare.pixels.depth import Frame

TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""EXIF orientation -> Pillow's name of the turn that makes the picture upright."""


def upright(image: Image.Image, kind: str, profile: bytes, deep: DeepReader, index: int) -> Frame:
    """Decode the picture at which an image stands: (height, width, 3 or 4), uint8 or uint16.

    index: of the picture in its file. profile: b"" for sRGB. Clear pixels become black.
    """
    check_samples(image)
    image.load()
    samples = deep.read(image, index)
    if samples is not None:
        whole = deep_in_srgb(samples, profile)
        if whole is not None:
            return cleared(_turned(whole, orientation(image, kind)))
    return upright_image(image, kind, profile)


def upright_image(image: Image.Image, kind: str, profile: bytes) -> Frame:
    """Give a loaded image as uint8, upright and in sRGB."""
    from PIL import Image

    turn = TURNS.get(orientation(image, kind))
    turned = image if turn is None else image.transpose(Image.Transpose[turn])
    return cleared(np.asarray(to_srgb(turned, profile)))


def _turned(samples: Deep, orientation: int) -> Deep:
    if orientation >= 5:
        samples = samples.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        samples = samples[::-1]
    if orientation in (2, 3, 6, 7):
        samples = samples[:, ::-1]
    return np.ascontiguousarray(samples)
