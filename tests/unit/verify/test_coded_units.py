"""Units of coded HEVC and AV1 pictures: those that hold none are noted, pictures are counted."""

from __future__ import annotations

import struct

import pytest

from safeshare.verify.coded import walk_nals, walk_obus
from safeshare.verify.notes import Notes

SLICE, FIRST, FURTHER = 19, 0x80, 0x00


def nal(kind: int, head: int = FIRST, text: bytes = b"Maria") -> bytes:
    body = bytes([kind << 1, 1, head]) + text
    return struct.pack(">I", len(body)) + body


def obu(kind: int, text: bytes = b"Maria") -> bytes:
    return bytes([kind << 3 | 2, len(text)]) + text


@pytest.mark.parametrize("kind", [36, 38, 39, 40, 41, 48, 63])
def test_units_of_hevc_without_a_picture_are_noted(kind: int) -> None:
    notes = Notes()
    data = nal(SLICE) + nal(kind)
    assert walk_nals(data, 0, len(data), notes) == 1
    (finding,) = notes.findings
    assert finding.where == f"NAL unit at byte {len(nal(SLICE)) + 4:,}"


@pytest.mark.parametrize(
    ("heads", "pictures"), [((FIRST,), 1), ((FIRST, FURTHER), 1), ((FIRST, FURTHER, FIRST), 2)]
)
def test_slices_of_hevc_are_counted_by_pictures(heads: tuple[int, ...], pictures: int) -> None:
    notes = Notes()
    data = nal(33) + b"".join(nal(SLICE, head) for head in heads)
    assert walk_nals(data, 0, len(data), notes) == pictures
    assert notes.findings == ()


@pytest.mark.parametrize("kind", [0, 5, 8, 9, 15])
def test_units_of_av1_without_a_picture_are_noted(kind: int) -> None:
    notes = Notes()
    data = obu(6) + obu(kind)
    assert walk_obus(data, 0, len(data), notes) == 1
    assert len(notes.findings) == 1


@pytest.mark.parametrize(
    "units", [(obu(1), obu(6), obu(1)), (obu(2, b""), obu(2, b""), obu(6)), (obu(6), obu(7))]
)
def test_units_of_av1_that_a_picture_needs_once_are_noted_the_second_time(
    units: tuple[bytes, ...],
) -> None:
    notes = Notes()
    data = b"".join(units)
    walk_obus(data, 0, len(data), notes)
    assert [finding.kind for finding in notes.findings] == ["leftover"]


def test_a_sequence_header_longer_than_any_is_noted() -> None:
    notes = Notes()
    data = obu(1, b"Maria Example, 1 Some Street, Some Town") + obu(6)
    assert walk_obus(data, 0, len(data), notes) == 1
    (finding,) = notes.findings
    assert "39 bytes" in finding.summary


@pytest.mark.parametrize(
    ("kinds", "frames"), [((1, 3, 4, 4), 1), ((1, 6, 6), 2), ((1, 3, 4, 6), 2)]
)
def test_frames_of_av1_are_counted(kinds: tuple[int, ...], frames: int) -> None:
    notes = Notes()
    data = b"".join(map(obu, kinds))
    assert walk_obus(data, 0, len(data), notes) == frames
    assert notes.findings == ()
