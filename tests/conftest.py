"""Photos that tests need: drawn, or from the public-domain portrait in scikit-image."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from tests import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

examples.register()


def encode(pixels: NDArray[np.uint8], kind: str = "JPEG", **options: Any) -> bytes:
    """Encode one frame with Pillow."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="session")
def portrait() -> NDArray[np.uint8]:
    """NASA's public-domain portrait: uint8 (512, 512, 3), one frontal face near (223, 115)."""
    picture: NDArray[np.uint8] = np.ascontiguousarray(data.astronaut())
    return picture


@pytest.fixture(scope="session")
def scene() -> NDArray[np.uint8]:
    """A scene without any face: uint8 (240, 320, 3), soft colours and some noise."""
    rows, columns = np.mgrid[0:240, 0:320]
    noise = np.random.default_rng(7).normal(0, 3, (240, 320, 3))
    colours = np.dstack([80 + rows * 0.5, 90 + columns * 0.3, 160 - rows * 0.2])
    return np.clip(colours + noise, 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def encoded() -> Callable[..., bytes]:
    """The function that turns pixels into a file."""
    return encode
