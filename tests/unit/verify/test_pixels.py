"""The copy shows what was meant, and nothing of what was covered."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageFilter

from safeshare.errors import VerificationFailed
from safeshare.pixels.write_png import write_png
from safeshare.pixels.write_tiff import write_tiff
from safeshare.redact.styles import redact
from safeshare.verify.pixels import check_pixels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

CODINGS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 60, "subsampling": "4:2:0"},
    "WEBP": {"quality": 60},
    "AVIF": {"quality": 60, "speed": 10},
    "PNG": {},
    "TIFF": {"compression": "tiff_adobe_deflate"},
    "BMP": {},
}
FACE = (225, 115, 70, 90)  # of the portrait: centre and half axes


def coded(frame: Frame, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(frame).save(out, kind, **(options or CODINGS[kind]))
    return out.getvalue()


def ellipse(shape: tuple[int, ...], place: tuple[int, int, int, int] = FACE) -> Mask:
    y, x = np.mgrid[: shape[0], : shape[1]]
    return ((x - place[0]) / place[2]) ** 2 + ((y - place[1]) / place[3]) ** 2 <= 1


def put(frame: Frame, mask: Mask, inside: NDArray[np.generic]) -> Frame:
    return np.where(mask[..., None], np.clip(inside, 0, 255), frame).astype(np.uint8)


def gaussian(share: float) -> Callable[[Frame, Mask], Frame]:
    def fill(frame: Frame, mask: Mask) -> Frame:
        soft = Image.fromarray(frame).filter(ImageFilter.GaussianBlur(share * 2 * FACE[2]))
        return put(frame, mask, np.asarray(soft))

    return fill


def mosaic(frame: Frame, mask: Mask) -> Frame:
    size = frame.shape[1] // 10, frame.shape[0] // 10
    small = Image.fromarray(frame).resize(size, Image.Resampling.BOX)
    return put(frame, mask, np.asarray(small.resize(frame.shape[1::-1], Image.Resampling.NEAREST)))


def veil(share: float) -> Callable[[Frame, Mask], Frame]:
    def fill(frame: Frame, mask: Mask) -> Frame:
        cover = redact(frame, mask, "blur").astype(float)
        return put(frame, mask, cover * share + frame * (1 - share))

    return fill


def grain(frame: Frame, mask: Mask) -> Frame:
    noise = np.random.default_rng(1).normal(0, 4, mask.shape)
    return put(frame, mask, redact(frame, mask, "blur") + noise[..., None])


LEAKS = {
    "nothing done": lambda frame, mask: frame,  # noqa: ARG005 - called like the others
    "Gaussian 5 %": gaussian(0.05),
    "Gaussian 10 %": gaussian(0.10),
    "Gaussian 20 %": gaussian(0.20),
    "mosaic": mosaic,
    "half transparent": veil(0.5),
    "nearly opaque": veil(0.8),
}
FILLS = {
    "smooth": lambda frame, mask: redact(frame, mask, "blur"),
    "smooth with grain": grain,
    "black": lambda frame, mask: redact(frame, mask, "solid", (0, 0, 0)),
    "red": lambda frame, mask: redact(frame, mask, "solid", (255, 0, 0)),
}


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
@pytest.mark.parametrize("leak", LEAKS)
def test_a_trace_of_the_source_is_caught(portrait: Frame, leak: str, kind: str) -> None:
    mask = ellipse(portrait.shape)
    meant = LEAKS[leak](portrait, mask)
    with pytest.raises(VerificationFailed, match="still shows"):
        check_pixels(coded(meant, kind), [meant], [mask], [portrait])


@pytest.mark.parametrize("kind", CODINGS)
@pytest.mark.parametrize("fill", FILLS)
def test_a_fill_from_outside_passes(portrait: Frame, fill: str, kind: str) -> None:
    mask = ellipse(portrait.shape)
    meant = FILLS[fill](portrait, mask)
    check_pixels(coded(meant, kind), [meant], [mask], [portrait])


@pytest.mark.parametrize("quality", [50, 75, 95])
def test_every_usual_quality_passes(portrait: Frame, quality: int) -> None:
    mask = ellipse(portrait.shape)
    meant = redact(portrait, mask, "blur")
    for kind, more in (("JPEG", {"subsampling": "4:2:0"}), ("WEBP", {}), ("AVIF", {"speed": 10})):
        check_pixels(coded(meant, kind, quality=quality, **more), [meant], [mask], [portrait])


def test_one_of_two_places_left_open_is_caught(portrait: Frame) -> None:
    wide = np.concatenate([portrait, portrait], axis=1)
    mask = ellipse(wide.shape) | ellipse(wide.shape, (225 + 512, 115, 70, 90))
    meant = redact(wide, mask, "blur")
    half = np.concatenate([meant[:, :512], wide[:, 512:]], axis=1)
    with pytest.raises(VerificationFailed, match="still shows"):
        check_pixels(coded(half), [half], [mask], [wide])


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_a_copy_without_the_fill_is_caught(portrait: Frame, kind: str) -> None:
    mask = ellipse(portrait.shape)
    meant = redact(portrait, mask, "blur")
    with pytest.raises(VerificationFailed, match="covered"):
        check_pixels(coded(portrait, kind), [meant], [mask], [portrait])


def test_one_open_eye_is_caught(portrait: Frame) -> None:
    mask = ellipse(portrait.shape)
    meant = redact(portrait, mask, "solid", (0, 0, 0))
    open_eye = meant.copy()
    open_eye[96:128, 192:224] = portrait[96:128, 192:224]
    with pytest.raises(VerificationFailed, match="a part of what was covered"):
        check_pixels(coded(open_eye), [meant], [mask], [portrait])


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_exact_formats_must_be_exact(portrait: Frame, kind: str) -> None:
    mask = ellipse(portrait.shape)
    meant = redact(portrait, mask, "solid", (0, 0, 0))
    off = meant.copy()
    off[500, 500, 0] ^= 1
    with pytest.raises(VerificationFailed, match="other pixels"):
        check_pixels(coded(off, kind), [meant], [mask], [portrait])


def test_lossless_webp_must_be_exact(portrait: Frame) -> None:
    nothing = np.zeros(portrait.shape[:2], bool)
    check_pixels(coded(portrait, "WEBP", lossless=True), [portrait], [nothing], [portrait])
    off = portrait.copy()
    off[500, 500, 0] ^= 1
    with pytest.raises(VerificationFailed):
        check_pixels(coded(off, "WEBP", lossless=True), [portrait], [nothing], [portrait])


def test_another_picture_is_caught(portrait: Frame) -> None:
    nothing = np.zeros(portrait.shape[:2], bool)
    with pytest.raises(VerificationFailed, match="another picture"):
        check_pixels(coded(portrait[::-1].copy()), [portrait], [nothing], [portrait])


def test_size_count_and_turn_must_agree(portrait: Frame) -> None:
    nothing = np.zeros(portrait.shape[:2], bool)
    with pytest.raises(VerificationFailed, match="size"):
        check_pixels(coded(portrait[:-1]), [portrait], [nothing], [portrait])
    with pytest.raises(VerificationFailed, match="number of frames"):
        check_pixels(coded(portrait), [portrait] * 2, [nothing] * 2, [portrait] * 2)
    turned = Image.Exif()
    turned[0x0112] = 6
    with pytest.raises(VerificationFailed, match="turned"):
        check_pixels(coded(portrait, exif=turned), [portrait], [nothing], [portrait])


def test_colours_under_clear_pixels_are_caught(portrait: Frame) -> None:
    alpha = np.where(ellipse(portrait.shape), 0, 255).astype(np.uint8)
    hidden = np.dstack([portrait, alpha])
    empty = np.where(alpha[..., None] > 0, hidden, 0).astype(np.uint8)
    nothing = np.zeros(portrait.shape[:2], bool)
    for kind, options in (("PNG", {}), ("WEBP", {"quality": 80}), ("AVIF", {"speed": 10})):
        check_pixels(coded(empty, kind, **options), [empty], [nothing], [hidden])
    with pytest.raises(VerificationFailed, match="clear"):
        check_pixels(coded(hidden, "PNG"), [empty], [nothing], [hidden])
    lossy = coded(hidden, "WEBP", quality=80, exact=True)
    with pytest.raises(VerificationFailed, match="clear"):
        check_pixels(lossy, [empty], [nothing], [hidden])


def test_each_frame_of_an_animation_is_checked(portrait: Frame) -> None:
    mask = ellipse(portrait.shape)
    before = [portrait, np.roll(portrait, 3, axis=1)]
    meant = [redact(frame, mask, "blur") for frame in before]

    def animation(frames: list[Frame]) -> bytes:
        out = io.BytesIO()
        first, second = (Image.fromarray(frame) for frame in frames)
        first.save(out, "PNG", save_all=True, append_images=[second], duration=50)
        return out.getvalue()

    check_pixels(animation(meant), meant, [mask] * 2, before)
    with pytest.raises(VerificationFailed):
        check_pixels(animation([meant[0], before[1]]), meant, [mask] * 2, before)


def test_a_tiny_mask_and_an_empty_one_pass(portrait: Frame) -> None:
    tiny = np.zeros(portrait.shape[:2], bool)
    tiny[100:103, 200:203] = True
    meant = redact(portrait, tiny, "solid", (255, 0, 0))
    check_pixels(coded(meant), [meant], [tiny], [portrait])
    check_pixels(coded(portrait), [portrait], [np.zeros_like(tiny)], [portrait])


def test_a_broken_copy_is_no_copy(portrait: Frame) -> None:
    nothing = np.zeros(portrait.shape[:2], bool)
    for broken in (b"", b"text", coded(portrait)[:999], coded(portrait, "PNG")[:999]):
        with pytest.raises(VerificationFailed, match="decoded"):
            check_pixels(broken, [portrait], [nothing], [portrait])


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_all_sixteen_bits_must_be_there(portrait: Frame, kind: str) -> None:
    deep = portrait.astype(np.uint16) * 257
    mask = ellipse(portrait.shape)
    meant = redact(deep, mask, "blur")
    write = {"png": write_png, "tiff": lambda frame: write_tiff([frame])}[kind]
    check_pixels(write(meant), [meant], [mask], [deep])
    off = meant.copy()
    off[500, 500, 0] ^= 1
    with pytest.raises(VerificationFailed, match="other pixels"):
        check_pixels(write(off), [meant], [mask], [deep])
    with pytest.raises(VerificationFailed, match="depth"):
        check_pixels(coded(portrait, kind.upper()), [meant], [mask], [deep])
    with pytest.raises(VerificationFailed, match="still shows"):
        check_pixels(write(deep), [deep], [mask], [deep])
    with pytest.raises(VerificationFailed, match="decoded"):
        check_pixels(write(meant)[:5000], [meant], [mask], [deep])
