from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import piexif
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare.errors import TooLarge, UnreadableImage
from safeshare.model import Limits
from safeshare.pixels import codec
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.preview import preview

Pixels = NDArray[np.uint8]
Encode = Callable[..., bytes]

STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientation -> how upright pixels must be turned before they are stored."""


@pytest.mark.parametrize("kind", ["png", "tiff"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_decoded_frames_are_upright(scene: Pixels, orientation: int, kind: str) -> None:
    upright = Image.fromarray(scene[:, :200])
    turn = STORED_AS[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[piexif.ImageIFD.Orientation] = orientation
    stored.save(out, kind, exif=exif)
    frame = codec.decode(out.getvalue(), kind).frames[0]
    assert np.array_equal(frame, np.asarray(upright))
    size = codec.measure(out.getvalue(), kind)
    assert (size.width, size.height, size.frames) == (200, 240, 1)


@pytest.mark.parametrize(
    ("mode", "channels"),
    [("1", 3), ("L", 3), ("LA", 4), ("P", 3), ("RGB", 3), ("RGBA", 4), ("I;16", 3)],
)
def test_every_mode_becomes_rgb(scene: Pixels, mode: str, channels: int) -> None:
    image = Image.fromarray(scene).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    if image.mode in ("LA", "RGBA"):
        image.putalpha(100)
    out = io.BytesIO()
    image.save(out, "PNG")
    frame = codec.decode(out.getvalue(), "png").frames[0]
    assert frame.shape == (240, 320, channels)
    assert frame.dtype == (np.uint16 if mode == "I;16" else np.uint8)
    frame = eight_bits(frame)
    if mode != "1":  # a palette and one bit change the picture before it is stored
        stored = Image.fromarray(scene) if mode != "P" else image.convert("RGB")
        grey = np.asarray(stored.convert("L")).astype(int)
        brightness = np.asarray(Image.fromarray(frame[..., :3]).convert("L")).astype(int)
        assert np.abs(grey - brightness).mean() < 4


def test_cmyk_jpeg_keeps_its_colours(scene: Pixels) -> None:
    out = io.BytesIO()
    Image.fromarray(scene).convert("CMYK").save(out, "JPEG", quality=95)
    frame = codec.decode(out.getvalue(), "jpeg").frames[0]
    assert np.abs(frame.astype(int) - scene).mean() < 6


def test_colour_under_clear_pixels_is_gone(scene: Pixels, encoded: Encode) -> None:
    alpha = np.full(scene.shape[:2], 255, np.uint8)
    alpha[:50] = 0
    frame = codec.decode(encoded(np.dstack([scene, alpha]), "PNG"), "png").frames[0]
    assert frame[:50].max() == 0
    assert np.array_equal(frame[50:, :, :3], scene[50:])


def test_frames_keep_their_timing(scene: Pixels) -> None:
    frames = [Image.fromarray(np.roll(scene, 20 * n, axis=1)) for n in range(4)]
    out = io.BytesIO()
    frames[0].save(
        out, "WEBP", save_all=True, append_images=frames[1:], duration=[40, 80, 120, 90], loop=3
    )
    photo = codec.decode(out.getvalue(), "webp")
    assert (len(photo.frames), photo.durations, photo.loop) == (4, (40, 80, 120, 90), 3)


def test_second_picture_of_a_jpeg_is_not_a_frame(scene: Pixels) -> None:
    frames = [Image.fromarray(scene), Image.fromarray(scene[::-1])]
    out = io.BytesIO()
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    assert len(codec.decode(out.getvalue(), "jpeg").frames) == 1


def test_pages_stay_and_small_copies_of_them_go(scene: Pixels) -> None:
    pages = [Image.fromarray(scene), Image.fromarray(scene[:60, :80])]
    small = Image.fromarray(scene[::8, ::8])
    small.encoderinfo = {"tiffinfo": {254: 1}}
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=[pages[1], small])
    photo = codec.decode(out.getvalue(), "tiff")
    assert [frame.shape[:2] for frame in photo.frames] == [(240, 320), (60, 80)]
    assert photo.durations == ()


@pytest.mark.parametrize(
    "limits", [Limits(pixels=240 * 320 * 3 - 1), Limits(frames=2)], ids=["pixels", "frames"]
)
def test_limits_count_all_frames(scene: Pixels, limits: Limits) -> None:
    frames = [Image.fromarray(np.roll(scene, 9 * n, axis=0)) for n in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(TooLarge, match="limit"):
        codec.decode(out.getvalue(), "gif", limits)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif"])
def test_cut_files_are_refused(scene: Pixels, encoded: Encode, kind: str) -> None:
    whole = encoded(scene, kind.upper())
    with pytest.raises(UnreadableImage, match="decoded"):
        codec.decode(whole[: len(whole) // 2], kind)


def test_a_file_is_opened_by_its_own_plugin_only(scene: Pixels, encoded: Encode) -> None:
    with pytest.raises(UnreadableImage):
        codec.decode(encoded(scene, "PNG"), "jpeg")


def test_preview_is_small_upright_and_bare(scene: Pixels) -> None:
    exif = piexif.dump({"0th": {piexif.ImageIFD.Orientation: 6, piexif.ImageIFD.Artist: b"Ann"}})
    out = io.BytesIO()
    Image.fromarray(scene).save(out, "JPEG", exif=exif)
    small = preview(out.getvalue(), "jpeg", 100)
    image = Image.open(io.BytesIO(small))
    assert image.size == (75, 100)
    assert b"Ann" not in small
    assert len(image.getexif()) == 0


def test_bounded_shrinks_and_never_enlarges(scene: Pixels) -> None:
    photo = codec.Photo((scene,))
    assert codec.bounded(photo, 100).frames[0].shape == (75, 100, 3)
    assert codec.bounded(photo, 1000).frames[0] is scene
    assert codec.bounded(photo, None).frames[0] is scene
