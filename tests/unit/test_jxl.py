"""JPEG XL from end to end: inspected, cleaned, covered, converted, refused."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from imagecodecs import jpegxl_encode, jpegxl_encode_jpeg
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, inspect, verify
from safeshare.errors import UnsupportedFormat
from safeshare.model import Outcome, Plan, Region
from safeshare.pixels import jxl
from safeshare.pixels.codec import decode
from tests.corpus import jxl as crafted
from tests.corpus import parts

NOTHING = Plan(detect=(), recheck=())


@pytest.fixture
def photo(scene: NDArray[np.uint8]) -> bytes:
    """A photo with an owner and a serial number, as a converter writes it."""
    stream = jpegxl_encode(scene, level=95, usecontainer=False)
    return crafted.contained(stream) + parts.box(b"Exif", bytes(4) + parts.exif("Ann Smith"))


def test_what_it_gives_away_is_told(photo: bytes) -> None:
    report = inspect(photo, detectors=())
    assert (report.format, report.width, report.height) == ("jxl", 320, 240)
    assert {"owner", "serial"} <= {finding.kind for finding in report.findings}


def test_a_copy_is_a_bare_codestream_that_looks_the_same(
    photo: bytes, scene: NDArray[np.uint8]
) -> None:
    result = clean(photo, NOTHING)
    assert (result.format, result.outcome, result.lossless) == ("jxl", Outcome.CLEANED, False)
    assert result.data.startswith(b"\xff\x0a")
    assert b"Ann Smith" not in result.data
    assert verify(result.data) == ()
    shown = decode(result.data, "jxl").frames[0]
    assert np.abs(shown.astype(int) - scene).mean() < 3


def test_what_is_marked_is_covered(photo: bytes, scene: NDArray[np.uint8]) -> None:
    region = Region("m", "mark", "box", (100, 80, 180, 160))
    plan = Plan(detect=(), recheck=(), regions=(region,), style="solid", colour=(0, 0, 0))
    shown = decode(clean(photo, plan).data, "jxl").frames[0]
    assert shown[90:150, 110:170].max() < 12
    assert np.abs(shown[:40].astype(int) - scene[:40]).mean() < 3


def test_the_original_jpeg_inside_goes(scene: NDArray[np.uint8]) -> None:
    out = io.BytesIO()
    Image.fromarray(scene).save(out, "JPEG", exif=b"Exif\0\0" + parts.exif("Ann Smith"))
    packed = jpegxl_encode_jpeg(out.getvalue(), usecontainer=True)
    assert b"Ann Smith" not in packed  # compressed, so that a search finds nothing
    assert any("Ann Smith" in finding.summary for finding in inspect(packed, detectors=()).findings)
    result = clean(packed, NOTHING)
    assert any("Ann Smith" in finding.summary for finding in result.removed)
    assert verify(result.data) == ()


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_it_goes_out_in_other_formats(photo: bytes, kind: str) -> None:
    result = clean(photo, Plan(detect=(), recheck=(), format=kind))
    assert result.format == kind
    assert verify(result.data) == ()


def test_transparency_stays_and_its_hidden_colours_go() -> None:
    clear = crafted.pixels("RGBA").copy()
    clear[5:15, 5:15, 3] = 0
    source = jpegxl_encode(clear, lossless=True, usecontainer=False)
    shown = decode(clean(source, NOTHING).data, "jxl").frames[0]
    assert shown[5:15, 5:15].max() == 0
    opaque = clear[..., 3] > 0
    assert np.array_equal(shown[opaque], clear[opaque])


def test_without_the_library_only_jpeg_xl_is_refused(
    photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    jxl.register.cache_clear()
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    for call in (lambda: inspect(photo, detectors=()), lambda: clean(photo, NOTHING)):
        with pytest.raises(UnsupportedFormat, match=r"JPEG XL needs a library") as caught:
            call()
        assert "pip install '.[jxl]'" in str(caught.value)
    png = parts.saved(parts.picture(), "PNG")
    assert clean(png, NOTHING).format == "png"


def test_the_library_is_an_extra_and_tests_bring_it() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    extras = text.partition("[project.optional-dependencies]")[2].partition("[project.scripts]")[0]
    assert "\njxl = [" in extras
    assert '"safeshare[jxl' in extras.partition("test = [")[2]
    assert "imagecodecs" not in text.partition("[project.optional-dependencies]")[0]
