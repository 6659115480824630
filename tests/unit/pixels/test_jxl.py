from __future__ import annotations

import io
import sys
from collections.abc import Callable

import numpy as np
import pytest
from imagecodecs import jpegxl_encode, jpegxl_encode_jpeg
from numpy.typing import NDArray
from PIL import Image, ImageFile

from safeshare.errors import TooLarge, UnreadableImage, UnsupportedFormat
from safeshare.model import Limits
from safeshare.pixels import jxl
from safeshare.pixels.codec import decode, measure
from safeshare.pixels.colour import canonical_profiles
from safeshare.pixels.jxl_colour import eight_bits
from safeshare.pixels.jxl_header import Header
from safeshare.pixels.preview import preview
from tests.corpus import jxl as crafted
from tests.corpus.jxl import Writer
from tests.unit.pixels.test_extents import exif_bomb, jpeg_with

Pixels = NDArray[np.uint8]
RGB = crafted.pixels("RGB")
FRAMES = crafted.frames(crafted.coded())

TURNED: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: p.transpose(1, 0, 2)[:, ::-1],
    7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
    8: lambda p: p.transpose(1, 0, 2)[::-1],
}


def made(**fields: object) -> bytes:
    """Give a codestream with a header of one's own in front of lossless pixels."""
    return crafted.header(**fields) + FRAMES  # type: ignore[arg-type]


def further(orientation: int = 1, *, moves: bool = False) -> Callable[[Writer], Writer]:
    def write(out: Writer) -> Writer:
        out.put(orientation - 1, 3).put(0, 2).put(moves, 1)
        return out.put(0, 2).put(0, 2).put(0, 2).put(0, 1) if moves else out

    return write


def encoded(primaries: int = 1, curve: int = 13, white: int = 1) -> Callable[[Writer], Writer]:
    """Write a colour encoding of Enum values."""

    def enum(out: Writer, value: int) -> Writer:
        if value < 2:
            return out.put(value, 2)
        return out.put(2, 2).put(value - 2, 4) if value < 18 else out.put(3, 2).put(value - 18, 6)

    def write(out: Writer) -> Writer:
        out.put(0, 1).put(0, 1)
        enum(enum(enum(out, 0), white), primaries)
        return enum(enum(out.put(0, 1), curve), 1)

    return write


@pytest.mark.parametrize("name", crafted.shapes())
def test_every_shape_is_decoded(name: str) -> None:
    data = crafted.shapes()[name]
    size = measure(data, "jxl")
    assert (size.width, size.height, size.frames) == (*crafted.SIZE, 1)
    (frame,) = decode(data, "jxl").frames
    mode = {"with alpha": "RGBA", "grey": "L"}.get(name, "RGB")
    wanted = np.asarray(Image.fromarray(crafted.pixels(mode)).convert("RGB")).astype(int)
    visible = frame[..., 3] > 0 if frame.shape[2] == 4 else np.ones(frame.shape[:2], bool)
    off = np.abs(frame[..., :3].astype(int) - wanted)[visible]
    assert off.mean() < 12 if name == "lossy" else off.max() == 0
    assert frame.shape[2] == (4 if name == "with alpha" else 3)
    head = measure(data, "jxl")
    assert (head.profile, head.mode) == (b"", "RGBA" if name == "with alpha" else "RGB")


@pytest.mark.parametrize("orientation", TURNED)
def test_pictures_are_upright(orientation: int) -> None:
    data = made(further=further(orientation))
    wanted = TURNED[orientation](RGB)
    size = measure(data, "jxl")
    assert (size.height, size.width) == wanted.shape[:2]
    assert np.array_equal(decode(data, "jxl").frames[0], wanted)


def test_a_jpeg_that_was_packed_keeps_its_turn_and_its_colours() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    soft = Image.fromarray(RGB).resize((64, 48))
    options = {"exif": exif.tobytes(), "icc_profile": canonical_profiles()["Display P3"]}
    out = io.BytesIO()
    soft.save(out, "JPEG", quality=95, **options)
    wanted = decode(out.getvalue(), "jpeg").frames[0]
    packed = jpegxl_encode_jpeg(out.getvalue(), usecontainer=True)
    shown = decode(packed, "jxl").frames[0]
    assert shown.shape == wanted.shape == (64, 48, 3)
    assert np.array_equal(shown, wanted)
    assert np.abs(shown.astype(int) - np.rot90(np.asarray(soft), -1)).mean() > 3  # P3, not sRGB


def test_display_p3_agrees_with_its_profile() -> None:
    ours = decode(made(colour=encoded(primaries=11)), "jxl").frames[0]
    out = io.BytesIO()
    Image.fromarray(RGB).save(out, "PNG", icc_profile=canonical_profiles()["Display P3"])
    theirs = decode(out.getvalue(), "png").frames[0]
    assert np.abs(ours.astype(int) - theirs).max() <= 2


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"curve": 8}, 255 * (1.055 * (100 / 255) ** (1 / 2.4) - 0.055)),
        ({"curve": 1}, 255 * (1.055 * ((100 / 255 + 0.099) / 1.099) ** (1 / 0.45 / 2.4) - 0.055)),
        ({"curve": 17}, 255 * (1.055 * (100 / 255) ** (2.6 / 2.4) - 0.055)),
        ({"curve": 13}, 100),
        ({"white": 11}, 100),
        ({"white": 10}, 100),
        ({"primaries": 9}, 100),
    ],
)
def test_grey_follows_the_curve_and_no_white_tints_it(
    fields: dict[str, int], expected: float
) -> None:
    grey = jpegxl_encode(np.full((28, 40, 3), 100, np.uint8), lossless=True, usecontainer=False)
    data = crafted.header(colour=encoded(**fields)) + crafted.frames(grey)
    frame = decode(data, "jxl").frames[0].astype(float)
    assert np.abs(frame - expected).max() <= 1


@pytest.mark.parametrize("curve", [16, 18, 2])
def test_high_dynamic_range_is_refused_with_advice(curve: int) -> None:
    with pytest.raises(UnsupportedFormat, match="dynamic range") as caught:
        decode(made(colour=encoded(curve=curve)), "jxl")
    assert "sRGB" in caught.value.advice


def test_a_profile_inside_of_the_picture_is_refused_with_advice() -> None:
    with pytest.raises(UnsupportedFormat, match="profile") as caught:
        decode(made(colour=lambda out: out.put(0, 1).put(1, 1).put(0, 2)), "jxl")
    assert "sRGB" in caught.value.advice


def test_animations_are_measured_and_refused() -> None:
    data = made(further=further(moves=True))
    assert measure(data, "jxl").width == 40
    with pytest.raises(UnsupportedFormat, match="animation"):
        decode(data, "jxl")


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_deep_samples_become_eight_bits(dtype: type) -> None:
    white = 65_535 if dtype is np.uint16 else 1.0
    linear = (RGB / 255.0 * white).astype(dtype)  # the encoder calls such samples linear
    data = jpegxl_encode(linear, lossless=True, usecontainer=False)
    frame = decode(data, "jxl").frames[0]
    value = RGB / 255.0
    srgb = np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)
    assert frame.dtype == np.uint8
    assert np.abs(frame - srgb * 255).max() <= 1


def test_premultiplied_colours_are_divided_again() -> None:
    clear = np.dstack([RGB // 2, np.full(RGB.shape[:2], 127, np.uint8)])
    samples = eight_bits(clear, Header(40, 28, channels=(0,), premultiplied=True))
    assert np.abs(samples[..., :3].astype(int) - RGB).max() <= 3


@pytest.mark.parametrize("cut", [2, 5, 9, 40])
def test_cut_pictures_are_refused(cut: int) -> None:
    for data in (crafted.coded()[:cut], crafted.contained(crafted.coded()[:cut])):
        with pytest.raises(UnreadableImage):
            decode(data, "jxl")


def test_the_size_is_checked_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imagecodecs.jpegxl_decode", pytest.fail)
    data = made(size=(1 << 29, 1 << 29))
    for call in (measure, decode):
        with pytest.raises(TooLarge, match="megapixels"):
            call(data, "jxl")
    with pytest.raises(TooLarge, match="limit"):
        measure(crafted.coded(), "jxl", Limits(pixels=40 * 28 - 1))


def test_another_size_than_promised_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imagecodecs.jpegxl_decode", lambda *_, **__: RGB[:5])
    with pytest.raises(UnreadableImage):
        decode(crafted.coded(), "jxl")


def test_a_packed_jpeg_of_another_size_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "JPEG")
    monkeypatch.setattr(jxl.library(), "jpegxl_decode_jpeg", lambda _: out.getvalue())
    monkeypatch.setattr(ImageFile.ImageFile, "load", None)
    for orientation in (1, 6):
        with pytest.raises(UnreadableImage):
            jxl._as_jpeg(b"", Header(40, 20, orientation))


def test_a_packed_jpeg_is_measured_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = jpeg_with(exif_bomb(500, 200_000))
    monkeypatch.setattr(jxl.library(), "jpegxl_decode_jpeg", lambda _: hostile)
    with pytest.raises(TooLarge, match="metadata"):
        jxl._as_jpeg(b"", Header(8, 8))


def test_too_many_channels_are_refused() -> None:
    many = made(channels=lambda out: out.put(3, 2).put(300, 12))
    with pytest.raises(UnreadableImage):
        measure(many, "jxl")


def test_previews_are_small() -> None:
    image = Image.open(io.BytesIO(preview(crafted.coded(), "jxl", 20)))
    assert (image.format, image.size) == ("JPEG", (20, 14))


def test_copies_are_bare_codestreams() -> None:
    copy = jxl.encode(RGB, 90)
    assert copy.startswith(b"\xff\x0a")
    assert np.abs(decode(copy, "jxl").frames[0].astype(int) - RGB).mean() < 12
    assert len(jxl.encode(RGB, 30)) < len(copy)


def test_copies_with_alpha_are_exact() -> None:
    clear = crafted.pixels("RGBA").copy()
    clear[clear[..., 3] == 0] = 0
    assert np.array_equal(decode(jxl.encode(clear, 50), "jxl").frames[0], clear)


def test_without_the_library_the_refusal_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jxl.register.cache_clear()
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    for call in (lambda: measure(crafted.coded(), "jxl"), lambda: jxl.encode(RGB, 90)):
        with pytest.raises(UnsupportedFormat, match="not installed") as caught:
            call()
        assert "pip install '.[jxl]'" in caught.value.advice
