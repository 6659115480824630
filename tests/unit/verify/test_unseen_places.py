"""Places inside of the coded picture that no decoder shows: found, and cleaned or rebuilt."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from safeshare import Plan, clean
from safeshare.formats import Keep, sniff
from safeshare.model import Finding
from safeshare.verify import verify
from safeshare.verify.same import same_coded
from tests.corpus import gif, parts, png, webp

UNSEEN = {f"png: {name}": data for name, data in png.unseen().items()} | {
    f"gif: {name}": data for name, data in gif.unseen().items()
}
BEHIND = webp.behind()


def stripped(data: bytes) -> bytes:
    strip = sniff(data).strip
    assert strip
    return strip(data, Keep())


def shown(data: bytes) -> list[bytes]:
    image = Image.open(io.BytesIO(data))
    found = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        found.append(image.convert("RGBA").tobytes())
    return found


@pytest.mark.parametrize("place", UNSEEN)
def test_what_is_unseen_is_found_and_left_out(place: str) -> None:
    data = UNSEEN[place]
    assert verify(data)
    copy = stripped(data)
    assert verify(copy) == ()
    assert shown(copy) == shown(data)
    same_coded(data, copy)
    assert stripped(copy) == copy


def test_nothing_is_found_where_nothing_is_planted() -> None:
    for data in (gif.still(), gif.animated(), png.shapes()["palette"]):
        assert verify(data) == ()


@pytest.mark.parametrize("place", BEHIND)
def test_what_stands_behind_coded_data_of_webp_is_found(place: str) -> None:
    data = BEHIND[place]
    assert shown(data)
    assert "coded picture" in texts(verify(data)) or "alpha channel" in texts(verify(data))
    assert verify(stripped(data))


@pytest.mark.parametrize("place", webp.unseen())
def test_channels_of_webp_that_nothing_shows_are_found_and_left_behind(place: str) -> None:
    data = webp.unseen()[place]
    assert shown(data)
    assert "no viewer shows" in texts(verify(data))
    result = clean(data, Plan(detect=(), recheck=()))
    assert not result.lossless
    assert verify(result.data) == ()


def texts(findings: tuple[Finding, ...]) -> str:
    return " ".join(finding.summary for finding in findings)


def damaged(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at + len(piece) :]


def test_a_webp_that_does_not_decode_is_unreadable() -> None:
    data = parts.saved(parts.picture(size=(90, 70)), "WEBP", lossless=True)
    assert verify(data) == ()
    broken = damaged(data, 40, bytes(len(data) // 2))
    assert {finding.kind for finding in verify(broken)} == {"unreadable"}


def test_a_gif_whose_pixels_name_missing_colours_is_unreadable() -> None:
    data = parts.saved(parts.picture().quantize(32), "GIF")
    small = data[:10] + bytes([data[10] & 0xF8 | 2]) + data[11 : 13 + 24] + data[13 + 96 :]
    assert "unreadable" in {finding.kind for finding in verify(small)}


@pytest.mark.parametrize("build", [png.filtered, png.interlaced])
def test_a_png_with_an_unknown_filter_is_unreadable(build: Callable[[int], bytes]) -> None:
    assert all(verify(build(number)) == () for number in range(5))
    assert {finding.kind for finding in verify(build(9))} == {"unreadable"}
