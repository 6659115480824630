from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.errors import BadPlan
from safeshare.pixels.codec import Photo, decode
from safeshare.pixels.encode import ENCODERS, merge_still, neutral, target
from safeshare.verify import verify

Pixels = NDArray[np.uint8]
EXACT = ("png", "gif", "tiff", "bmp")
MOVING = ("png", "webp", "gif", "avif")


def shifted(scene: Pixels, count: int, *, alpha: bool = False) -> Photo:
    frames = [np.roll(scene, 30 * n, axis=1) for n in range(count)]
    if alpha:
        clear = np.full(scene.shape[:2], 255, np.uint8)
        clear[:40, :40] = 0
        frames = [np.dstack([frame * (clear > 0)[..., None], clear]) for frame in frames]
    return Photo(tuple(frames), tuple(50 + 10 * n for n in range(count)) if count > 1 else (), 2)


@pytest.mark.parametrize("kind", ENCODERS)
@pytest.mark.parametrize("alpha", [False, True])
def test_a_decoder_gets_back_what_was_settled(scene: Pixels, kind: str, alpha: bool) -> None:
    meant = ENCODERS[kind].settle(shifted(scene, 1, alpha=alpha))
    seen = decode(ENCODERS[kind].write(meant, 90), kind)
    assert len(seen.frames) == 1
    assert seen.frames[0].shape == meant.frames[0].shape
    error = np.abs(seen.frames[0].astype(int) - meant.frames[0])
    assert error.max() == 0 if kind in EXACT else error.mean() < 4


@pytest.mark.parametrize("kind", MOVING)
@pytest.mark.parametrize("alpha", [False, True])
def test_animations_keep_frames_timing_and_loop(scene: Pixels, kind: str, alpha: bool) -> None:
    meant = ENCODERS[kind].settle(shifted(scene, 4, alpha=alpha))
    seen = decode(ENCODERS[kind].write(meant, 90), kind)
    assert seen.durations == (50, 60, 70, 80)
    assert seen.loop == (2 if kind != "avif" else 0)
    for frame, wanted in zip(seen.frames, meant.frames, strict=True):
        error = np.abs(frame.astype(int) - wanted)
        assert error.max() == 0 if kind in EXACT else error.mean() < 4


def test_pages_of_a_document_keep_their_sizes(scene: Pixels) -> None:
    photo = Photo((scene, scene[:50, :70]))
    seen = decode(ENCODERS["tiff"].write(photo, 90), "tiff")
    assert [frame.shape for frame in seen.frames] == [(240, 320, 3), (50, 70, 3)]


@pytest.mark.parametrize("kind", ENCODERS)
@pytest.mark.parametrize("alpha", [False, True])
def test_encoders_write_nothing_but_the_picture(scene: Pixels, kind: str, alpha: bool) -> None:
    count = 3 if kind in MOVING else 1
    settled = ENCODERS[kind].settle(shifted(scene, count, alpha=alpha))
    assert verify(ENCODERS[kind].write(settled, 90)) == ()
    assert verify(neutral(kind, 90)) == ()


def test_equal_frames_that_follow_each_other_are_joined(scene: Pixels) -> None:
    other = scene[::-1].copy()
    photo = Photo((scene, scene.copy(), other, scene), (10, 20, 30, 40))
    merged, kept = merge_still(photo)
    assert (merged.durations, kept) == ((30, 30, 40), (0, 2, 3))
    pages = Photo((scene, scene))
    assert merge_still(pages) == (pages, (0, 1))


@pytest.mark.parametrize(
    ("source", "wanted", "frames", "result"),
    [
        ("heic", "keep", 1, "jpeg"),
        ("png", "keep", 9, "png"),
        ("gif", "webp", 9, "webp"),
        ("tiff", "keep", 3, "tiff"),
        ("webp", "jpeg", 1, "jpeg"),
    ],
)
def test_target(source: str, wanted: str, frames: int, result: str) -> None:
    assert target(source, wanted, frames) == result


@pytest.mark.parametrize(
    ("source", "wanted", "frames"), [("gif", "jpeg", 2), ("tiff", "png", 2), ("png", "psd", 1)]
)
def test_frames_are_never_dropped_silently(source: str, wanted: str, frames: int) -> None:
    with pytest.raises(BadPlan):
        target(source, wanted, frames)
