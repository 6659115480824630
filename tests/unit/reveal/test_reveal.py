"""All blocks together: order, each fact once, bounds."""

from __future__ import annotations

import io
import time

import piexif
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from tests.examples import examples

from safeshare.model import Block, BlockKind, Finding, Severity
from safeshare.reveal import REVEALERS, reveal
from safeshare.reveal.facts import KINDS, size_words
from safeshare.reveal.moment import moment
from safeshare.reveal.order import distinct

EXIF = piexif.dump(
    {
        "0th": {piexif.ImageIFD.Artist: "Mona Muster", piexif.ImageIFD.Software: "Darkroom"},
        "Exif": {piexif.ExifIFD.DateTimeOriginal: "2024:05:17 18:45:02"},
    }
)[6:]
XMP = (
    b'<r xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
    b"<dc:creator>Mona Muster</dc:creator><xmp:CreateDate>2024-05-17T18:45:02</xmp:CreateDate></r>"
)


def test_every_kind_but_the_picture_has_a_reader() -> None:
    assert set(BlockKind) - set(REVEALERS) == {BlockKind.PICTURE}


def test_gravest_first_each_fact_once() -> None:
    blocks = [Block(BlockKind.EXIF, "APP1 Exif", EXIF), Block(BlockKind.XMP, "APP1 XMP", XMP)]
    found = reveal(blocks, "IMG_20240517.jpg")
    assert [(f.severity, f.kind, f.where) for f in found] == [
        (Severity.HIGH, "owner", "EXIF, XMP"),
        (Severity.MEDIUM, "time", "EXIF, XMP"),
        (Severity.MEDIUM, "filename", "file name"),
        (Severity.LOW, "software", "EXIF"),
    ]


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "BMP")
    return out.getvalue()


def test_two_pictures_of_one_size_are_two_facts() -> None:
    one, other = picture("teal"), picture("pink")
    blocks = [
        Block(BlockKind.SECOND_PICTURE, where, data)
        for where, data in (("MPF 1", one), ("MPF 2", other), ("after the end", one))
    ]
    assert [found.where for found in reveal(blocks)] == ["MPF 1, after the end", "MPF 2"]


def test_a_place_with_a_comma_in_its_name_is_told_once() -> None:
    finding = Finding("text", "item 8, not in the copy", "“hello”", Severity.MEDIUM, "hello")
    assert [found.where for found in distinct([finding] * 3)] == ["item 8, not in the copy"]


def test_a_fact_weighs_as_much_as_where_it_weighs_most() -> None:
    light = Finding("hidden-picture", "MPF 1", "a gain map", Severity.MEDIUM, "9 bytes")
    grave = Finding("hidden-picture", "MPF 2", "a second picture", Severity.HIGH, "9 bytes")
    for both in ((light, grave), (grave, light)):
        (one,) = distinct(both)
        assert (one.severity, one.summary) == (Severity.HIGH, "a second picture")
        assert set(one.where.split(", ")) == {"MPF 1", "MPF 2"}


def test_severities_of_the_table_never_rise() -> None:
    ranks = [tuple(Severity).index(severity) for severity in KINDS.values()]
    assert ranks == sorted(ranks)


def test_nothing_gives_nothing() -> None:
    assert reveal([]) == ()
    assert reveal([], "photo.jpg") == ()


def test_thousands_of_blocks_are_counted_not_read() -> None:
    blocks = [Block(BlockKind.COMMENT, "COM", b"number %d" % n) for n in range(5_000)]
    blocks += [Block(BlockKind.EXIF, "APP1 Exif", EXIF)] * 50
    blocks += [Block(BlockKind.XMP, "APP1 XMP", XMP)] * 50
    start = time.thread_time()
    found = reveal(blocks)
    assert time.thread_time() - start < 5
    assert sum(f.kind == "comment" for f in found) == 100
    assert {f.summary for f in found if f.kind == "unreadable"} == {
        "4900 more blocks of this kind that were not read",
        "40 more blocks of this kind that were not read",
        "30 more blocks of this kind that were not read",
    }


@examples(150)
@example(BlockKind.IPTC, b"\x1c\x02", b"\0\x80\x08\x80" + bytes(7))  # a length of 2 ** 63
@given(
    st.sampled_from(BlockKind),
    st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*", b"\x1c\x02", b"8BIM", b"<a ", EXIF, XMP]),
    st.binary(max_size=300),
)
def test_any_payload_ends_in_findings(kind: BlockKind, start: bytes, rest: bytes) -> None:
    for finding in reveal([Block(kind, "somewhere", start + rest)]):
        assert finding.kind in KINDS
        assert finding.summary.isprintable()
        assert len(finding.value) <= 2_000


@examples(150)
@given(st.integers(8, len(EXIF) - 1), st.binary(min_size=1, max_size=6))
def test_damaged_exif_ends_in_findings(at: int, patch: bytes) -> None:
    damaged = EXIF[:at] + patch + EXIF[at + len(patch) :]
    for finding in reveal([Block(BlockKind.EXIF, "APP1 Exif", damaged)]):
        assert finding.kind in KINDS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024:05:17 18:45:02", "2024-05-17 at 18:45:02"),
        ("2024:05:17 18:45:02+02:00", "2024-05-17 at 18:45:02 (UTC+02:00)"),
        ("2024-05-17T18:45:02.123Z", "2024-05-17 at 18:45:02 (UTC)"),
        ("2024-05-17T18:45", "2024-05-17 at 18:45:00"),
        ("20240517 184502-0730", "2024-05-17 at 18:45:02 (UTC-07:30)"),
        ("20240517", "2024-05-17"),
        ("2024:05:17 18:45:60", "2024-05-17 at 18:45:59"),
        ("0000:00:00 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("2024:13:41", None),
        ("yesterday", None),
    ],
)
def test_moments(text: str, words: str | None) -> None:
    assert moment(text) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (5_432, "5.4 kB"), (1_640_000, "1.6 MB")],
)
def test_sizes(count: int, words: str) -> None:
    assert size_words(count) == words
