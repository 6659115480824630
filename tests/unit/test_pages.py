"""Photos of several frames or pages, end to end."""

from __future__ import annotations

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from safeshare import clean, inspect, verify
from safeshare.errors import BadRegion, TooLarge, UnreadableImage
from safeshare.model import Plan
from safeshare.pixels.codec import decode
from safeshare.pixels.preview import preview
from tests.unit.common import QUIET, Pixels, mark


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_a_face_is_covered_in_every_frame(portrait: Pixels, kind: str) -> None:
    head = np.asarray(Image.fromarray(portrait[0:320, 80:400]).resize((160, 160)))
    frames = [Image.fromarray(np.roll(head, 4 * n, axis=1)) for n in range(4)]
    frames.append(Image.fromarray(np.full_like(head, 90)))
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=80, loop=0)
    result = clean(out.getvalue(), Plan())
    copy = decode(result.data, kind)
    source = decode(out.getvalue(), kind)
    assert len(copy.frames) == len(source.frames)
    assert sum(copy.durations) == sum(source.durations)
    for n, (shown, before) in enumerate(zip(copy.frames[:4], source.frames, strict=False)):
        window = (slice(45, 80), slice(58 + 4 * n, 88 + 4 * n))
        assert np.abs(shown[window].astype(int) - before[window]).mean() > 15


def test_the_picture_for_old_viewers_of_an_animated_png_does_not_survive(
    portrait: Pixels,
) -> None:
    grey = [Image.new("RGB", (512, 512), (shade, 90, 90)) for shade in (80, 120)]
    out = io.BytesIO()
    Image.fromarray(portrait).save(
        out, "PNG", save_all=True, append_images=grey, default_image=True, duration=90
    )
    result = clean(out.getvalue(), QUIET)
    copy = Image.open(io.BytesIO(result.data))
    assert copy.n_frames == 2
    assert np.asarray(copy.convert("RGB")).std(axis=(0, 1)).max() == 0
    assert verify(out.getvalue()) != ()


def two_pages(first: Pixels, second: Pixels, kinds: tuple[int, int] = (0, 0)) -> bytes:
    """A TIFF of two pages; kinds: NewSubfileType of each, 1 for a small copy."""
    page = Image.fromarray(second)
    page.encoderinfo = {"tiffinfo": {254: kinds[1]}}
    out = io.BytesIO()
    Image.fromarray(first).save(
        out, "TIFF", save_all=True, append_images=[page], tiffinfo={254: kinds[0]}
    )
    return out.getvalue()


def test_inspect_and_clean_speak_of_the_same_page(portrait: Pixels) -> None:
    source = two_pages(np.ascontiguousarray(portrait[::8, ::8]), portrait, (1, 0))
    report = inspect(source)
    assert (report.width, report.height, report.frames) == (512, 512, 1)
    assert Image.open(io.BytesIO(preview(source, "tiff", 256))).size == (256, 256)
    result = clean(source, Plan(regions=report.regions, detect=()))
    assert len(result.redacted) == len(report.regions) == 1


def test_a_face_shown_on_one_page_stays_covered_on_another(portrait: Pixels) -> None:
    source = two_pages(portrait, portrait)
    first, second = inspect(source).regions
    shown = dataclasses.replace(first, on=False)
    result = clean(source, Plan(regions=(shown,)))
    assert [region.frame for region in result.redacted] == [second.frame]


def test_a_region_of_one_page_is_measured_against_that_page(portrait: Pixels) -> None:
    source = two_pages(np.ascontiguousarray(portrait[400:500, :100]), portrait)
    there, nowhere = mark(300, 300, 400, 400, frame=1), mark(300, 300, 400, 400, frame=0)
    plan = Plan(detect=(), recheck=(), style="solid", colour=(0, 0, 0), regions=(there,))
    page = decode(clean(source, plan).data, "tiff").frames[1]
    assert page[300:400, 300:400].max() == 0
    for wrong in (nowhere, mark(10, 10, 20, 20, frame=2)):
        with pytest.raises(BadRegion):
            clean(source, dataclasses.replace(plan, regions=(wrong,)))


def test_a_frame_that_blows_an_animation_up_is_refused_before_it_is_decoded() -> None:
    frames = [Image.new("P", (40, 28), shade) for shade in (1, 2, 3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
    data = bytearray(out.getvalue())
    last = data.rindex(b"\x2c")
    data[last + 5 : last + 9] = (60_000).to_bytes(2, "little") + (28_000).to_bytes(2, "little")
    with pytest.raises((TooLarge, UnreadableImage)):
        clean(bytes(data), QUIET)
