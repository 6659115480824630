"""The look at a copy names places of the source, whatever happened to sizes and frames between."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, search
from safeshare.model import Detection, Plan, Region
from safeshare.pixels.codec import decode

Pixels = NDArray[np.uint8]

MAGENTA = (255, 0, 255)
CORNER = Region("mark-1", "mark", "box", (0, 0, 6, 6))
LOOK = Plan(detect=(), recheck=("face",), regions=(CORNER,), style="solid", colour=(0, 90, 0))
"""The first look sees nothing, so that all depends on the second."""


def magenta(image: Pixels) -> NDArray[np.bool_]:
    r, g, b = (image[..., channel].astype(int) for channel in range(3))
    return np.asarray((r > 170) & (g < 90) & (b > 170))


@pytest.fixture(autouse=True)
def _faces_are_magenta(monkeypatch: pytest.MonkeyPatch) -> None:
    def detect(image: Pixels, names: Sequence[str], effort: object) -> list[Detection]:
        del names, effort
        rows, columns = np.nonzero(magenta(image))
        if rows.size < 30:
            return []
        box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        return [Detection("face", tuple(map(float, box)), 0.9)]

    monkeypatch.setattr(search, "detect", detect)


def with_spot(size: tuple[int, int], left: int, top: int, side: int = 24) -> Image.Image:
    image = Image.new("RGB", size, (120, 140, 160))
    image.paste(MAGENTA, (left, top, left + side, top + side))
    return image


def saved(images: Sequence[Image.Image], kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    images[0].save(out, kind, save_all=True, append_images=list(images[1:]), **options)
    return out.getvalue()


def test_a_page_of_another_size_is_covered_where_its_face_is() -> None:
    pages = [Image.new("RGB", (100, 80), (120, 140, 160)), with_spot((400, 300), 300, 200, 60)]
    copy = clean(saved(pages, "TIFF"), replace(LOOK, max_side=100))
    shown = decode(copy.data, "tiff").frames
    assert [frame.shape for frame in shown] == [(80, 100, 3), (75, 100, 3)]
    assert not magenta(shown[1]).any()
    assert [region.frame for region in copy.redacted] == [None, 1]
    box = copy.redacted[1].box
    assert np.abs(np.subtract(box, (300, 200, 360, 260))).max() < 8


def test_a_face_that_moves_is_covered_though_equal_frames_were_joined() -> None:
    places = [10] * 5 + [25, 40, 40, 40, 40, 55, 70, 85]
    frames = [with_spot((160, 80), left, 30) for left in places]
    for number, frame in enumerate(frames):
        frame.putpixel((1, 1), (number, 0, 0))  # under the mark: they are alike in the copy
    data = saved(frames, "PNG", duration=80)
    assert len(decode(data, "png").frames) == len(frames)
    copy = clean(data, LOOK)
    shown = decode(copy.data, "png").frames
    assert len(shown) < len(frames)
    assert not any(magenta(frame).any() for frame in shown)
    assert [region.kind for region in copy.redacted] == ["mark", "face"]


@pytest.mark.parametrize(("pages", "told"), [(0, None), (1, "One more place was"), (2, "2 more")])
def test_what_nobody_asked_for_is_said(pages: int, told: str | None) -> None:
    plain = Image.new("RGB", (100, 80), (120, 140, 160))
    images = [plain, *[with_spot((100, 80), 30, 30)] * pages]
    sentences = clean(saved(images, "TIFF"), LOOK).remaining
    more = [sentence for sentence in sentences if "more place" in sentence]
    assert [sentence.startswith(told or "?") for sentence in more] == ([True] if told else [])
