"""A preview is compared with the photo: what a crop, a blur or a bar changes is told."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from safeshare.model import Block, BlockKind, Severity
from safeshare.reveal import reveal
from safeshare.reveal.likeness import Likeness, likeness, small_jpeg

Picture = Image.Image


@pytest.fixture(scope="module")
def photo() -> Picture:
    """A scene of 1200 x 800 pixels with large shapes, edges and fine texture everywhere."""
    chance = np.random.default_rng(7)
    coarse = Image.fromarray(chance.integers(0, 255, (20, 30, 3), np.uint8))
    fine = Image.fromarray(chance.integers(0, 255, (80, 120, 3), np.uint8))
    size = (1200, 800)
    scene = Image.blend(coarse.resize(size, 3), fine.resize(size, 3), 0.4)
    draw = ImageDraw.Draw(scene)
    for x, y, side in chance.integers((0, 0, 40), (1100, 700, 200), (25, 3)).tolist():
        draw.rectangle((x, y, x + side, y + side // 2), tuple(chance.integers(0, 255, 3).tolist()))
    return scene


def coded(picture: Picture, quality: int = 75) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def thumbnail(picture: Picture) -> Picture:
    small = picture.copy()
    small.thumbnail((160, 160))
    return small


def barred(picture: Picture) -> Picture:
    whole = Image.new("RGB", (160, 120))
    small = thumbnail(picture)
    whole.paste(small, ((160 - small.width) // 2, (120 - small.height) // 2))
    return whole


def square(picture: Picture) -> Picture:
    return thumbnail(picture.crop((200, 0, 1000, 800)))


SAME: dict[str, Callable[[Picture], Picture]] = {
    "as it is": thumbnail,
    "turned left": lambda photo: thumbnail(photo).transpose(Image.Transpose.ROTATE_90),
    "upside down": lambda photo: thumbnail(photo).transpose(Image.Transpose.ROTATE_180),
    "mirrored": lambda photo: thumbnail(photo).transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "in black bars": barred,
    "in bars and turned": lambda photo: barred(photo).transpose(Image.Transpose.ROTATE_270),
    "the middle square": square,
    "darker": lambda photo: thumbnail(photo).point(lambda level: level * 0.75),
    "brighter": lambda photo: thumbnail(photo).point(lambda level: level * 0.8 + 51),
    "without colour": lambda photo: thumbnail(photo).convert("L"),
    "coarser": lambda photo: photo.resize((120, 80)),
    "larger": lambda photo: photo.resize((600, 400)),
}


@pytest.mark.parametrize("make", SAME.values(), ids=SAME.keys())
def test_a_preview_of_the_photo_is_the_same(
    photo: Picture, make: Callable[[Picture], Picture]
) -> None:
    assert likeness(coded(make(photo)), np.asarray(photo)) is Likeness.SAME


@pytest.mark.parametrize("quality", [30, 95])
def test_coarse_coding_is_no_difference(photo: Picture, quality: int) -> None:
    assert likeness(coded(thumbnail(photo), quality), np.asarray(photo)) is Likeness.SAME


def covered(photo: Picture, fill: Callable[[Picture], Picture]) -> Picture:
    box = (420, 260, 640, 480)
    changed = photo.copy()
    changed.paste(fill(photo.crop(box)), box)
    return changed


HIDDEN: dict[str, Callable[[Picture], Picture]] = {
    "blurred": lambda part: part.filter(ImageFilter.GaussianBlur(60)),
    "black": lambda part: Image.new("RGB", part.size),
    "mosaic": lambda part: part.resize((2, 2), Image.Resampling.BOX).resize(part.size, 0),
}


@pytest.mark.parametrize("fill", HIDDEN.values(), ids=HIDDEN.keys())
@pytest.mark.parametrize("make", [thumbnail, barred], ids=["plain", "barred"])
def test_what_was_covered_later_is_seen(
    photo: Picture, fill: Callable[[Picture], Picture], make: Callable[[Picture], Picture]
) -> None:
    changed = np.asarray(covered(photo, fill))
    assert likeness(coded(make(photo)), changed) is Likeness.IN_PART


@pytest.mark.parametrize("box", [(0, 0, 900, 600), (300, 100, 900, 500), (0, 0, 600, 800)])
def test_what_was_cut_off_later_is_seen(photo: Picture, box: tuple[int, int, int, int]) -> None:
    found = likeness(coded(thumbnail(photo)), np.asarray(photo.crop(box)))
    assert found in {Likeness.OTHER, Likeness.IN_PART}


def test_another_picture_is_told(photo: Picture) -> None:
    other = photo.transpose(Image.Transpose.ROTATE_180).crop((600, 300, 1200, 700))
    assert likeness(coded(thumbnail(other)), np.asarray(photo)) is Likeness.OTHER


@pytest.mark.parametrize(
    "picture",
    [b"", b"raw pixels" * 99, b"\xff\xd8\xff\xe0cut", coded(Image.new("RGB", (8, 8)))],
    ids=["empty", "no format", "cut", "tiny"],
)
def test_what_can_t_be_compared_is_left_open(picture: bytes, photo: Picture) -> None:
    assert likeness(picture, np.asarray(photo)) is None


@pytest.mark.parametrize("size", [(1, 1), (2000, 1), (1, 2000), (40, 40)])
def test_odd_photos_are_calm(size: tuple[int, int], photo: Picture) -> None:
    frame = np.asarray(Image.new("RGB", size, "teal"))
    assert likeness(coded(thumbnail(photo)), frame) in {Likeness.OTHER, Likeness.IN_PART}


def test_clear_photos_are_compared_too(photo: Picture) -> None:
    clear = np.asarray(photo.convert("RGBA"))
    assert likeness(coded(thumbnail(photo)), clear) is Likeness.SAME


def test_a_small_jpeg_carries_no_metadata(photo: Picture) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Mona Muster"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    small = small_jpeg(out.getvalue())
    assert small is not None
    assert b"Mona" not in small
    with Image.open(io.BytesIO(small)) as opened:
        assert max(opened.size) == 160


def test_a_huge_preview_of_few_bytes_is_not_decoded(photo: Picture) -> None:
    data = bytearray(coded(Image.new("L", (64, 48))))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = b"\x30\0\x30\0"  # 12,288 pixels a side
    assert small_jpeg(bytes(data)) is None
    assert likeness(bytes(data), np.asarray(photo)) is None


@pytest.mark.parametrize("kind", [BlockKind.THUMBNAIL, BlockKind.SECOND_PICTURE])
def test_findings_say_what_a_preview_shows(kind: BlockKind, photo: Picture) -> None:
    block = Block(kind, "somewhere", coded(thumbnail(photo)))
    (same,) = reveal([block], frame=np.asarray(photo))
    (other,) = reveal([block], frame=np.asarray(photo)[:400, :500])
    (unknown,) = reveal([block])
    assert same.severity is Severity.LOW
    assert same.summary.endswith("it shows what the photo shows")
    assert {other.severity, unknown.severity} == {Severity.HIGH}
    assert "cut off" in other.summary
    assert unknown.summary.endswith("it can show what was cropped or covered")
    assert "160 x 107 pixels" in same.summary


def test_only_some_pictures_are_compared(photo: Picture) -> None:
    blocks = [Block(BlockKind.THUMBNAIL, f"{n}", coded(thumbnail(photo), n)) for n in range(60, 80)]
    found = reveal(blocks, frame=np.asarray(photo))
    compared = [
        place
        for finding in found
        for place in finding.where.split(", ")
        if finding.value.endswith("same")
    ]
    assert len(compared) == 8
