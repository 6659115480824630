from __future__ import annotations

import pytest

from safeshare.errors import TooLarge, UnreadableImage
from safeshare.pixels.codec import decode, measure
from tests.corpus import jxl
from tests.corpus.jxl import Writer


def planes(count: int, side: int) -> bytes:
    """Give a picture whose header announces so many extra channels, in front of other pixels."""

    def channels(out: Writer) -> None:
        out.put(3, 2).put(count - 1, 12)
        for _ in range(count):
            out.put(1, 1)

    return jxl.header(size=(side, side), channels=channels) + jxl.frames(jxl.coded())


def test_channels_that_nothing_shows_count_too() -> None:
    with pytest.raises(UnreadableImage):  # the codec sees it
        decode(planes(200, 200), "jxl")
    data = planes(200, 640)
    assert measure(data, "jxl").width == 640
    with pytest.raises(TooLarge, match="83 MB"):
        decode(data, "jxl")
