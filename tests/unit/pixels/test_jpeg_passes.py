"""Only a JPEG's own scans count as passes, however often their marker stands elsewhere."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from safeshare.errors import TooLarge
from safeshare.pixels.codec import decode, measure
from safeshare.pixels.jpeg_passes import passes

SCAN = b"\xff\xda"


def photo(side: int = 64, **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((side, side), (-2, -1, 1, 1), 50).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "options", [{}, {"restart_marker_blocks": 1}, {"comment": b"words of " + SCAN * 9}]
)
def test_a_baseline_photo_has_one(options: dict[str, object]) -> None:
    assert passes(photo(**options)) == 1


def test_a_progressive_photo_has_as_many_as_scans() -> None:
    data = photo(progressive=True)
    assert passes(data) == data.count(SCAN) > 3


def test_a_long_video_behind_a_large_photo_is_no_reason_to_refuse_it() -> None:
    data = photo(2_000) + (b"a video's bytes" + SCAN) * 1_000
    assert measure(data, "jpeg").width == 2_000
    assert decode(data, "jpeg").frames[0].shape == (2_000, 2_000, 3)


def test_too_many_scans_are_refused() -> None:
    data = photo(2_000, progressive=True)
    last = data.rindex(SCAN)
    slow = data[:-2] + data[last:-2] * 600 + data[-2:]
    for look in (measure, decode):
        with pytest.raises(TooLarge, match="passes"):
            look(slow, "jpeg")


def test_scans_behind_more_segments_than_are_counted_are_refused() -> None:
    data = photo(2_000, progressive=True)
    comments = b"\xff\xfe\0\2" * 100_001
    with pytest.raises(TooLarge, match="segments"):
        measure(data[:2] + comments + data[2:], "jpeg")


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xda"]
)
def test_what_is_cut_ends(data: bytes) -> None:
    assert passes(data) <= 1
