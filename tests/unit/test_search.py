from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.model import Region
from safeshare.pixels.codec import Photo
from safeshare.search import find_regions, left_visible, masks_of, uncovered

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def strip(portrait: Pixels) -> Photo:
    """Four frames: a face that moves to the right; nobody can see it in the third."""
    head = portrait[40:200, 140:300]
    frames = []
    for index in range(4):
        frame = np.full((200, 420, 3), 120, np.uint8)
        if index != 2:
            frame[20:180, 10 + 60 * index : 170 + 60 * index] = head
        frames.append(frame)
    return photo_of(frames, durations=(100, 100, 100, 100))


def photo_of(frames: list[Pixels], durations: tuple[int, ...] = ()) -> Photo:
    return Photo(tuple(frames), durations=durations)


def face_at(index: int) -> tuple[slice, slice]:
    """The middle of the face in a frame of the strip."""
    return slice(70, 120), slice(65 + 60 * index, 105 + 60 * index)


def test_a_moving_face_is_one_region_that_follows_it(strip: Photo) -> None:
    (region,) = find_regions(strip, ["face"])
    assert region.frame is None
    assert len(region.path) >= 2
    masks = masks_of(strip, (region,), "gif")
    for index, mask in enumerate(masks):
        assert mask[face_at(index)].all()  # the third frame too, between its neighbours
    assert not masks[0][face_at(3)].any()
    assert not masks[3][face_at(0)].any()


def test_a_region_that_follows_the_face_leaves_nothing_uncovered(strip: Photo) -> None:
    regions = find_regions(strip, ["face"])
    assert uncovered(strip, regions, ["face"], "gif") == ()


def test_a_region_that_stands_while_the_face_moves_leaves_it_uncovered(strip: Photo) -> None:
    (region,) = find_regions(strip, ["face"])
    still = Region("mark-1", "mark", "box", region.path[0][1])
    (missed,) = uncovered(strip, (still,), ["face"], "gif")
    assert missed.id == "face-1"


def test_pages_keep_their_faces_to_themselves(strip: Photo) -> None:
    found = find_regions(photo_of(list(strip.frames)), ["face"])
    assert [region.frame for region in found] == [0, 1, 3]
    assert [region.id for region in found] == ["face-1", "face-2", "face-3"]


def test_a_face_that_stays_visible_is_not_uncovered(strip: Photo) -> None:
    (region,) = find_regions(photo_of([strip.frames[0]]), ["face"])
    shown = Region("face-1", "face", "box", region.box, on=False)
    assert uncovered(photo_of([strip.frames[0]]), (shown,), ["face"], "png") == ()


def test_what_stands_on_all_frames_must_be_covered_on_all_of_them(strip: Photo) -> None:
    box = (20.0, 20.0, 90.0, 90.0)
    code = Region("", "code", "box", box)
    once = Region("mark-1", "mark", "box", box, frame=0)
    always = Region("mark-1", "mark", "box", box)
    assert [seen.id for seen in left_visible([code], (once,), masks_of(strip, (once,), "gif"))] == [
        "code-1"
    ]
    assert left_visible([code], (always,), masks_of(strip, (always,), "gif")) == ()


@pytest.mark.parametrize(
    ("shown", "stays"),
    [
        (Region("face-1", "face", "box", (20, 20, 90, 90), frame=0, on=False), True),
        (Region("mark-1", "mark", "box", (20, 20, 90, 90), on=False), True),
        (Region("text-1", "text", "box", (20, 20, 90, 90), frame=0, on=False), False),
        (Region("face-1", "face", "box", (20, 20, 90, 90), frame=1, on=False), False),
        (Region("face-1", "face", "box", (220, 20, 290, 90), frame=0, on=False), False),
    ],
    ids=["the face", "a mark", "only the text", "another page", "another place"],
)
def test_only_what_the_user_let_be_stays_visible(strip: Photo, shown: Region, stays: bool) -> None:
    face = Region("", "face", "box", (22.0, 22.0, 88.0, 88.0), frame=0)
    left = left_visible([face], (shown,), masks_of(strip, (shown,), "png"))
    assert (left == ()) == stays
