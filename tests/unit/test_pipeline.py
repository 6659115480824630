"""The recipe end to end, on bytes."""

from __future__ import annotations

import dataclasses
import io
import struct
import tracemalloc
from collections.abc import Callable

import numpy as np
import piexif
import pytest
from numpy.typing import NDArray
from PIL import Image

from safeshare import clean, detect, inspect, pipeline, rebuild, verify
from safeshare.detect.effort import SENSITIVITIES, Effort
from safeshare.errors import BadPlan, BadRegion, TooLarge, UnreadableImage, VerificationFailed
from safeshare.model import Detection, Limits, Outcome, Plan, Region
from safeshare.pixels.codec import decode
from safeshare.pixels.encode import ENCODERS
from safeshare.pixels.preview import preview

Pixels = NDArray[np.uint8]
Encode = Callable[..., bytes]

QUIET = Plan(detect=(), recheck=())
FACE = (slice(80, 170), slice(185, 260))
SECRET = b"Ann Example of Sample Street"


def tagged(pixels: Pixels, orientation: int = 1, **options: object) -> bytes:
    exif = piexif.dump(
        {
            "0th": {piexif.ImageIFD.Orientation: orientation, piexif.ImageIFD.Artist: SECRET},
            "Exif": {piexif.ExifIFD.BodySerialNumber: b"SERIAL-0123456789"},
        }
    )
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", exif=exif, comment=b"a private remark", **options)
    return out.getvalue()


def mark(*box: float, **more: object) -> Region:
    return Region("m", "mark", "box", box, **more)  # type: ignore[arg-type] # always four here


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


@pytest.mark.parametrize("kind", ["png", "webp", "gif", "tiff", "bmp", "avif"])
def test_every_format_ends_verified(portrait: Pixels, encoded: Encode, kind: str) -> None:
    small = np.asarray(Image.fromarray(portrait).resize((256, 256)))
    result = clean(encoded(small, kind.upper()), Plan())
    assert result.format == kind
    assert len(result.redacted) == 1
    assert verify(result.data) == ()


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


def test_a_frame_that_blows_an_animation_up_is_refused_before_it_is_decoded() -> None:
    frames = [Image.new("P", (40, 28), shade) for shade in (1, 2, 3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
    data = bytearray(out.getvalue())
    last = data.rindex(b"\x2c")
    data[last + 5 : last + 9] = (60_000).to_bytes(2, "little") + (28_000).to_bytes(2, "little")
    with pytest.raises((TooLarge, UnreadableImage)):
        clean(bytes(data), QUIET)


@pytest.mark.parametrize(("kind", "side"), [("jpeg", 70_000), ("webp", 20_000)])
def test_a_side_that_the_format_can_t_hold_is_refused(kind: str, side: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (side, 2)).save(out, "PNG")
    with pytest.raises(TooLarge, match="pixels a side"):
        clean(out.getvalue(), Plan(detect=(), recheck=(), format=kind))
    small = Plan(detect=(), recheck=(), format=kind, max_side=1000)
    assert clean(out.getvalue(), small).width == 1000


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


@pytest.mark.parametrize(("side", "told"), [(0.5, False), (0.9, True)])
def test_a_cover_over_nearly_all_is_told(scene: Pixels, side: float, *, told: bool) -> None:
    height, width = scene.shape[:2]
    mark = Region("mark-1", "mark", "box", (0, 0, side * width, side * height))
    result = clean(tagged(scene), dataclasses.replace(QUIET, regions=(mark,)))
    assert any("of the picture is covered" in words for words in result.remaining) is told
