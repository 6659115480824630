"""What is held of a large picture at the same time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.pixels.codec import Photo
from safeshare.pixels.depth import cleared
from safeshare.pixels.encode import ENCODERS
from safeshare.verify.decode import deep_frames, high_bytes
from safeshare.verify.hidden import holds_shapes
from safeshare.verify.pixels import check_pixels

SIDE = 1_500
Sample = np.uint8 | np.uint16


def peak(work: Callable[[], object]) -> int:
    """Give the most bytes that some work holds at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def half_clear(dtype: type[Sample] = np.uint8) -> NDArray[Sample]:
    frame: NDArray[Sample] = np.zeros((SIDE, SIDE, 4), dtype)
    frame[SIDE // 2 :] = np.iinfo(dtype).max // 3
    return frame


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_clear_pixels_are_looked_at_in_bands(dtype: type[Sample]) -> None:
    """Indices of all clear pixels took five times the picture's own memory."""
    frame = half_clear(dtype)
    assert peak(lambda: cleared(frame)) < frame.nbytes
    assert peak(lambda: holds_shapes(frame, lossy=False)) < frame.nbytes
    assert cleared(frame) is frame


def test_colours_under_clear_pixels_are_found_in_any_band() -> None:
    for row in (0, SIDE // 2 - 1):
        frame = half_clear()
        frame[row, 7, :3] = 90
        assert holds_shapes(frame, lossy=False)
        assert not cleared(frame)[row, 7].any()


def test_a_lossy_spill_is_no_shape_and_a_shape_is() -> None:
    spill = half_clear()
    spill[: SIDE // 2, :, :3] = 12
    assert not holds_shapes(spill, lossy=True)
    spill[100:200, 100:200, :3] = 60
    assert holds_shapes(spill, lossy=True)


def test_a_copy_with_transparency_is_proven_in_little_memory() -> None:
    """Squares of all clear samples as floating point took 48 bytes a pixel."""
    frame = half_clear()
    encoder = ENCODERS["png"]
    copy = encoder.write(encoder.settle(Photo((frame,))), 90)
    mask = np.zeros((SIDE, SIDE), np.bool_)
    assert peak(lambda: check_pixels(copy, [frame], [mask], [frame])) < 4 * frame.nbytes


def test_sixteen_bits_are_turned_around_in_place() -> None:
    ramp = np.arange(SIDE * SIDE * 3, dtype=np.uint32).astype(np.uint16).reshape(SIDE, SIDE, 3)
    encoder = ENCODERS["tiff"]
    copy = encoder.write(Photo((ramp,)), 90)
    seen = next(iter(deep_frames(copy)))
    assert np.array_equal(seen, ramp)
    assert np.array_equal(high_bytes(seen), ramp >> 8)
    assert peak(lambda: high_bytes(seen)) < seen.nbytes / 8
