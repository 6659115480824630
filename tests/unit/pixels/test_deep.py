"""16 bits a sample come in, and go out again."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image

from safeshare import clean, verify
from safeshare.errors import UnreadableImage
from safeshare.model import Plan, Region
from safeshare.pixels import deep
from safeshare.pixels.codec import Photo, bounded, decode
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.encode import ENCODERS
from safeshare.pixels.preview import preview
from tests.unit.pixels.deep_files import Samples, deep_scene, png, tiff


def as_colours(samples: Samples) -> Samples:
    """Grey as three equal channels."""
    return np.repeat(samples, 3, axis=2) if samples.shape[2] == 1 else samples


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("ways", [{}, {"predictor": 2}, {"tile": 16}, {"tile": 16, "predictor": 2}])
def test_a_tiff_keeps_all_its_bits(channels: int, order: str, ways: dict[str, int]) -> None:
    samples = deep_scene(channels)
    (frame,) = decode(tiff(samples, order=order, **ways), "tiff").frames
    assert frame.dtype == np.uint16
    assert np.array_equal(frame, as_colours(samples))


def two_pictures() -> tuple[bytes, bytes]:
    """Build a TIFF that names each tag twice, which libtiff and Pillow read as two pictures.

    And one that names each once.
    """
    wide, small = (
        [(256, side), (257, side), (258, 16), (259, 1), (262, 1), (273, 8), (277, 1), (278, side),
         (279, 2 * side * side)]
        for side in (16, 8)
    )  # fmt: skip
    files = []
    for tags in (wide + small, small):
        body = deep_scene(1, 16, 16).tobytes()
        entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
        start = struct.pack("<I", 8 + len(body))
        files.append(b"II*\0" + start + body + struct.pack("<H", len(tags)) + entries + bytes(4))
    return files[0], files[1]


def test_only_what_decoders_read_alike_is_decoded_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    twice, once = two_pictures()
    assert decode(once, "tiff").frames[0].dtype == np.uint16
    monkeypatch.setattr(deep, "_decoded", None)  # not even asked
    (frame,) = decode(twice, "tiff").frames
    assert frame.shape == (8, 8, 3)
    assert frame.dtype == np.uint8


def test_a_directory_that_has_no_end_takes_no_time() -> None:
    entries = b"".join(
        struct.pack("<HHQQ", tag, 4, 1, value)
        for tag, value in [(256, 8), (257, 8), (258, 16), (259, 1), (262, 1), (273, 16), (277, 1),
                           (278, 8), (279, 128)]
    )  # fmt: skip
    head = b"II+\0\x08\0\0\0" + struct.pack("<Q", 16 + 128)
    data = head + bytes(range(128)) + struct.pack("<Q", 1 << 62) + entries
    (frame,) = decode(data, "tiff").frames
    assert frame.shape == (8, 8, 3)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_png_keeps_all_its_bits(channels: int) -> None:
    samples = deep_scene(4)[..., [[0], [0, 3], [0, 1, 2], [0, 1, 2, 3]][channels - 1]]
    (frame,) = decode(png(samples), "png").frames
    wanted = samples[..., [0, 0, 0, 1]] if channels == 2 else as_colours(samples)
    assert np.array_equal(frame, wanted)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_the_deep_way_agrees_with_the_shallow_one(orientation: int, kind: str) -> None:
    """Shape, turn and colours are those that Pillow gives with 8 bits."""
    samples = deep_scene(3)
    exif = Image.Exif()
    exif[0x0112] = orientation
    block = exif.tobytes()[6:]
    data = (
        png(samples, (b"eXIf", block)) if kind == "png" else tiff(samples, orientation=orientation)
    )
    stored = io.BytesIO()
    shallow = Image.fromarray((samples >> 8).astype(np.uint8))
    shallow.save(stored, kind, exif=exif)
    (frame,) = decode(data, kind).frames
    (wanted,) = decode(stored.getvalue(), kind).frames
    assert frame.dtype == np.uint16
    assert np.array_equal(frame >> 8, wanted)


def test_premultiplied_colours_are_divided() -> None:
    samples = deep_scene(4)
    opacity = samples[..., 3:] / 65535
    stored = np.concatenate([np.rint(samples[..., :3] * opacity), samples[..., 3:]], axis=2)
    (frame,) = decode(tiff(stored.astype(np.uint16), extra=1), "tiff").frames
    error = np.abs(frame.astype(float) - samples) * opacity
    assert frame.dtype == np.uint16
    assert error.max() <= 1


def test_white_can_be_zero() -> None:
    samples = deep_scene(1)
    data = tiff(samples, photometric=0)
    (frame,) = decode(data, "tiff").frames
    assert np.array_equal(frame, as_colours(65535 - samples))
    small = np.asarray(Image.open(io.BytesIO(preview(data, "tiff", 100))))
    assert np.abs(small.astype(int) - (frame >> 8)).mean() < 3


def test_a_fourth_sample_that_is_no_opacity_is_left_out() -> None:
    samples = deep_scene(4)
    (frame,) = decode(tiff(samples, extra=0), "tiff").frames
    assert np.array_equal(frame, samples[..., :3])


@pytest.mark.parametrize("channels", [1, 3])
def test_one_colour_can_be_clear_with_all_its_bits(channels: int) -> None:
    samples = deep_scene(channels)
    samples[5:9, 5:9] = samples[0, 0]
    samples[0, 1] = samples[0, 0] + 1
    key = samples[0, 0].astype(">u2").tobytes()
    (frame,) = decode(png(samples, (b"tRNS", key)), "png").frames
    assert (frame[5:9, 5:9] == 0).all()
    assert frame[0, 1, 3] == 65535


def test_what_pillow_sees_otherwise_stays_eight_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = deep_scene(3)
    assert decode(tiff(samples, planar=2), "tiff").frames[0].dtype == np.uint8
    wrong = samples.copy()
    wrong[20, 20, 1] += 700
    monkeypatch.setattr(deep, "_decoded", lambda _: wrong)
    assert decode(tiff(samples), "tiff").frames[0].dtype == np.uint8


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_a_cut_file_is_refused(kind: str) -> None:
    data = {"png": png, "tiff": tiff}[kind](deep_scene(3))
    for end in (len(data) // 3, len(data) // 2, len(data) - 100):
        with pytest.raises(UnreadableImage):
            decode(data[:end], kind)


def test_pages_keep_their_own_depth() -> None:
    pages = (
        deep_scene(3),
        (deep_scene(3)[:20] >> 8).astype(np.uint8),
        deep_scene(4, 9, 12),
        as_colours(deep_scene(1)),
    )
    copy = ENCODERS["tiff"].write(Photo(pages), 90)
    seen = decode(copy, "tiff").frames
    assert [frame.dtype for frame in seen] == [page.dtype for page in pages]
    assert all(np.array_equal(*pair) for pair in zip(seen, pages, strict=True))
    assert verify(copy) == ()


@pytest.mark.parametrize("kind", ["png", "tiff"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_deep_copy_is_bare_exact_and_no_larger_than_needed(kind: str, channels: int) -> None:
    photo = Photo((as_colours(deep_scene(channels, 200, 300)),))
    copy = ENCODERS[kind].write(ENCODERS[kind].settle(photo), 90)
    assert np.array_equal(decode(copy, kind).frames[0], photo.frames[0])
    assert verify(copy) == ()
    assert len(copy) < 200 * 300 * channels * 2


@pytest.mark.parametrize("target", ["png", "tiff"])
@pytest.mark.parametrize("source", ["png", "tiff"])
def test_the_whole_way_keeps_what_no_mark_covers(source: str, target: str) -> None:
    samples = deep_scene(3, 120, 160)
    data = {"png": png, "tiff": tiff}[source](samples)
    marks = (Region("m", "mark", "box", (30, 30, 70, 60)),)
    result = clean(data, Plan(detect=(), recheck=(), regions=marks, style="solid", format=target))
    (frame,) = decode(result.data, target).frames
    inside = np.zeros((120, 160), bool)
    inside[29:61, 29:71] = True
    assert frame.dtype == np.uint16
    assert np.array_equal(frame[~inside], samples[~inside])
    assert (frame[inside] != samples[inside]).mean() > 0.9


@pytest.mark.parametrize(
    "target", [kind for kind in ENCODERS if kind not in ("png", "tiff", "jxl")]
)
def test_other_formats_get_the_nearest_eight_bits(target: str) -> None:
    samples = deep_scene(4, 64, 64)
    photo = Photo((samples,))
    settled = ENCODERS[target].settle(photo).frames[0]
    assert settled.dtype == np.uint8
    exact = np.rint(np.arange(65536) / 257)
    assert np.array_equal(eight_bits(np.arange(65536, dtype=np.uint16)), exact)


@pytest.mark.parametrize("channels", [3, 4])
def test_shrinking_keeps_the_depth_and_looks_the_same(channels: int) -> None:
    samples = deep_scene(channels, 120, 160)
    (small,) = bounded(Photo((samples,)), 64).frames
    (wanted,) = bounded(Photo((eight_bits(samples),)), 64).frames
    assert (small.dtype, small.shape) == (np.uint16, (48, 64, channels))
    assert len(np.unique(small)) > 1000
    opacity = wanted[..., 3:] / 255 if channels == 4 else 1
    assert (np.abs(eight_bits(small).astype(int) - wanted) * opacity).max() <= 3


def test_a_nearly_clear_pixel_becomes_clear() -> None:
    samples = deep_scene(4)
    samples[:5, :, 3] = 255
    (frame,) = decode(png(samples), "png").frames
    assert (frame[:5] == 0).all()
    assert verify(clean(png(samples), Plan(detect=(), recheck=(), max_side=32)).data) == ()
