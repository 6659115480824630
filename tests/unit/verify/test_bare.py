"""What Pillow writes from bare pixels passes, in every mode and way that it knows."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image, ImageFilter

from safeshare.errors import UnreadableImage, UnsupportedFormat
from safeshare.formats import Keep, gif
from safeshare.verify import verify

MODES = {
    "JPEG": ("L", "RGB", "CMYK"),
    "PNG": ("1", "L", "P", "RGB", "RGBA", "LA", "I;16"),
    "WEBP": ("RGB", "RGBA", "L"),
    "GIF": ("1", "L", "P", "RGB"),
    "TIFF": ("1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"),
    "BMP": ("1", "L", "P", "RGB"),  # nobody shows the opacity that Pillow writes
    "AVIF": ("L", "RGB", "RGBA"),
}
WAYS: dict[str, tuple[dict[str, object], ...]] = {
    "JPEG": ({}, {"progressive": True}, {"quality": 95, "subsampling": 0}, {"optimize": True}),
    "PNG": ({}, {"optimize": True}),
    "WEBP": ({}, {"lossless": True}),
    "GIF": ({}, {"interlace": 0}),
    "TIFF": (
        {},
        {"compression": "tiff_adobe_deflate"},
        {"compression": "tiff_lzw"},
        {"big_tiff": True},
    ),
    "BMP": ({},),
    "AVIF": ({},),
}
STILLS = [
    (kind, mode, way) for kind, modes in MODES.items() for mode in modes for way in WAYS[kind]
]


def picture(mode: str, size: tuple[int, int] = (67, 43)) -> Image.Image:
    if mode == "I;16":
        return Image.new(mode, size, 500)
    noise = Image.frombytes("RGBA", (9, 7), os.urandom(9 * 7 * 4))
    colours = noise.resize(size, Image.Resampling.BICUBIC)
    # Encoders give clear pixels the colours of their neighbours, which is another test's matter.
    colours.putalpha(colours.getchannel("A").point(lambda value: max(value, 1)))
    if mode == "P":
        return colours.convert("RGB").quantize(16)
    return colours.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "mode", "way"), STILLS)
def test_bare_stills_pass(kind: str, mode: str, way: dict[str, object]) -> None:
    assert verify(saved(picture(mode), kind, **way)) == ()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"])
def test_a_picture_of_one_pixel_passes(kind: str) -> None:
    assert verify(saved(Image.new("RGB", (1, 1), "red"), kind)) == ()


@pytest.mark.parametrize("colour", ["white", "black", "grey"])
@pytest.mark.parametrize("size", [(640, 480), (16, 16), (33, 500)])
def test_blank_jpegs_have_no_surplus(colour: str, size: tuple[int, int]) -> None:
    assert verify(saved(Image.new("RGB", size, colour), "JPEG")) == ()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_bare_animations_pass(kind: str, mode: str) -> None:
    others = [picture(mode).filter(ImageFilter.BoxBlur(n)) for n in (1, 2, 5)]
    options = {"append_images": others, "duration": 80, "loop": 0}
    data = saved(picture(mode), kind, save_all=True, **options)
    # Pillow stores what changed from frame to frame, with the table of the whole frame.
    assert verify(gif.strip(data, Keep()) if kind == "GIF" else data) == ()


@pytest.mark.parametrize("way", WAYS["TIFF"][:3])
def test_bare_pages_pass(way: dict[str, object]) -> None:
    pages = [picture("RGB", (640, 479)), picture("RGB", (31, 17))]
    assert verify(saved(picture("RGB"), "TIFF", save_all=True, append_images=pages, **way)) == ()


def test_the_time_in_an_animated_avif_is_found() -> None:
    frames = [picture("RGB"), picture("RGB")]
    data = saved(picture("RGB"), "AVIF", save_all=True, append_images=frames, duration=80)
    findings = verify(data)
    assert {finding.where.split()[1] for finding in findings} == {"mvhd", "tkhd", "mdhd"}
    assert all("time of creation" in finding.summary for finding in findings)


def test_a_larger_gif_with_full_tables_passes() -> None:
    noise = Image.frombytes("RGB", (300, 200), os.urandom(300 * 200 * 3))
    assert verify(saved(noise, "GIF")) == ()
    assert verify(saved(noise, "TIFF", compression="tiff_lzw")) == ()


def test_no_data_is_no_picture() -> None:
    with pytest.raises(UnreadableImage):
        verify(b"")


@pytest.mark.parametrize(
    "data", [b"hello", b"%PDF-1.7\n", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", b"RIFF\0\0\0\0WAVE"]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat):
        verify(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_cut_files_never_pass(kind: str, share: float) -> None:
    data = saved(picture("RGB"), kind)
    cut = data[: int(len(data) * share)]
    try:
        findings = verify(cut)
    except UnreadableImage:
        return
    assert findings
