from __future__ import annotations

import struct

import pytest

from safeshare.errors import UnreadableImage
from safeshare.formats import Keep, gif, webp
from tests.corpus.gif import animated
from tests.corpus.webp import chunk, planted, riff, shapes


def test_reserved_bits_become_zero() -> None:
    data, _ = planted()["private chunk"]
    copy = webp.strip(data, Keep())
    assert copy[12:24] == b"VP8X" + struct.pack("<I", 10) + bytes(4)
    frame, _ = planted()["inside of a frame"]
    assert webp.strip(frame, Keep()) == webp.strip(shapes()["animated"], Keep())


@pytest.mark.parametrize("name", shapes())
def test_the_size_of_a_copy_is_right(name: str) -> None:
    copy = webp.strip(shapes()[name], Keep(6, b"profile"))
    assert int.from_bytes(copy[4:8], "little") + 8 == len(copy)
    assert len(copy) % 2 == 0


def test_padding_becomes_zero() -> None:
    data = riff(chunk(b"VP8 ", bytes(11), b"!"))
    assert webp.strip(data, Keep()) == riff(chunk(b"VP8 ", bytes(11), b"\0"))


def test_an_extended_header_tells_the_size_of_a_simple_picture() -> None:
    for name in ("lossy", "lossless"):
        copy = webp.strip(shapes()[name], Keep(6))
        assert copy[12:16] == b"VP8X"
        assert (copy[24] + 1, copy[27] + 1) == (40, 28)


@pytest.mark.parametrize(
    "content",
    [b"", chunk(b"EXIF", b"x"), chunk(b"VP8X", bytes(10)), chunk(b"VP8X", b"\2" + bytes(9))],
)
def test_a_file_without_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableImage):
        webp.strip(riff(content), Keep())


def test_a_frame_without_picture_is_refused() -> None:
    data = shapes()["animated"]
    with pytest.raises(UnreadableImage):
        webp.strip(data.replace(b"VP8 ", b"nope"), Keep())


def test_the_loop_count_stays() -> None:
    assert b"NETSCAPE2.0\x03\x01\x05\0\0" in gif.strip(animated(), Keep())


def test_gif_carries_nothing_of_keep() -> None:
    assert gif.strip(animated(), Keep(6, b"profile")) == animated()


def test_a_gif_without_frame_is_refused() -> None:
    with pytest.raises(UnreadableImage, match="frame"):
        gif.strip(b"GIF89a" + bytes(7) + b";", Keep())
