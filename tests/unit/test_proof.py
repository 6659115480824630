"""No copy is handed out on the word of the code that made it: each proof is asked for by itself."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, pipeline, rebuild
from safeshare.errors import VerificationFailed
from safeshare.formats import FORMATS, Keep, gif
from safeshare.model import Plan, Region
from safeshare.pixels.codec import decode
from safeshare.redact.cover import cover

Pixels = NDArray[np.uint8]
Strip = Callable[[bytes, Keep], bytes]

SECRET = b"Bertha Mustermann, Hauptstrasse 17"
QUIET = Plan(detect=(), recheck=())


def jpeg(pixels: Pixels, comment: bytes = SECRET) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=92, comment=comment)
    return out.getvalue()


@pytest.fixture
def strip_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Strip], None]:
    def take(strip: Strip) -> None:
        other = dataclasses.replace(FORMATS["jpeg"], strip=strip)
        monkeypatch.setattr(pipeline, "sniff", lambda _: other)

    return take


def test_a_strip_that_changes_the_picture_leads_to_a_rebuilt_copy(
    scene: Pixels, strip_with: Callable[[Strip], None]
) -> None:
    assert FORMATS["jpeg"].strip
    other = FORMATS["jpeg"].strip(jpeg(255 - scene), Keep(1, b""))
    strip_with(lambda *_: other)
    result = clean(jpeg(scene), QUIET)
    assert not result.lossless
    shown = decode(result.data, "jpeg").frames[0].astype(int)
    assert np.abs(shown - scene).mean() < 10


def test_what_no_walker_sees_is_found_by_its_words(
    scene: Pixels, strip_with: Callable[[Strip], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "verify", lambda _: ())
    strip_with(lambda data, _: data)
    result = clean(jpeg(scene), QUIET)
    assert not result.lossless
    assert SECRET not in result.data


def test_a_rebuilt_copy_that_repeats_what_was_removed_is_refused(
    scene: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = jpeg(scene)
    made = pipeline.rebuild(decode(source, "jpeg"), "jpeg", QUIET, ())
    talkative = dataclasses.replace(made, copy=jpeg(scene))
    monkeypatch.setattr(pipeline, "_lossless", lambda *_: None)
    monkeypatch.setattr(pipeline, "rebuild", lambda *_: talkative)
    monkeypatch.setattr(pipeline, "verify", lambda _: ())
    with pytest.raises(VerificationFailed, match="still holds"):
        clean(source, QUIET)


def test_a_background_that_still_shows_is_caught(
    scene: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = np.zeros(scene.shape[:2], bool)
    left[:, :160] = True
    plan = dataclasses.replace(QUIET, background=True, format="png")
    monkeypatch.setattr(rebuild, "backgrounds_of", lambda *_: (left,))
    assert clean(jpeg(scene), plan).data
    monkeypatch.setattr(rebuild, "cover", lambda *given: cover(*given[:4]))  # not the background
    with pytest.raises(VerificationFailed, match="still shows"):
        clean(jpeg(scene), plan)


def test_a_gif_keeps_no_colour_that_no_pixel_has() -> None:
    """Its encoder gives every frame the colours of the whole picture, which few pixels need."""
    wall = Image.effect_noise((96, 64), 60).convert("RGB")
    frames = [wall.copy() for _ in range(4)]
    for number, frame in enumerate(frames):
        frame.paste((250, 20, 20), (10 * number, 50, 10 * number + 8, 58))
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80)
    plan = dataclasses.replace(QUIET, regions=(Region("m", "mark", "box", (60, 8, 80, 20)),))
    copy = clean(out.getvalue(), plan).data
    assert len(decode(copy, "gif").frames) == 4
    assert copy == gif.strip(copy, Keep())
