"""A scrubbed photo: less of a sensor's pattern in it, and all else as it was."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import Plan, Region, clean
from safeshare.pixels import drift as drifts
from safeshare.pixels.codec import Photo, decode
from safeshare.pixels.drift import Drift, drift_of
from safeshare.pixels.sensor import moved, scrubbed
from safeshare.pixels.write_png import write_png

Pixels = NDArray[np.uint8]
Frame = NDArray[np.uint8 | np.uint16]
SCRUB = Plan(detect=(), recheck=(), scrub_sensor=True)


def scene(height: int = 200, width: int = 260, channels: int = 3, seed: int = 1) -> Pixels:
    """Soft colours with a little noise."""
    random = np.random.default_rng(seed)
    coarse = random.integers(40, 216, (5, 6, channels), np.uint8)
    smooth = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    noisy = np.asarray(smooth) + random.normal(0, 1.5, (height, width, channels))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def detail(frame: Frame) -> NDArray[np.float64]:
    import cv2

    grey = frame[..., 1].astype(np.float64)
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), 2))


def match(frame: Frame, pattern: NDArray[np.float64]) -> float:
    return float(np.corrcoef(detail(frame).ravel(), pattern.ravel())[0, 1])


@pytest.mark.parametrize(("depth", "scale"), [(np.uint8, 1), (np.uint16, 257)])
def test_a_sensors_pattern_is_matched_less(depth: type[np.uint8 | np.uint16], scale: int) -> None:
    pattern = np.random.default_rng(9).normal(0, 1, (200, 260))
    lit = scene() * (1 + 0.01 * pattern[..., None])
    photo = Photo(((np.clip(np.rint(lit), 0, 255) * scale).astype(depth),))
    after, drift = scrubbed(photo)
    assert after.frames[0].dtype == depth
    before = match(photo.frames[0], pattern)
    assert before > 0.4
    assert abs(match(after.frames[0], pattern)) < before / 5
    xs, ys = drift.sources((200, 260), (slice(0, 200), slice(0, 260)))
    undone = pattern[
        np.clip(np.rint(ys), 0, 199).astype(int), np.clip(np.rint(xs), 0, 259).astype(int)
    ]
    assert abs(match(after.frames[0], undone)) < before / 2  # the calming alone


def test_what_the_photo_shows_stays() -> None:
    photo = Photo((scene(),))
    after, drift = scrubbed(photo)
    same_places = moved(photo, drift).frames[0].astype(float)
    assert np.abs(after.frames[0] - same_places).mean() < 2.5
    assert np.abs(photo.frames[0].astype(float) - same_places).mean() < 4


def test_nothing_moves_far() -> None:
    xs, ys = drift_of(scene()).sources((3000, 4000), (slice(0, 3000, 1), slice(0, 768)))
    away = np.hypot(xs - np.arange(768), ys - np.arange(3000)[:, None])
    assert away.max() < 0.012 * 4000
    assert np.median(away) > 1


def test_the_same_photo_gives_the_same_copy_and_another_photo_another_drift() -> None:
    one, twin, other = (Photo((scene(seed=seed),)) for seed in (1, 1, 2))
    assert np.array_equal(scrubbed(one)[0].frames[0], scrubbed(twin)[0].frames[0])
    assert scrubbed(one)[1] != scrubbed(other)[1]


def test_a_photo_of_several_tiles_has_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = Photo((scene(),))
    drift = drift_of(photo.frames[0])
    whole = moved(photo, drift).frames[0]
    monkeypatch.setattr(drifts, "TILE", 64)
    assert np.array_equal(moved(photo, drift).frames[0], whole)


def test_grey_stays_grey_and_opaque_stays_opaque() -> None:
    grey = np.repeat(scene()[..., :1], 3, axis=2)
    opaque = np.dstack([scene(), np.full((200, 260), 255, np.uint8)])
    after = scrubbed(Photo((grey,)))[0].frames[0]
    assert np.array_equal(after[..., :2], after[..., 1:])
    assert (scrubbed(Photo((opaque,)))[0].frames[0][..., 3] == 255).all()


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_clear_pixels_give_no_colour_to_others(depth: type[np.uint8 | np.uint16]) -> None:
    white = np.iinfo(depth).max
    picture = np.full((120, 120, 4), white, depth)
    picture[40:80, 40:80] = 0
    after = scrubbed(Photo((picture,)))[0].frames[0]
    clear = after[..., 3] == 0
    assert 30 * 30 < clear.sum() < 50 * 50
    assert not after[clear].any()
    assert after[~clear][:, :3].min() > 0.9 * white  # no dark rim


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (17, 3), (2, 900)])
@pytest.mark.parametrize("channels", [3, 4])
def test_pictures_of_any_size(size: tuple[int, int], channels: int) -> None:
    photo = Photo((np.full((*size, channels), 200, np.uint8),))
    after, drift = scrubbed(photo)
    assert after.frames[0].shape == photo.frames[0].shape
    assert np.abs(after.frames[0].astype(int) - 200).max() < 12
    assert drift.within(np.ones(size, bool)).all()
    assert drift.reached(np.ones(size, bool)).all()


@pytest.mark.parametrize("seed", range(4))
def test_masks_move_with_the_pixels(seed: int) -> None:
    """Pixels outside of what is reached know nothing of covered ones, those within nothing else."""
    mask = np.zeros((200, 260), bool)
    mask[50:90, 30:120] = mask[:3, 200:] = mask[150, 150] = True
    one, other = scene(seed=1), scene(seed=2)
    drift = Drift(seed)

    def differs(first: Pixels, second: Pixels) -> NDArray[np.bool_]:
        pair = [moved(Photo((pixels,)), drift).frames[0] for pixels in (first, second)]
        return np.asarray((pair[0] != pair[1]).any(axis=2))

    reached, within = drift.reached(mask), drift.within(mask)
    assert not differs(one, np.where(mask[..., None], other, one))[~reached].any()
    assert not differs(one, np.where(mask[..., None], one, other))[within].any()
    assert 0.5 * mask.sum() < within.sum() < mask.sum() < reached.sum() < 2 * mask.sum()
    assert not drift.reached(np.zeros_like(mask)).any()


def encoded(frames: list[Pixels], kind: str, **options: object) -> bytes:
    first, *rest = (Image.fromarray(frame) for frame in frames)
    out = io.BytesIO()
    first.save(out, kind, save_all=bool(rest), append_images=rest, **options)
    return out.getvalue()


def test_it_makes_a_copy_that_is_rebuilt() -> None:
    source = encoded([scene()], "JPEG", quality=95)
    plain, result = clean(source, Plan((), ())), clean(source, SCRUB)
    assert plain.lossless
    assert not result.lossless
    assert (result.format, result.width, result.height) == ("jpeg", 260, 200)
    assert clean(source, SCRUB).data == result.data


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_animations_move_as_one(kind: str) -> None:
    frames = [scene(60, 80, seed=seed) for seed in (1, 2, 3)]
    after = decode(clean(encoded(frames, kind, duration=80), SCRUB).data, kind)
    assert [len(after.frames), *after.durations] == [3, 80, 80, 80]


def test_pages_keep_their_sizes() -> None:
    source = encoded([scene(60, 80), scene(90, 40)], "TIFF")
    after = decode(clean(source, SCRUB).data, "tiff")
    assert [frame.shape[:2] for frame in after.frames] == [(60, 80), (90, 40)]


def test_sixteen_bits_and_a_smaller_side() -> None:
    deep = scene(100, 140).astype(np.uint16) * 257
    mark = Region("m", "mark", "box", (20, 20, 60, 70))
    plan = Plan((), (), (mark,), max_side=70, scrub_sensor=True)
    result = clean(write_png(deep), plan)
    frame = decode(result.data, "png").frames[0]
    assert frame.dtype == np.uint16
    assert frame.shape == (50, 70, 3)
