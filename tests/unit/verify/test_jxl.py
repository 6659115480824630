from __future__ import annotations

import sys

import numpy as np
import pytest
from imagecodecs import jpegxl_encode

from safeshare.errors import TooLarge, UnreadableImage, UnsupportedFormat, VerificationFailed
from safeshare.model import Severity
from safeshare.verify import verify
from safeshare.verify.hidden import hidden_colours
from safeshare.verify.notes import Notes
from safeshare.verify.pixels import check_pixels
from safeshare.verify.readers import reader_of
from tests.corpus import jxl as crafted
from tests.corpus.jxl import Writer
from tests.corpus.parts import box

FRAMES = crafted.frames(crafted.coded())


def made(**fields: object) -> bytes:
    return crafted.header(**fields) + FRAMES  # type: ignore[arg-type]


@pytest.mark.parametrize("name", crafted.shapes())
def test_bare_files_pass(name: str) -> None:
    assert verify(crafted.shapes()[name]) == ()


@pytest.mark.parametrize("name", crafted.planted())
def test_every_planted_block_is_found(name: str) -> None:
    data, _ = crafted.planted()[name]
    assert verify(data)[0].kind == "leftover"


@pytest.mark.parametrize("name", ["exif", "xmp", "packed exif", "original jpeg", "uuid", "c2pa"])
def test_blocks_that_can_identify_are_severe(name: str) -> None:
    assert Severity.HIGH in {finding.severity for finding in verify(crafted.planted()[name][0])}


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
@pytest.mark.parametrize("tail", [b"\0", b"Ann Smith", b"\xff\xd8\xff\xe0" + bytes(5000)])
def test_bytes_behind_the_codestream_are_found(mode: str, tail: bytes) -> None:
    stream = crafted.coded(mode)
    for data in (stream + tail, crafted.contained(stream + tail)):
        (finding,) = verify(data)
        assert finding.where.startswith("behind the codestream")


def test_bytes_behind_a_container_are_found() -> None:
    found = verify(crafted.contained(crafted.coded()) + b"Ann Smith")
    assert [finding.severity for finding in found] == [Severity.HIGH]


def _named(out: Writer) -> Writer:
    """Write one alpha channel with a name of three letters."""
    out.put(1, 2).put(0, 1).put(0, 2).put(0, 1).put(0, 2).put(0, 2).put(1, 2).put(3, 4)
    for letter in b"Ann":
        out.put(letter, 8)
    return out.put(0, 1)


def _depth_map(out: Writer) -> Writer:
    return out.put(1, 2).put(0, 1).put(1, 2).put(0, 1).put(0, 2).put(0, 2).put(0, 2)


def _intrinsic(out: Writer) -> Writer:
    return crafted.sized(out.put(0, 3).put(1, 1), 400, 300).put(0, 1).put(0, 1)


def _preview(out: Writer) -> Writer:
    return out.put(0, 3).put(0, 1).put(1, 1).put(1, 1).put(0, 2).put(1, 3).put(0, 1)


HIDDEN = {
    "name of a channel": ({"channels": _named}, "Ann"),
    "channel that is not shown": ({"channels": _depth_map}, ""),
    "second size": ({"further": _intrinsic}, ""),
    "preview": ({"further": _preview}, ""),
    "colour profile": ({"colour": lambda out: out.put(0, 1).put(1, 1).put(0, 2)}, ""),
    "extension": ({"extensions": lambda out: out.put(1, 2).put(0, 4).put(0, 2)}, ""),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_hides_in_the_header_is_found(what: str) -> None:
    fields, value = HIDDEN[what]
    found = verify(made(**fields))
    assert any(what in finding.summary and value in finding.value for finding in found)


def test_codestreams_beyond_the_first_are_found() -> None:
    twice = crafted.contained(crafted.coded()) + box(b"jxlc", crafted.coded("L"))
    assert "second codestream" in verify(twice)[0].summary


def test_parts_out_of_order_are_found() -> None:
    whole = crafted.coded()
    data = crafted.START + crafted.partial(whole[:9], 1) + crafted.partial(whole[9:], 0x80000002)
    assert "out of order" in verify(data)[0].summary


def test_an_animation_can_not_be_vouched_for() -> None:
    moves = made(further=lambda out: out.put(0, 5).put(1, 1).put(0, 6).put(0, 1))
    assert verify(moves)[0].kind == "unreadable"


def test_what_can_not_be_decoded_is_refused() -> None:
    whole = crafted.coded()
    for data in (whole[:60], crafted.contained(whole[:60]), crafted.START, whole[:3]):
        with pytest.raises(UnreadableImage):
            verify(data)


def test_absurd_sizes_are_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imagecodecs.jpegxl_decode", pytest.fail)
    with pytest.raises(TooLarge):
        verify(made(size=(1 << 29, 1 << 29)))


def test_the_coded_picture_is_recorded_without_its_container() -> None:
    recorded = []
    for name in ("plain", "in a container", "in two parts"):
        notes, data = Notes(record=True), crafted.shapes()[name]
        reader_of(data)(data, notes)
        recorded.append(notes.coded)
    assert recorded[0] == recorded[1] == recorded[2] == [("codestream", crafted.coded())]


def test_colours_under_clear_pixels_are_found() -> None:
    clear = crafted.pixels("RGBA").copy()
    clear[5:15, 5:15, 3] = 0
    assert hidden_colours(jpegxl_encode(clear, lossless=True, usecontainer=False))
    clear[clear[..., 3] == 0] = 0
    assert not hidden_colours(jpegxl_encode(clear, lossless=True, usecontainer=False))


def test_a_copy_is_compared_with_what_was_meant() -> None:
    soft = np.full((64, 64, 3), 90, np.uint8)
    copy = jpegxl_encode(soft, level=90, usecontainer=False)
    nothing = np.zeros((64, 64), bool)
    check_pixels(copy, [soft], [nothing], [soft])
    with pytest.raises(VerificationFailed):
        check_pixels(copy, [soft + 60], [nothing], [soft])


def test_without_the_library_nothing_is_vouched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    with pytest.raises(UnsupportedFormat, match="not installed") as caught:
        verify(crafted.coded())
    assert "'.[jxl]'" in caught.value.advice
