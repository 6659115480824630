"""A lossless copy shows the source's own pixels, frames, times and turn."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from safeshare.errors import UnreadableImage, VerificationFailed
from safeshare.verify.pixels import same_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]


def coded(frame: Frame, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(frame).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_same_coded_picture_passes(portrait: Frame, kind: str) -> None:
    copy = coded(portrait, kind)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[271] = "Maker"
    Image.fromarray(portrait).save(out, kind, exif=exif)
    assert out.getvalue() != copy
    same_picture(out.getvalue(), copy)


def test_one_changed_pixel_is_caught(portrait: Frame) -> None:
    off = portrait.copy()
    off[3, 4, 1] ^= 1
    with pytest.raises(VerificationFailed, match="other pixels"):
        same_picture(coded(portrait, "PNG"), coded(off, "PNG"))


def test_a_lost_turn_is_caught(portrait: Frame) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = coded(portrait, "JPEG", exif=exif)
    same_picture(turned, turned)
    with pytest.raises(VerificationFailed, match="turned"):
        same_picture(turned, coded(portrait, "JPEG"))


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_lost_frames_and_times_are_caught(portrait: Frame, kind: str) -> None:
    frames = [Image.fromarray(np.roll(portrait, 20 * n, axis=0)) for n in range(3)]

    def animation(count: int, duration: int) -> bytes:
        out = io.BytesIO()
        rest = frames[1:count]
        frames[0].save(out, kind, save_all=True, append_images=rest, duration=duration)
        return out.getvalue()

    same_picture(animation(3, 50), animation(3, 50))
    with pytest.raises(VerificationFailed, match="frames"):
        same_picture(animation(3, 50), animation(2, 50))
    with pytest.raises(VerificationFailed):
        same_picture(animation(3, 50), animation(3, 90))


def test_a_source_that_is_no_picture_is_unreadable(portrait: Frame) -> None:
    with pytest.raises(UnreadableImage):
        same_picture(b"\xff\xd8\xff\xe0nothing", coded(portrait))
    with pytest.raises(UnreadableImage):
        same_picture(coded(portrait, "PNG")[:4000], coded(portrait, "PNG"))
    with pytest.raises(VerificationFailed):
        same_picture(coded(portrait, "PNG"), b"nothing")


def test_the_global_limit_of_pixels_neither_stops_nor_changes(
    portrait: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    same_picture(coded(portrait, "PNG"), coded(portrait, "PNG"))
    same_picture(coded(portrait), coded(portrait))
    assert Image.MAX_IMAGE_PIXELS == 1000
