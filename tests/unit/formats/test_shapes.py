from __future__ import annotations

import io

import pytest
from PIL import Image

from safeshare.formats import Keep, orientation, sniff
from tests.corpus import heif, parts

from .files import EVERYTHING, LOSSLESS, SHAPES, frames, lossless

COPIED = [name for name in SHAPES if lossless(name)]


@pytest.mark.parametrize("name", SHAPES)
def test_a_clean_file_has_no_block_to_remove(name: str) -> None:
    data = SHAPES[name]
    assert [block for block in sniff(data).walk(data) if not block.needed] == []


@pytest.mark.parametrize("name", COPIED)
def test_a_copy_of_a_clean_file_is_the_file(name: str) -> None:
    data = SHAPES[name]
    entry = sniff(data)
    assert entry.strip
    copy = entry.strip(data, Keep())
    assert frames(copy) == frames(data)
    if name != "jpeg: resolution":  # its density goes
        assert copy == data


@pytest.mark.parametrize("turned", range(1, 10))
@pytest.mark.parametrize("name", [name for name in COPIED if "gif" not in name])
def test_a_copy_keeps_the_orientation_and_the_profile(name: str, turned: int) -> None:
    data = SHAPES[name]
    entry = sniff(data)
    assert entry.strip
    profile = parts.profile()
    copy = entry.strip(data, Keep(turned, profile))
    expected = turned if turned < 9 else 1
    assert orientation(entry.walk(copy)) == expected
    image = Image.open(io.BytesIO(copy))
    assert image.getexif().get(0x0112, 1) == expected
    assert image.info["icc_profile"] == profile
    assert frames(copy) == frames(data)
    assert entry.strip(copy, Keep(turned, profile)) == copy
    assert entry.strip(copy, Keep()) == entry.strip(entry.strip(copy, Keep()), Keep())


@pytest.mark.parametrize(("name", "turned"), [("jpeg", 6), ("png", 8), ("webp", 3), ("tiff", 6)])
def test_orientation_is_read_from_the_first_exif_block(name: str, turned: int) -> None:
    data = EVERYTHING[name]
    assert orientation(sniff(data).walk(data)) == turned


def test_a_profile_of_many_segments_survives_in_jpeg() -> None:
    data = SHAPES["jpeg: baseline"]
    profile = bytes(range(256)) * 700
    entry = sniff(data)
    assert entry.strip
    copy = entry.strip(data, Keep(icc=profile))
    assert [block.payload for block in entry.walk(copy) if not block.needed] == [profile]


@pytest.mark.parametrize("name", [f"{name}: animated" for name in LOSSLESS if name != "jpeg"])
def test_animations_keep_all_frames(name: str) -> None:
    data = SHAPES[name]
    entry = sniff(data)
    assert entry.strip
    assert len(frames(entry.strip(data, Keep()))) == 3


def test_alpha_planes_belong_to_the_picture() -> None:
    data = heif.with_alpha()
    assert [block.needed for block in sniff(data).walk(data)] == [True]
