"""A lossless copy of a JPEG is proven by its coded data; whatever decides a sample counts."""

from __future__ import annotations

import pytest

from safeshare.errors import UnreadableImage, VerificationFailed
from safeshare.formats import Keep, jpeg
from safeshare.verify.jpeg import read
from safeshare.verify.notes import Notes
from safeshare.verify.same import same_coded
from tests.corpus import parts
from tests.corpus.jpeg import planted, segment, shapes, with_everything
from tests.corpus.jpeg_coded import ARITHMETIC, scans

BARE = shapes() | ARITHMETIC
SOURCES = {name: data for name, (data, _) in planted().items()} | {
    "fill bytes": BARE["restarts"].replace(b"\xff\xd1", b"\xff\xff\xff\xd1"),
    "fill bytes before the end": BARE["baseline"][:-2] + b"\xff\xff\xff\xff\xd9",
    "known line count": BARE["grey"][:-2] + segment(0xDC, b"\0\x2d") + b"\xff\xd9",
    "second Adobe segment": BARE["adobe rgb"][:2] + segment(0xEE, b"Adobe" + bytes(6) + b"\1")
    + BARE["adobe rgb"][2:],
}  # fmt: skip


@pytest.mark.parametrize("name", BARE)
def test_a_bare_picture_is_its_own_copy(name: str) -> None:
    same_coded(BARE[name], jpeg.strip(BARE[name], Keep()))


@pytest.mark.parametrize("name", SOURCES)
def test_a_stripped_copy_is_proven(name: str) -> None:
    copy = jpeg.strip(SOURCES[name], Keep())
    assert copy != SOURCES[name]
    same_coded(SOURCES[name], copy)


@pytest.mark.parametrize("name", BARE)
def test_one_changed_bit_is_caught_wherever_it_decides_a_sample(name: str) -> None:
    copy = jpeg.strip(BARE[name], Keep())
    first_table = copy.index(b"\xff\xdb")
    places = {at for start, end in scans(copy) for at in (start, (start + end) // 2, end - 1)}
    for at in {*range(first_table, scans(copy)[0][0]), *places}:
        other = bytearray(copy)
        other[at] ^= 0x04
        with pytest.raises((VerificationFailed, UnreadableImage)):
            same_coded(BARE[name], bytes(other))


@pytest.mark.parametrize(
    ("name", "lost"),
    [("baseline", slice(2, 20)), ("adobe cmyk", slice(2, 18)), ("adobe rgb", slice(2, 18))],
)
def test_how_colours_are_read_counts(name: str, lost: slice) -> None:
    data = BARE[name]
    with pytest.raises(VerificationFailed, match="colours"):
        same_coded(data, data[: lost.start] + data[lost.stop :])


def test_a_lost_scan_is_caught() -> None:
    data = BARE["progressive"]
    last = data.rindex(b"\xff\xda")
    with pytest.raises(VerificationFailed, match="number"):
        same_coded(data, data[:last] + b"\xff\xd9")


def test_a_lost_turn_is_caught() -> None:
    turned = with_everything()
    same_coded(turned, jpeg.strip(turned, Keep(6)))
    with pytest.raises(VerificationFailed, match="turned"):
        same_coded(turned, jpeg.strip(turned, Keep()))


def test_pictures_after_the_first_do_not_count() -> None:
    data = BARE["baseline"]
    same_coded(data + parts.small_jpeg("second"), data)


def test_a_table_in_force_counts_wherever_it_stands() -> None:
    data = BARE["grey"]
    table = data[20:89]
    frame = data.index(b"\xff\xc0")
    same_coded(data, data[:20] + data[89:frame] + table + data[frame:])


def test_reserved_markers_are_passed_by_like_the_stripper_does() -> None:
    data = BARE["baseline"]
    notes, wanted = Notes(record=True), Notes(record=True)
    read(data[:20] + b"\xff\x18\xff\xf5 junk \xff\xc8" + data[20:], notes)
    read(data, wanted)
    assert notes.coded == wanted.coded


@pytest.mark.parametrize("stop", [b"\xff\x01", b"\xff\x18", b"\xff\xff\0"])
def test_coded_data_that_breaks_off_can_not_be_proven(stop: bytes) -> None:
    start, _ = scans(BARE["restarts"])[0]
    broken = BARE["restarts"][: start + 60] + stop + BARE["restarts"][start + 60 :]
    with pytest.raises(UnreadableImage):
        same_coded(broken, jpeg.strip(broken, Keep()))


@pytest.mark.parametrize("cut", [30, 300, -3])
def test_a_cut_source_can_not_be_proven(cut: int) -> None:
    data = BARE["baseline"]
    with pytest.raises(UnreadableImage):
        same_coded(data[:cut], data)
