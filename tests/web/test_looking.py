from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import piexif
import pytest
from PIL import Image, ImageDraw, ImageFont

from safeshare.errors import UnreadableImage
from safeshare.model import Region
from safeshare.redact.mask import rasterize
from safeshare.web.looking import HIDDEN_SIDE, snapped, taken_in, text_of, thumb_of, with_text
from safeshare.web.marks import Frame, mark_from
from safeshare.web.store import StoredPhoto
from tests.web.photos import astronaut


def encoded(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def hiding(second: bytes) -> StoredPhoto:
    """A photo after whose end another picture lies, as cameras put previews there."""
    return taken_in("page", encoded(Image.new("RGB", (400, 300), "teal")) + second, None)


def test_a_hidden_picture_comes_small_bare_and_upright() -> None:
    inner = piexif.dump({"0th": {piexif.ImageIFD.Orientation: 6, piexif.ImageIFD.Make: b"Canon"}})
    photo = hiding(encoded(Image.new("RGB", (900, 300), "red"), exif=inner))
    (picture,) = (finding.picture for finding in photo.report.findings if finding.picture)
    shown = Image.open(BytesIO(picture))
    assert shown.size == (171, HIDDEN_SIDE)
    assert b"Canon" not in picture
    assert not shown.getexif()


def test_a_hidden_picture_that_is_broken_is_told_but_not_shown() -> None:
    photo = hiding(encoded(Image.new("L", (90, 90)), "PNG")[:20] + b"broken, IEND, done")
    assert "hidden-picture" in [finding.kind for finding in photo.report.findings]
    assert not any(finding.picture for finding in photo.report.findings)


def test_a_hidden_picture_too_large_to_decode_is_told_but_not_shown() -> None:
    shown = hiding(encoded(Image.new("1", (900, 900)), "PNG"))
    told = hiding(encoded(Image.new("1", (9_000, 9_000)), "PNG"))
    for photo, pictures in ((shown, 1), (told, 0)):
        assert "hidden-picture" in [finding.kind for finding in photo.report.findings]
        assert sum(bool(finding.picture) for finding in photo.report.findings) == pictures


def test_what_is_no_photo_is_not_taken_in() -> None:
    with pytest.raises(UnreadableImage):
        taken_in("page", b"\xff\xd8\xff\xe0cut", None)


def sign() -> Image.Image:
    image = Image.new("RGB", (1200, 800), "white")
    font = ImageFont.load_default(70)
    ImageDraw.Draw(image).text((100, 300), "Hauptstrasse 17", "black", font)
    return image


def test_text_is_suggested_where_it_is_seen() -> None:
    photo = taken_in("page", encoded(sign()), None)
    lines = text_of(photo, lambda: None)
    assert [line.id for line in lines] == ["text-1"]
    assert not lines[0].on
    assert lines[0].frame is None
    x0, y0, x1, y1 = lines[0].box
    assert x0 < 130
    assert x1 > 500
    assert 280 < y0 < y1 < 420


def test_text_of_a_page_is_covered_on_that_page_alone() -> None:
    pages = [Image.new("RGB", (300, 300), "white")]
    photo = taken_in("page", encoded(sign(), "TIFF", save_all=True, append_images=pages), None)
    assert [line.frame for line in text_of(photo, lambda: None)] == [0]


def test_search_for_text_ends_where_it_is_told_to() -> None:
    parts: list[int] = []

    def pause() -> None:
        parts.append(1)
        if len(parts) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        text_of(taken_in("page", encoded(sign()), None), pause)
    assert len(parts) == 2


def test_text_becomes_the_photos_own_once() -> None:
    photo = taken_in("page", encoded(Image.new("RGB", (64, 64))), None)
    line = Region("text-1", "text", "box", (0, 0, 9, 9), on=False)
    known = with_text(with_text(photo, (line,)), (line,))
    assert known.report.regions == (line,)
    assert with_text(replace(photo, looked_for_text=True), (line,)).report.regions == ()


@pytest.mark.parametrize(
    "drawn",
    [
        {"shape": "stroke", "points": [[900, 1300], [1000, 1400]], "radius": 40},
        {"shape": "stroke", "points": [[2900, 100]], "radius": 300},
        {"shape": "box", "box": [850, 2000, 1250, 2500]},
        {"shape": "polygon", "points": [[10, 10], [700, 40], [300, 500]]},
    ],
)
def test_what_is_snapped_covers_the_mark(drawn: dict[str, object]) -> None:
    side = 3000
    photo = taken_in("page", astronaut(side), None)
    mark = mark_from(drawn, Frame(side, side))
    points = snapped(photo, mark)
    around = Region("snapped", "mark", "polygon", mark.box, points=points)
    asked, given = (rasterize([one], (side, side), margin=0) for one in (mark, around))
    assert not (asked & ~given).any()
    assert given.mean() < 0.5


def test_thumbs_are_small() -> None:
    photo = taken_in("page", astronaut(1024), None)
    assert Image.open(BytesIO(thumb_of(photo))).size == (160, 160)
