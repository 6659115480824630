"""What transparency hides, and what only it draws, end to end."""

from __future__ import annotations

import dataclasses
import io
import struct

import numpy as np
import pytest
from PIL import Image

from safeshare import clean, verify
from safeshare.model import Plan, Region
from tests.unit.common import QUIET, Pixels, mark


def clear(pixels: Pixels, kind: str, **options: object) -> bytes:
    """A file whose pixels are all transparent, with their colours kept."""
    out = io.BytesIO()
    alpha = np.zeros(pixels.shape[:2], np.uint8)
    Image.fromarray(np.dstack([pixels, alpha])).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("WEBP", {"lossless": True, "exact": True}),
        ("WEBP", {"quality": 90, "exact": True}),
    ],
)
def test_a_picture_under_transparency_is_gone(
    portrait: Pixels, kind: str, options: dict[str, object]
) -> None:
    result = clean(clear(portrait, kind, **options), Plan())
    colours = np.asarray(Image.open(io.BytesIO(result.data)).convert("RGBA"))[..., :3]
    assert colours.std() < 3


def test_a_palette_of_clear_colours_hides_nothing(portrait: Pixels) -> None:
    out = io.BytesIO()
    Image.fromarray(portrait).quantize(128).save(out, "PNG", transparency=bytes(128))
    result = clean(out.getvalue(), Plan())
    assert np.asarray(Image.open(io.BytesIO(result.data)).convert("RGBA"))[..., :3].std() == 0


def test_a_face_that_only_transparency_draws_is_found(portrait: Pixels) -> None:
    grey = np.asarray(Image.fromarray(portrait).convert("L"))
    image = np.dstack([np.zeros((512, 512, 3), np.uint8), 255 - grey])
    out = io.BytesIO()
    Image.fromarray(image).save(out, "PNG")
    assert len(clean(out.getvalue(), Plan()).redacted) >= 1


def test_a_translucent_pixel_under_a_mask_does_not_show(scene: Pixels) -> None:
    plan = Plan(detect=(), recheck=(), regions=(mark(30, 30, 90, 90),))
    copies = set()
    for value in (255, 254):
        alpha = np.full(scene.shape[:2], 255, np.uint8)
        alpha[50, 50] = value
        out = io.BytesIO()
        Image.fromarray(np.dstack([scene, alpha])).save(out, "PNG")
        copies.add(clean(out.getvalue(), plan).data)
    assert len(copies) == 1


def test_a_mark_in_a_transparent_webp_is_covered_without_hidden_colours(portrait: Pixels) -> None:
    clear = np.full(portrait.shape[:2], 255, np.uint8)
    clear[:60] = 0
    out = io.BytesIO()
    Image.fromarray(np.dstack([portrait, clear])).save(out, "WEBP", lossless=True)
    mark = Region("mark-1", "mark", "box", (10, 70, 60, 120))
    plan = dataclasses.replace(QUIET, regions=(mark,))
    result = clean(out.getvalue(), plan)
    shown = np.asarray(Image.open(io.BytesIO(result.data)).convert("RGBA"))
    assert (shown[:40] == 0).all()
    assert verify(result.data) == ()


def moving(kind: str, **options: object) -> bytes:
    """A sticker: a disc that wanders over a clear ground, coded as encoders do on their own."""
    rows, columns = np.mgrid[:96, :128]
    frames = []
    for step in range(6):
        disc = (rows - 48) ** 2 + (columns - 40 - 8 * step) ** 2 < 900
        noise = np.random.default_rng(3).integers(0, 255, (96, 128, 3), np.uint8)
        frames.append(Image.fromarray(np.dstack([noise * disc[..., None], disc * np.uint8(255)])))
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=70, **options)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "options"), [("GIF", {}), ("WEBP", {"lossless": True})])
def test_a_clear_animation_keeps_its_coded_frames(kind: str, options: dict[str, object]) -> None:
    data = moving(kind, **options)
    result = clean(data + b"behind the end", QUIET)
    assert result.lossless
    assert verify(result.data) == ()
    before, after = (Image.open(io.BytesIO(one)) for one in (data, result.data))
    assert before.n_frames == after.n_frames == 6
    for index in range(6):
        before.seek(index)
        after.seek(index)
        assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()


def test_colours_under_a_clear_frame_of_a_webp_are_rebuilt_away(portrait: Pixels) -> None:
    clear = np.zeros(portrait.shape[:2], np.uint8)
    clear[:40] = 255
    still = io.BytesIO()
    Image.fromarray(np.dstack([portrait, clear])).save(still, "WEBP", lossless=True, exact=True)
    picture = still.getvalue()[still.getvalue().index(b"VP8L") :]
    height, width = portrait.shape[:2]
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))

    def chunk(name: bytes, content: bytes) -> bytes:
        return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)

    frame = chunk(b"ANMF", bytes(6) + sides + b"\x32\0\0\0" + picture)
    body = b"WEBP" + chunk(b"VP8X", b"\x12\0\0\0" + sides) + chunk(b"ANIM", bytes(6)) + 2 * frame
    data = b"RIFF" + struct.pack("<I", len(body)) + body
    assert "under transparent pixels" in verify(data)[0].summary
    result = clean(data, QUIET)
    assert not result.lossless
    assert verify(result.data) == ()
