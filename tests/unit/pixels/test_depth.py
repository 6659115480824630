"""What counts as clear, and what is only nearly so."""

from __future__ import annotations

import numpy as np
import pytest

from safeshare.pixels.codec import Photo
from safeshare.pixels.depth import LEAST_OPACITY, cleared
from safeshare.pixels.encode import ENCODERS


@pytest.mark.parametrize(("kind", "least"), [(np.uint8, 1), (np.uint16, LEAST_OPACITY)])
def test_only_what_shows_keeps_its_colour(kind: type, least: int) -> None:
    frame = np.full((600, 2, 4), 200, kind)
    frame[:, 0, 3], frame[:, 1, 3] = least - 1, least
    shown = cleared(frame)
    assert not shown[:, 0].any()
    assert np.array_equal(shown[:, 1], frame[:, 1])
    assert frame[0, 0].any()  # the given frame is left as it is


def test_a_frame_without_hidden_colours_is_given_back() -> None:
    frame = np.full((4, 4, 4), 200, np.uint8)
    frame[0, 0] = 0
    assert cleared(frame) is frame


@pytest.mark.parametrize("kind", ["webp", "avif"])
def test_what_is_as_good_as_clear_has_no_colour_in_eight_bits(kind: str) -> None:
    frame = np.full((16, 16, 4), 60000, np.uint16)
    frame[:8, :, 3] = 100  # nothing, as 8 bits tell it
    (settled,) = ENCODERS[kind].settle(Photo((frame,))).frames
    assert not settled[:8].any()
    assert (settled[8:, :, :3] > 200).all()
