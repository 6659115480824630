"""HEIC and AVIF stand and end where their containers say."""

from __future__ import annotations

import io

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean
from safeshare.errors import UnsupportedFormat
from safeshare.model import Plan
from safeshare.pixels import avif_crop
from safeshare.pixels.codec import decode, measure
from safeshare.pixels.preview import preview
from tests.corpus import heif, parts
from tests.corpus.parts import box

KINDS = {"heic": "HEIF", "avif": "AVIF"}


def plain(kind: str) -> bytes:
    return parts.saved(heif.whole(), KINDS[kind], quality=100)


def off(frame: NDArray[np.generic], wanted: NDArray[np.generic]) -> float:
    """Give the mean difference; a crop may fall between two samples of halved colour."""
    return float(np.abs(frame.astype(int) - wanted.astype(int)).mean())


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_container_shows_is_decoded(kind: str, turns: int) -> None:
    data = heif.cropped(KINDS[kind], 10, 20, 58, 52, turns=turns)
    wanted = np.rot90(decode(plain(kind), kind).frames[0][20:52, 10:58], turns)
    size = measure(data, kind)
    assert (size.height, size.width) == wanted.shape[:2]
    (frame,) = decode(data, kind).frames
    assert frame.shape == wanted.shape
    assert off(frame, wanted) < 3
    assert preview(data, kind, 32)


def test_the_picture_that_viewers_show_is_decoded_wherever_it_stands() -> None:
    other, primary = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (96, 64), "blue")
    out = io.BytesIO()
    pillow_heif.register_heif_opener()
    other.save(out, "HEIF", save_all=True, append_images=[primary], primary_index=1)
    data = out.getvalue()
    assert measure(data, "heic").width == 96
    (frame,) = decode(data, "heic").frames
    assert frame.shape == (64, 96, 3)
    with Image.open(io.BytesIO(preview(data, "heic", 96))) as seen:
        assert seen.size == (96, 64)
    copy = clean(data, Plan(detect=(), recheck=(), format="png")).data
    assert (decode(copy, "png").frames[0][..., 2] > 200).all()


@pytest.mark.parametrize("mirrored", [0, 1])
@pytest.mark.parametrize("kind", KINDS)
def test_mirrored_pictures_are_upright(kind: str, mirrored: int) -> None:
    data = heif.with_property(plain(kind), box(b"imir", bytes([mirrored])))
    stored = decode(plain(kind), kind).frames[0]
    wanted = stored[:, ::-1] if mirrored else stored[::-1]
    assert off(decode(data, kind).frames[0], wanted) < 3


def test_a_tag_does_not_turn_what_the_container_leaves_as_it_is() -> None:
    exif = parts.exif("somebody", orientation=1)
    data = parts.saved(parts.picture(size=(64, 48)), "HEIF", exif=b"Exif\0\0" + exif)
    turned = data.replace(b"\x01\x12\0\3\0\0\0\1\0\1", b"\x01\x12\0\3\0\0\0\1\0\6")
    assert turned != data
    assert decode(turned, "heic").frames[0].shape == (48, 64, 3)


@pytest.mark.parametrize(
    "box_of_all", [(0, 0, 64, 64), (-4, 0, 60, 64), (0, 8, 64, 72), (20, 20, 20, 40)]
)
def test_crops_of_everything_or_of_nonsense_are_ignored(
    box_of_all: tuple[int, int, int, int],
) -> None:
    assert decode(heif.cropped("AVIF", *box_of_all), "avif").frames[0].shape == (64, 64, 3)


def test_alpha_is_cropped_too() -> None:
    whole = parts.saved(parts.picture("RGBA", (64, 64)), "AVIF", quality=100)
    crop = heif.cropped("AVIF", 0, 0, 32, 16)
    at = crop.index(b"clap") - 4
    data = heif.with_property(whole, crop[at : at + 40])
    assert decode(data, "avif").frames[0].shape == (16, 32, 4)


def test_a_cropped_animation_is_refused() -> None:
    frames = [parts.picture(size=(64, 64), step=step) for step in (0, 90)]
    moving = parts.saved(frames[0], "AVIF", save_all=True, append_images=frames[1:], duration=50)
    assert len(decode(moving, "avif").frames) == 2
    crop = heif.cropped("AVIF", 0, 0, 32, 16)
    at = crop.index(b"clap") - 4
    with pytest.raises(UnsupportedFormat, match="crops"):
        decode(heif.with_property(moving, crop[at : at + 40]), "avif")


def test_broken_tables_hold_no_crop() -> None:
    data = heif.cropped("AVIF", 10, 20, 58, 52)
    assert avif_crop.window(data, 64, 64) == (10, 20, 58, 52)
    for length in range(0, len(data), 7):
        assert avif_crop.window(data[:length], 64, 64) in (None, (10, 20, 58, 52))
