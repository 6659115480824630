"""What gets no copy: bad plans, bad files, and copies that could not be proven."""

from __future__ import annotations

import dataclasses
import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

from safeshare import clean, inspect, pipeline, rebuild, verify
from safeshare.errors import BadPlan, BadRegion, TooLarge, UnreadableImage, VerificationFailed
from safeshare.model import Limits, Plan, Region
from safeshare.pixels.codec import decode
from safeshare.pixels.encode import ENCODERS
from tests.unit.common import QUIET, SECRET, Pixels, mark, tagged


def test_a_photo_is_refused_when_faces_keep_showing(
    portrait: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(1000))
    monkeypatch.setattr(
        rebuild,
        "left_visible",
        lambda *_: (Region(f"face-{next(numbers)}", "face", "box", (0, 0, 20, 20)),),
    )
    with pytest.raises(VerificationFailed, match="3 rounds"):
        clean(tagged(portrait), Plan())


def test_weak_sightings_in_a_copy_are_covered_but_do_not_refuse_it(
    portrait: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(1000))

    def flicker(*_: object) -> tuple[Region, ...]:
        number = next(numbers)
        box = (20.0 * number, 450.0, 20.0 * number + 15, 470.0)
        return (Region(f"face-{number + 2}", "face", "box", box, score=0.42),)

    monkeypatch.setattr(rebuild, "left_visible", flicker)
    result = clean(tagged(portrait), Plan())
    assert [region.id for region in result.redacted] == ["face-1", "face-2"]


def test_a_strip_that_forgets_something_leads_to_a_rebuilt_copy(
    scene: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful = dataclasses.replace(pipeline.sniff(tagged(scene)), strip=lambda data, _: data)
    monkeypatch.setattr(pipeline, "sniff", lambda _: forgetful)
    result = clean(tagged(scene), QUIET)
    assert not result.lossless
    assert SECRET not in result.data
    assert verify(result.data) == ()


def test_what_the_writer_forgets_the_verifier_finds(
    scene: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tagged(scene)
    monkeypatch.setattr(pipeline, "_lossless", lambda *_: None)
    monkeypatch.setattr(pipeline, "rebuild", lambda *_: rebuild.Rebuilt(source, "jpeg", (), 0.0))
    with pytest.raises(VerificationFailed, match="still holds"):
        clean(source, QUIET)


def test_an_encoder_that_ignores_the_fill_is_caught(
    portrait: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ENCODERS["png"].write
    original = decode(tagged(portrait), "jpeg")
    lying = rebuild.ENCODERS | {
        "png": dataclasses.replace(ENCODERS["png"], write=lambda _, q: whole(original, q))
    }
    monkeypatch.setattr(rebuild, "ENCODERS", lying)
    with pytest.raises(VerificationFailed):
        clean(tagged(portrait), Plan(format="png"))


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Plan(style="sparkle"), BadPlan),
        (Plan(style="solid", colour=(0, 256, 0)), BadPlan),
        (Plan(style="solid", colour=(0, 0, -1)), BadPlan),
        (Plan(style="solid", colour=(0, 0)), BadPlan),  # type: ignore[arg-type]
        (Plan(format="psd"), BadPlan),
        (Plan(detect=("aura",)), BadPlan),
        (Plan(quality=0), BadPlan),
        (Plan(max_side=2), BadPlan),
        (Plan(regions=(mark(900, 900, 910, 910),)), BadRegion),
        (Plan(limits=Limits(bytes=100)), TooLarge),
        (Plan(limits=Limits(pixels=100)), TooLarge),
    ],
)
def test_impossible_plans_are_refused(scene: Pixels, plan: Plan, error: type[Exception]) -> None:
    with pytest.raises(error):
        clean(tagged(scene), plan)


def test_a_cut_file_is_refused(portrait: Pixels) -> None:
    source = tagged(portrait)
    for end in (0, 3, 40, 600, len(source) - 3000):
        with pytest.raises(UnreadableImage):
            clean(source[:end], Plan())


def test_a_jpeg_of_absurdly_many_scans_is_refused_at_once() -> None:
    out = io.BytesIO()
    Image.fromarray(np.zeros((1000, 1000, 3), np.uint8)).save(out, "JPEG", progressive=True)
    bomb = out.getvalue()[:-2] + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" * 3000 + b"\xff\xd9"
    with pytest.raises(TooLarge, match="passes"):
        inspect(bomb)


@pytest.mark.parametrize("shape", [(1, 100_000), (30, 20_000)])
def test_long_strips_take_no_more_than_their_pixels(shape: tuple[int, int]) -> None:
    strip = np.random.default_rng(3).integers(0, 255, (*shape, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(strip).save(out, "PNG")
    plan = Plan(detect=(), recheck=(), regions=(mark(100, 0, shape[1] - 100, shape[0]),))
    tracemalloc.start()
    clean(out.getvalue(), plan)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000_000


@pytest.mark.parametrize(("kind", "side"), [("jpeg", 70_000), ("webp", 20_000)])
def test_a_side_that_the_format_can_t_hold_is_refused(kind: str, side: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (side, 2)).save(out, "PNG")
    with pytest.raises(TooLarge, match="pixels a side"):
        clean(out.getvalue(), Plan(detect=(), recheck=(), format=kind))
    small = Plan(detect=(), recheck=(), format=kind, max_side=1000)
    assert clean(out.getvalue(), small).width == 1000
