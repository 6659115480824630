from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeshare.errors import SafeshareError, UnreadableImage
from safeshare.formats import FORMATS, Keep, orientation, sniff
from tests.examples import examples

from .files import EVERYTHING, LOSSLESS, PLANTED, SHAPES, lossless

FILES = [*SHAPES.values(), *EVERYTHING.values(), *(data for data, _ in PLANTED.values())]


@pytest.mark.parametrize("name", [name for name in SHAPES if lossless(name)])
def test_a_cut_file_has_no_copy(name: str) -> None:
    data = SHAPES[name]
    entry = sniff(data)
    assert entry.strip
    for length in range(16, len(data) - 1, max(1, len(data) // 60)):
        with pytest.raises(UnreadableImage):
            entry.strip(data[:length], Keep())


@pytest.mark.parametrize("name", LOSSLESS)
def test_a_cut_file_is_still_listed(name: str) -> None:
    data = EVERYTHING[name]
    entry = sniff(data)
    for length in range(64, len(data), 97):
        blocks = entry.walk(data[:length])
        assert blocks


@pytest.mark.parametrize("name", FORMATS)
def test_a_walker_refuses_what_is_no_such_container(name: str) -> None:
    for data in (b"", b"\xff", b"hello, this is a text and no picture at all"):
        with pytest.raises(UnreadableImage):
            FORMATS[name].walk(data)


def only_our_errors(data: bytes) -> None:
    for entry in FORMATS.values():
        try:
            turned = orientation(entry.walk(data))
            assert 1 <= turned <= 8
        except SafeshareError:
            pass
        try:
            copy = entry.strip(data, Keep(6, b"profile")) if entry.strip else b""
        except SafeshareError:
            continue
        if entry.strip:
            assert entry.strip(copy, Keep(6, b"profile")) == copy


change = st.tuples(
    st.integers(0, 1 << 16),
    st.integers(0, 8),
    st.one_of(st.binary(max_size=8), st.sampled_from([b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"])),
)


@examples(400)
@given(st.sampled_from(FILES), st.lists(change, max_size=8), st.floats(0, 1))
def test_changed_and_cut_bytes_raise_only_our_errors(
    source: bytes, changes: list[tuple[int, int, bytes]], kept: float
) -> None:
    data = source
    for place, removed, added in changes:
        at = place % (len(data) + 1)
        data = data[:at] + added + data[at + removed :]
    only_our_errors(data[: round(len(data) * kept)] if kept < 0.7 else data)


@examples(200)
@given(st.sampled_from(FILES), st.binary(max_size=80))
def test_any_bytes_behind_a_head_raise_only_our_errors(source: bytes, tail: bytes) -> None:
    for length in (4, 8, 12, 16, 26, 33):
        only_our_errors(source[:length] + tail)
