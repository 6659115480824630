from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean
from safeshare.errors import BadPlan, BadRegion
from safeshare.marks import grown, settled, snapped
from safeshare.model import Plan, Region
from safeshare.pixels.codec import Photo

Pixels = NDArray[np.uint8]


@pytest.fixture
def tattooed() -> Pixels:
    """Skin with a dark ring: uint8 (240, 320, 3)."""
    noise = np.random.default_rng(5).normal(0, 3, (240, 320, 3))
    image = np.clip(np.array([205, 150, 120]) + noise, 0, 255).astype(np.uint8)
    ring = cv2.circle(np.zeros((240, 320), np.uint8), (160, 120), 45, 1, 9)
    image[ring > 0] = (35, 40, 50)
    return image


RED = (255, 0, 0)
ACROSS = Region("mark-1", "mark", "stroke", (0, 0, 1, 1), points=((125, 105), (190, 135)), radius=6)


def plan(*regions: Region, **more: object) -> Plan:
    return Plan((), (), regions, "solid", RED, **more)  # type: ignore[arg-type] # tests pass odd values


def test_percentages_are_of_the_photo() -> None:
    region = Region("m", "mark", "box", (10, 20, 50, 60), unit="%")
    (found,) = settled(plan(region), 300, 200).regions
    assert (found.box, found.unit) == ((30, 40, 150, 120), "px")


def test_growth_is_the_larger_one() -> None:
    small, large = Region("a", "face", "box", (0, 0, 9, 9), grow=5), ACROSS
    assert [region.grow for region in grown((small, large), 10)] == [10, 10]
    assert grown((small,), 2) == (small,)


@pytest.mark.parametrize("grow", [-1, 201, float("nan")])
def test_a_growth_that_makes_no_sense_is_refused(grow: float) -> None:
    with pytest.raises(BadPlan, match="growth"):
        settled(plan(grow=grow), 300, 200)


def test_marks_are_snapped_and_nothing_else(tattooed: Pixels) -> None:
    others = (
        Region("face-1", "face", "box", (100, 60, 150, 120)),
        Region("shown", "mark", "box", (100, 60, 150, 120), on=False),
        Region("later", "mark", "box", (100, 60, 150, 120), frame=7),
    )
    found = snapped(plan(ACROSS, *others, snap=True), Photo((tattooed,)))
    assert found.regions[0].shape == "polygon"
    assert found.regions[1:] == others
    assert not found.snap


def test_photos_with_alpha_or_sixteen_bits_are_snapped_alike(tattooed: Pixels) -> None:
    deep = np.dstack([tattooed, np.full((240, 320), 255, np.uint8)]).astype(np.uint16) * 257
    asked = plan(ACROSS, snap=True)
    assert snapped(asked, Photo((deep,))) == snapped(asked, Photo((tattooed,)))


@pytest.mark.parametrize(
    ("more", "least", "most"),
    [({}, 0.01, 0.1), ({"grow": 100}, 0.2, 0.5), ({"snap": True}, 0.99, 1)],
)
def test_how_much_of_a_tattoo_is_covered(
    tattooed: Pixels,
    encoded: Callable[..., bytes],
    more: dict[str, object],
    least: float,
    most: float,
) -> None:
    result = clean(encoded(tattooed, "PNG"), plan(ACROSS, **more))
    copy = np.asarray(_opened(result.data))
    covered = (copy[(tattooed == (35, 40, 50)).all(axis=2)] == RED).all(axis=1).mean()
    assert least <= covered <= most
    assert [region.id for region in result.redacted] == ["mark-1"]


def test_a_stroke_follows_the_photo_when_it_is_made_smaller(
    tattooed: Pixels, encoded: Callable[..., bytes]
) -> None:
    result = clean(encoded(tattooed, "PNG"), plan(ACROSS, max_side=160))
    copy = np.asarray(_opened(result.data))
    assert (copy[60, 78:84] == RED).all()
    assert result.width == 160


def test_a_stroke_outside_of_the_photo_is_named(
    tattooed: Pixels, encoded: Callable[..., bytes]
) -> None:
    away = Region("mole", "mark", "stroke", (0, 0, 1, 1), points=((900, 9),), radius=5)
    with pytest.raises(BadRegion, match="'mole' lies outside"):
        clean(encoded(tattooed, "PNG"), plan(away, snap=True))


def test_the_command_takes_percent_growth_and_snaps(tattooed: Pixels, tmp_path: Path) -> None:
    photo, report = tmp_path / "a.png", tmp_path / "report.json"
    Image.fromarray(tattooed).save(photo)
    arguments = ["clean", str(photo), "-o", str(tmp_path / "out"), "--no-faces", "--no-codes"]
    arguments += ["--mark", "37%,32%,60%,66%", "--grow", "10", "--snap", "--report", str(report)]
    subprocess.run([sys.executable, "-m", "safeshare", *arguments], check=True)
    (region,) = json.loads(report.read_text())["files"][0]["redacted"]
    x0, y0, x1, y1 = region["box"]
    assert (region["shape"], region["grow"]) == ("polygon", 10)
    assert x0 < 115
    assert y0 < 75
    assert x1 > 205
    assert y1 > 165


def _opened(data: bytes) -> Image.Image:
    import io

    return Image.open(io.BytesIO(data)).convert("RGB")
