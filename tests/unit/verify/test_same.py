"""A lossless copy holds the source's own coded picture, and stands as it does."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from safeshare.errors import UnreadableImage, VerificationFailed
from safeshare.verify.same import same_coded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]


def coded(frame: Frame, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(frame).save(out, kind, **options)
    return out.getvalue()


def animation(frame: Frame, kind: str, count: int, **options: object) -> bytes:
    frames = [Image.fromarray(np.roll(frame, 20 * n, axis=0)) for n in range(3)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:count], **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_metadata_does_not_matter(portrait: Frame, kind: str) -> None:
    exif = Image.Exif()
    exif[271] = "Maker"
    source, copy = coded(portrait, kind, exif=exif), coded(portrait, kind)
    assert source != copy
    same_coded(source, copy)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_another_picture_is_caught(portrait: Frame, kind: str) -> None:
    off = portrait.copy()
    off[30:50, 30:50] ^= 255
    with pytest.raises(VerificationFailed, match="another coded picture"):
        same_coded(coded(portrait, kind), coded(off, kind))


@pytest.mark.parametrize("options", [{"quality": 60}, {"subsampling": 0}, {"progressive": True}])
def test_another_coding_is_caught(portrait: Frame, options: dict[str, object]) -> None:
    with pytest.raises(VerificationFailed):
        same_coded(coded(portrait), coded(portrait, **options))


def test_a_lost_turn_is_caught(portrait: Frame) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = coded(portrait, "JPEG", exif=exif)
    same_coded(turned, turned)
    for source, copy in ((turned, coded(portrait)), (coded(portrait), turned)):
        with pytest.raises(VerificationFailed, match="turned"):
            same_coded(source, copy)


def test_a_further_scan_behind_the_same_picture_is_caught(portrait: Frame) -> None:
    source = coded(portrait)
    scan = source[source.rindex(b"\xff\xda") : -2]
    with pytest.raises(VerificationFailed, match="another number"):
        same_coded(source, source[:-2] + scan + source[-2:])


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "other", [{"count": 2, "duration": 50}, {"count": 3, "duration": 90},
              {"count": 3, "duration": 50, "loop": 4}],
)  # fmt: skip
def test_lost_frames_times_and_loops_are_caught(
    portrait: Frame, kind: str, other: dict[str, int]
) -> None:
    source = animation(portrait, kind, count=3, duration=50)
    same_coded(source, animation(portrait, kind, count=3, duration=50))
    with pytest.raises(VerificationFailed):
        same_coded(source, animation(portrait, kind, **other))


def test_what_is_no_picture_is_told_apart(portrait: Frame) -> None:
    with pytest.raises(UnreadableImage):
        same_coded(b"\xff\xd8\xff\xe0nothing", coded(portrait))
    with pytest.raises(UnreadableImage):
        same_coded(coded(portrait, "PNG")[:4000], coded(portrait, "PNG"))
    with pytest.raises(VerificationFailed):
        same_coded(coded(portrait, "PNG"), b"nothing")
