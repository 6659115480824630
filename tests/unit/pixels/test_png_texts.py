"""Large texts in a PNG are no reason to refuse its picture."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from safeshare import clean, inspect, verify
from safeshare.model import Plan
from safeshare.pixels.codec import decode, measure

PIXELS = np.random.default_rng(2).integers(0, 255, (20, 30, 3), np.uint8)


def texted(*texts: tuple[bytes, bytes]) -> bytes:
    info = PngInfo()
    for name, content in texts:
        info.add(name, content)
    out = io.BytesIO()
    Image.fromarray(PIXELS).save(out, "PNG", pnginfo=info)
    return out.getvalue()


WORKFLOW = b'{"nodes": "Ann Example ' + b"0123456789abcdef" * 200_000 + b'"}'
LARGE = {
    "compressed": texted((b"zTXt", b"workflow\0\0" + zlib.compress(WORKFLOW))),
    "international": texted((b"iTXt", b"workflow\0\1\0\0\0" + zlib.compress(WORKFLOW))),
    "many": texted(*[(b"tEXt", b"workflow\0" + WORKFLOW)] * 24),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_picture_with_large_texts_is_read_and_cleaned(name: str) -> None:
    data = LARGE[name]
    head = measure(data, "png")
    assert (head.width, head.height) == (30, 20)
    assert np.array_equal(decode(data, "png").frames[0], PIXELS)
    assert inspect(data, detectors=()).findings
    result = clean(data, Plan(detect=(), recheck=()))
    assert verify(result.data) == ()
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(result.data))), PIXELS)


def test_a_bomb_of_texts_is_no_reason_either() -> None:
    bomb = texted(*[(b"zTXt", b"workflow\0\0" + zlib.compress(bytes(60_000_000), 9))] * 4)
    assert np.array_equal(decode(bomb, "png").frames[0], PIXELS)
    assert verify(clean(bomb, Plan(detect=(), recheck=())).data) == ()
