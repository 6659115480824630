"""The recipe end to end, on bytes."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from safeshare import clean, detect, inspect, pipeline, verify
from safeshare.detect.effort import SENSITIVITIES, Effort
from safeshare.errors import BadPlan
from safeshare.model import Detection, Outcome, Plan, Region
from safeshare.pixels.codec import decode
from tests.unit.common import QUIET, SECRET, Pixels, mark, tagged

Encode = Callable[..., bytes]

FACE = (slice(80, 170), slice(185, 260))


def test_inspect_names_metadata_and_faces(portrait: Pixels) -> None:
    report = inspect(tagged(portrait), name="IMG_20240517_184502.jpg")
    kinds = {finding.kind for finding in report.findings}
    assert {"owner", "serial", "comment", "filename"} <= kinds
    assert (report.format, report.width, report.height, report.frames) == ("jpeg", 512, 512, 1)
    assert [region.id for region in report.regions] == ["face-1"]


def test_without_detectors_nothing_is_decoded(
    scene: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "decode", None)
    assert inspect(tagged(scene), detectors=()).regions == ()


def test_a_photo_without_regions_keeps_its_coded_picture(scene: Pixels) -> None:
    source = tagged(scene)
    result = clean(source, QUIET)
    assert (result.outcome, result.lossless, result.format) == (Outcome.CLEANED, True, "jpeg")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(result.data))), _pixels(source))
    assert SECRET not in result.data
    assert verify(result.data) == ()
    assert {finding.kind for finding in result.removed} >= {"owner", "serial", "comment"}
    assert result.blocks_before >= 2
    assert result.blocks_after == 0


def _pixels(data: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(data)))


def test_a_clean_photo_is_handed_back_as_it_is(scene: Pixels) -> None:
    once = clean(tagged(scene), QUIET)
    twice = clean(once.data, QUIET)
    assert (twice.outcome, twice.data, twice.removed) == (Outcome.ALREADY_CLEAN, once.data, ())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_never_lost(scene: Pixels, orientation: int) -> None:
    source = tagged(scene, orientation, quality=95)
    upright = decode(source, "jpeg").frames[0]
    kept = clean(source, QUIET)
    baked = clean(source, Plan(detect=(), recheck=(), bake=True))
    assert kept.lossless
    assert np.array_equal(decode(kept.data, "jpeg").frames[0], upright)
    assert baked.lossless == (orientation == 1)
    assert Image.open(io.BytesIO(baked.data)).getexif().get(0x0112, 1) == 1
    shown = decode(baked.data, "jpeg").frames[0]
    assert np.abs(shown.astype(int) - upright).mean() < 4


def test_a_face_is_covered_and_the_rest_is_not(portrait: Pixels) -> None:
    result = clean(tagged(portrait, quality=95), Plan())
    assert not result.lossless
    assert [region.kind for region in result.redacted] == ["face"]
    copy = decode(result.data, "jpeg").frames[0].astype(int)
    assert np.abs(copy[FACE] - portrait[FACE]).mean() > 20
    assert np.abs(copy[330:] - portrait[330:]).mean() < 6


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_marks_are_in_upright_pixels(scene: Pixels, orientation: int) -> None:
    source = tagged(scene, orientation, quality=95)
    upright = decode(source, "jpeg").frames[0].astype(int)
    red = Plan(
        detect=(), recheck=(), regions=(mark(30, 40, 90, 80),), style="solid", colour=(255, 0, 0)
    )
    copy = decode(clean(source, red).data, "jpeg").frames[0].astype(int)
    assert np.abs(copy[40:80, 30:90] - (255, 0, 0)).mean() < 6
    assert np.abs(copy[110:, 120:] - upright[110:, 120:]).mean() < 6


def test_a_face_that_the_user_shows_stays_visible(portrait: Pixels) -> None:
    found = inspect(tagged(portrait)).regions[0]
    shown = Region("face-1", "face", "box", found.box, on=False)
    result = clean(tagged(portrait), Plan(regions=(shown,)))
    assert result.lossless
    assert result.redacted == ()
    assert "left visible" in result.remaining[0]


def test_a_face_that_the_plan_forgot_is_covered_after_the_second_look(portrait: Pixels) -> None:
    plan = Plan(detect=(), recheck=("face",), regions=(mark(10, 400, 60, 450),))
    result = clean(tagged(portrait), plan)
    assert [region.kind for region in result.redacted] == ["mark", "face"]
    copy = decode(result.data, "jpeg").frames[0].astype(int)
    assert np.abs(copy[FACE] - portrait[FACE]).mean() > 20


@pytest.mark.parametrize("kind", ["png", "webp", "gif", "tiff", "bmp", "avif"])
def test_every_format_ends_verified(portrait: Pixels, encoded: Encode, kind: str) -> None:
    small = np.asarray(Image.fromarray(portrait).resize((256, 256)))
    result = clean(encoded(small, kind.upper()), Plan())
    assert result.format == kind
    assert len(result.redacted) == 1
    assert verify(result.data) == ()


def test_the_copy_is_as_small_as_asked(portrait: Pixels) -> None:
    result = clean(tagged(portrait), Plan(max_side=200))
    assert (result.width, result.height) == (200, 200)
    assert len(result.redacted) == 1


def test_a_wide_gamut_profile_is_kept_in_its_canonical_form(scene: Pixels, encoded: Encode) -> None:
    from safeshare.pixels.colour import canonical_profiles

    clean_profile = canonical_profiles()["Display P3"]
    dated = clean_profile[:24] + b"\x07\xe8\0\5\0\x11\0\x12\0\x2d\0\2" + clean_profile[36:]
    for kind in ("JPEG", "PNG", "WEBP"):
        result = clean(encoded(scene, kind, icc_profile=dated), QUIET)
        assert result.lossless
        assert Image.open(io.BytesIO(result.data)).info["icc_profile"] == clean_profile
        assert verify(result.data) == ()


def test_orientation_in_xmp_does_not_turn_a_photo(scene: Pixels, encoded: Encode) -> None:
    xmp = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
        xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>"""
    result = clean(encoded(scene, "JPEG", xmp=xmp), QUIET)
    assert result.lossless
    assert (result.width, result.height) == (320, 240)


@pytest.mark.parametrize("aspect", [(300, 301), (72, 59)])
def test_odd_but_valid_files_are_not_refused(
    scene: Pixels, encoded: Encode, aspect: tuple[int, int]
) -> None:
    source = bytearray(encoded(scene, "JPEG"))
    source[13:18] = b"\0" + aspect[0].to_bytes(2, "big") + aspect[1].to_bytes(2, "big")
    assert verify(clean(bytes(source), QUIET).data) == ()
    padded = encoded(scene, "JPEG")[:-2] + bytes(64) + b"\xff\xd9"
    assert verify(clean(padded, QUIET).data) == ()


def test_sixteen_bits_under_a_mask_do_not_change_the_rest(scene: Pixels) -> None:
    deep = scene[..., 1].astype(np.uint16) * 100
    twin = deep.copy()
    twin[50, 50] = 65535
    plan = Plan(detect=(), recheck=(), regions=(mark(30, 30, 90, 90),))
    copies = set()
    for pixels in (deep, twin):
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "PNG")
        copies.add(clean(out.getvalue(), plan).data)
    assert len(copies) == 1


@pytest.mark.parametrize("lossless", [False, True])
def test_bytes_behind_a_webp_picture_do_not_survive(
    scene: Pixels, encoded: Encode, lossless: bool
) -> None:
    whole = encoded(scene, "WEBP", lossless=lossless)
    assert verify(whole) == ()
    hidden = b"a whole letter could stand here, or a second photo"
    size = int.from_bytes(whole[16:20], "little") + len(hidden)
    chunk = whole[12:16] + size.to_bytes(4, "little") + whole[20 : 20 + size - len(hidden)] + hidden
    chunk += bytes(len(chunk) & 1)
    source = b"RIFF" + (4 + len(chunk)).to_bytes(4, "little") + b"WEBP" + chunk
    assert np.array_equal(_pixels(source), _pixels(whole))
    assert verify(source) != ()
    result = clean(source, QUIET)
    assert hidden not in result.data
    assert verify(result.data) == ()


def test_the_face_search_looks_as_hard_as_the_plan_says(portrait: Pixels) -> None:
    with pytest.raises(BadPlan, match="no sensitivity 'extreme'"):
        clean(tagged(portrait), Plan(sensitivity="extreme"))
    with pytest.raises(BadPlan, match="no sensitivity 'extreme'"):
        inspect(tagged(portrait), sensitivity="extreme")
    seen = []

    def find(_: object, effort: Effort) -> tuple[Detection, ...]:
        seen.append((effort.belief, effort.tiles))
        return ()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detect, "find_faces", find)
        clean(tagged(portrait), Plan(sensitivity="high", small_faces=True, recheck=()))
        inspect(tagged(portrait), detectors=("face",))
    high = SENSITIVITIES["high"].belief
    assert seen == [(high, True), (SENSITIVITIES["normal"].belief, False)]


@pytest.mark.parametrize(("side", "told"), [(0.5, False), (0.9, True)])
def test_a_cover_over_nearly_all_is_told(scene: Pixels, side: float, *, told: bool) -> None:
    height, width = scene.shape[:2]
    mark = Region("mark-1", "mark", "box", (0, 0, side * width, side * height))
    result = clean(tagged(scene), dataclasses.replace(QUIET, regions=(mark,)))
    assert any("of the picture is covered" in words for words in result.remaining) is told
