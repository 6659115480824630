"""IPTC, Photoshop resources and colour profiles."""

from __future__ import annotations

import struct

import pytest
from PIL import ImageCms

from safeshare.model import Block, BlockKind, Finding
from safeshare.reveal.icc import reveal_icc
from safeshare.reveal.iptc import reveal_iptc


def dataset(number: int, text: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    pascal = bytes([len(name)]) + name
    pascal += b"\0" * (len(pascal) % 2)
    return (
        b"8BIM"
        + struct.pack(">H", number)
        + pascal
        + struct.pack(">I", len(data))
        + data
        + b"\0" * (len(data) % 2)
    )


def iptc(payload: bytes) -> list[Finding]:
    return list(reveal_iptc(Block(BlockKind.IPTC, "APP13 Photoshop", payload)))


RECORDS = (
    b"\x1c\x01\x5a\0\x03\x1b%G"
    + dataset(80, "Möna".encode())
    + dataset(90, "Zürich".encode("latin-1"))
    + dataset(25, b"lake")
    + dataset(55, b"20240517")
    + dataset(60, b"184502+0200")
    + dataset(105, b"  ")
)
TOLD = [
    ("owner", "the IPTC by-line “Möna”"),
    ("location", "the IPTC city “Zürich”"),
    ("caption", "the IPTC keyword “lake”"),
    ("time", "taken on 2024-05-17 at 18:45:02 (UTC+02:00)"),
]


@pytest.mark.parametrize(
    "payload",
    [
        RECORDS,
        resource(0x0425, b"digest!") + resource(0x0404, RECORDS, b"odd"),
        b"Photoshop 3.0\0" + resource(0x0404, RECORDS),
        RECORDS + b"\x1c\x02",
        RECORDS + b"\x1c\x02\x50\xff\xff",
    ],
    ids=["bare", "resource", "segment", "cut", "absurd length"],
)
def test_press_fields(payload: bytes) -> None:
    assert [(f.kind, f.summary) for f in iptc(payload)] == TOLD


def test_who_sent_it_and_when_is_told() -> None:
    envelope = b"".join(
        struct.pack(">BBBH", 0x1C, 1, number, len(text)) + text
        for number, text in ((30, b"DESK-7"), (70, b"20240517"), (80, b"184502+0200"))
    )
    assert [(f.kind, f.summary) for f in iptc(envelope + dataset(188, b"Mona"))] == [
        ("owner", "the IPTC sender “DESK-7”"),
        ("owner", "the IPTC owner's number “Mona”"),
        ("time", "sent on 2024-05-17 at 18:45:02 (UTC+02:00)"),
    ]


def test_half_a_date_is_told() -> None:
    (finding,) = iptc(dataset(55, b"20240000"))
    assert (finding.kind, finding.summary) == ("time", "taken on “20240000”")


def test_what_lies_behind_a_broken_resource_is_named() -> None:
    broken = resource(0x0404, b"") + dataset(90, b"Warsaw") + dataset(80, b"Mona") + b"\0\0"
    (finding,) = iptc(broken)
    assert (finding.kind, finding.where) == ("unreadable", "Photoshop")
    assert finding.summary == "20 bytes that can't be read"
    assert iptc(resource(0x0404, b"") + bytes(40)) == []


def test_long_dataset_has_an_extended_length() -> None:
    long = b"\x1c\x02\x78\x80\x04" + struct.pack(">I", 40_000) + b"x" * 40_000
    (caption, city) = iptc(long + dataset(90, b"Here"))
    assert (caption.kind, len(caption.value)) == ("caption", 2_000)
    assert city.value == "Here"


@pytest.mark.parametrize(
    "payload", [b"", b"8BIM", b"8BIM\x04\x04\0\0\xff\xff\xff\xff", b"\x1c" * 9]
)
def test_broken_envelopes_tell_nothing(payload: bytes) -> None:
    assert iptc(payload) == []


def icc(payload: bytes) -> list[Finding]:
    return list(reveal_icc(Block(BlockKind.ICC, "APP2 ICC", payload)))


def profile(*tags: tuple[bytes, bytes]) -> bytes:
    table, data = b"", b""
    for signature, element in tags:
        at = 132 + 12 * len(tags) + len(data)
        table += struct.pack(">4sII", signature, at, len(element))
        data += element
    return bytes(128) + struct.pack(">I", len(tags)) + table + data


def old_text(text: bytes) -> bytes:
    return b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + b"\0"


def new_text(text: str) -> bytes:
    raw = text.encode("utf-16-be")
    return (
        b"mluc"
        + bytes(4)
        + struct.pack(">II", 1, 12)
        + b"enUS"
        + struct.pack(">II", len(raw), 28)
        + raw
    )


def test_profile_s_name_and_device() -> None:
    found = icc(
        profile(
            (b"desc", new_text("Mona's screen")),
            (b"dmnd", old_text(b"Imaginary")),
            (b"dmdd", old_text(b"Panel 27")),
        )
    )
    assert [f.summary for f in found] == [
        "the colour profile “Mona's screen”",
        "a colour profile made for the device “Imaginary Panel 27”",
    ]


def test_a_real_profile() -> None:
    real = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert icc(real)[0].summary == "the colour profile “sRGB built-in”"


@pytest.mark.parametrize(
    "payload", [b"", bytes(130), bytes(128) + b"\xff" * 40, profile((b"desc", b"mluc"))]
)
def test_broken_profiles_are_still_named(payload: bytes) -> None:
    assert [(f.kind, f.summary) for f in icc(payload)] == [("profile", "a colour profile")]
