from __future__ import annotations

import pytest

from safeshare.detect.tracks import tracks
from safeshare.model import Box, Detection


def seen(frame: int, x: float, score: float = 0.8, side: float = 100) -> Detection:
    return Detection("face", (x, 50, x + side, 50 + side), score, frame=frame)


def boxes(detection: Detection) -> dict[int, Box]:
    return dict(detection.path)


def test_a_face_that_moves_is_one_track() -> None:
    (track,) = tracks([[seen(frame, 40 * frame)] for frame in range(6)])
    assert track.box == (0, 50, 300, 150)
    assert boxes(track) == {0: (0, 50, 100, 150), 5: (200, 50, 300, 150)}


def test_a_track_bends_where_the_face_does() -> None:
    (track,) = tracks([[seen(frame, x)] for frame, x in enumerate([0, 40, 80, 40, 0])])
    assert boxes(track)[2][0] == 80
    assert set(boxes(track)) == {0, 2, 4}


def test_a_gap_is_bridged() -> None:
    (track,) = tracks([[seen(0, 0)], [], [], [seen(3, 60)]])
    assert set(boxes(track)) == {0, 3}


def test_a_face_that_stays_has_one_place_and_its_best_sighting() -> None:
    (track,) = tracks([[seen(0, 10, 0.5)], [seen(1, 11, 0.9)], [seen(2, 10, 0.6)]])
    assert track.path == ((0, (10, 50, 110, 150)),)
    assert track.score == 0.9
    assert track.box == (10, 50, 111, 150)


def test_two_faces_that_pass_stay_two_tracks() -> None:
    frames = [[seen(0, 0), seen(0, 400)], [seen(1, 50), seen(1, 350)], [seen(2, 100), seen(2, 300)]]
    assert sorted(track.box[0] for track in tracks(frames)) == [0, 300]


@pytest.mark.parametrize("other", [seen(1, 900), seen(1, 20, side=350)])
def test_what_is_far_or_of_another_size_is_another_face(other: Detection) -> None:
    assert len(tracks([[seen(0, 0)], [other]])) == 2


def test_no_frames_have_no_tracks() -> None:
    assert tracks([]) == []
    assert tracks([[], []]) == []
