from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare.pixels.codec import Photo
from safeshare.pixels.encode import ENCODERS
from safeshare.pixels.sampling import sampling

Pixels = NDArray[np.uint8]


def written(colour: tuple[int, int, int]) -> Pixels:
    page = np.full((300, 500, 3), 255, np.uint8)
    for row in range(40, 300, 40):
        cv2.putText(page, "Meet at the harbour", (20, row), cv2.FONT_HERSHEY_SIMPLEX, 1, colour, 2)
    return page


def test_coloured_text_needs_all_colours() -> None:
    assert sampling(written((200, 0, 0))) == "4:4:4"


def test_photos_and_black_text_do_not(portrait: Pixels, scene: Pixels) -> None:
    assert sampling(written((0, 0, 0))) == "4:2:0"
    assert sampling(scene) == "4:2:0"
    soft = np.asarray(cv2.resize(portrait, (1024, 1024)), np.uint8)  # as lenses draw
    assert sampling(soft) == "4:2:0"


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 9, 3), (9, 1, 3), (3, 3, 3)])
def test_tiny_pictures_have_a_sampling(shape: tuple[int, ...]) -> None:
    assert sampling(np.zeros(shape, np.uint8)) == "4:2:0"


@pytest.mark.parametrize(("colour", "ratio"), [((200, 0, 0), 1), ((0, 0, 0), 4)])
def test_a_jpeg_is_written_that_way(colour: tuple[int, int, int], ratio: int) -> None:
    encoder = ENCODERS["jpeg"]
    data = encoder.write(encoder.settle(Photo((written(colour),))), 90)
    with Image.open(io.BytesIO(data)) as image:
        first, second = image.layer[:2]
        assert first[1] * first[2] == ratio * second[1] * second[2]
        standard = io.BytesIO()
        Image.new("RGB", (8, 8)).save(standard, "JPEG", quality=90)
        assert image.quantization == Image.open(standard).quantization
