"""Places in a JPEG where something can hide; each gives a finding."""

from __future__ import annotations

import hashlib
import io
import struct

import piexif
import pytest
from PIL import Image

from safeshare.model import Severity
from safeshare.verify import allowed, verify


def bare(**options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((120, 80), (-2, -1, 1, 1), 50).convert("RGB").save(
        out, "JPEG", **options
    )
    return out.getvalue()


BARE = bare()
JFIF_END = 20


def segment(code: int, payload: bytes) -> bytes:
    return b"\xff" + bytes([code]) + struct.pack(">H", len(payload) + 2) + payload


def inserted(block: bytes, at: int = JFIF_END) -> bytes:
    return BARE[:at] + block + BARE[at:]


def orientation(value: int, *, further: bytes = b"", spare: int = 0) -> bytes:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, value, spare)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return segment(0xE1, b"Exif\0\0" + tiff + further)


SCAN = BARE.index(b"\xff\xda")
GPS = piexif.dump({"GPS": {piexif.GPSIFD.GPSLatitudeRef: b"N"}, "0th": {271: b"Maker"}})
NASTY = {
    "comment": inserted(segment(0xFE, b"by Maria Example")),
    "exif": inserted(segment(0xE1, GPS)),
    "second exif": inserted(orientation(6) + orientation(6)),
    "orientation 9": inserted(orientation(9)),
    "byte behind the orientation": inserted(orientation(6, further=b"\0")),
    "value beside the orientation": inserted(orientation(6, spare=7)),
    "xmp": inserted(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>")),
    "photoshop": inserted(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\0")),
    "multi-picture index": inserted(segment(0xE2, b"MPF\0MM\0*")),
    "unknown profile": inserted(segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(200))),
    "origin claim": inserted(segment(0xEB, b"JP\0\1\0\0\0\1\0\0\0\x10jumb")),
    "empty APP5": inserted(segment(0xE5, b"")),
    "thumbnail in JFIF": BARE[:2] + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1abc") + BARE[JFIF_END:],
    "JFIF with dpi": BARE[:13] + b"\1\0\x48\0\x48" + BARE[18:],
    "JFXX": inserted(segment(0xE0, b"JFXX\0\x13\1\1abc")),
    "second JFIF": inserted(BARE[2:JFIF_END]),
    "long Adobe": inserted(segment(0xEE, b"Adobe\0\x64\0\0\0\0\1extra")),
    "Adobe with flags": inserted(segment(0xEE, b"Adobe\0\x64\0\1\0\0\1")),
    "fill bytes": inserted(b"\xff\xff\xff"),
    "junk between segments": inserted(b"Maria was here"),
    "nested start": inserted(b"\xff\xd8"),
    "stray restart": inserted(b"\xff\xd0"),
    "trailing text": BARE + b"Maria",
    "trailing zero": BARE + b"\0",
    "trailing picture": BARE + BARE,
    "bytes in DRI": inserted(segment(0xDD, b"\0\0secret")),
    "bytes in DQT": inserted(segment(0xDB, b"\x02" + bytes([9]) * 64 + b"secret")),
    "replaced DQT": inserted(segment(0xDB, b"\x00" + b"Maria, 1 Some Street ".ljust(64, b"."))),
    "bytes in DHT": inserted(segment(0xC4, b"\x02" + b"\1" + bytes(15) + b"\0" + b"secret")),
    "bytes behind the coded picture": BARE[:-2] + b"Maria Example, 1 Some Street" + BARE[-2:],
    "metadata in coded data": BARE[:-2] + b"<x:xmpmeta" + BARE[-2:],
    "hierarchical segment": inserted(segment(0xDE, b"\0\0\0")),
    "table that no component names": inserted(segment(0xDB, b"\x03" + b"Maria".ljust(64, b"."))),
    "table behind the last scan": inserted(segment(0xC4, b"\x00\1" + bytes(15) + b"M"), -2),
    "table without content": inserted(segment(0xC4, b"")),
    "interval that no scan keeps": inserted(segment(0xDD, b"Hi") + segment(0xDD, b"\0\0")),
    "conditioning of a Huffman picture": inserted(segment(0xCC, b"\x00M\x10a")),
    "known line count": inserted(segment(0xDC, b"Hi"), -2),
    "reserved marker": inserted(b"\xff\x18 Maria"),
    "fill bytes before a restart": bare(restart_marker_rows=1).replace(
        b"\xff\xd0", b"\xff\xff\xd0"
    ),
    "restart without interval": BARE[: SCAN + 30] + b"\xff\xd0" + BARE[SCAN + 30 :],
}


@pytest.mark.parametrize("place", NASTY)
def test_nasty_places_are_found(place: str) -> None:
    assert verify(NASTY[place])


@pytest.mark.parametrize("place", ["exif", "xmp", "photoshop", "trailing picture", "nested start"])
def test_what_identifies_weighs_high(place: str) -> None:
    assert verify(NASTY[place])[0].severity is Severity.HIGH


def test_a_finding_says_what_where_and_how_much() -> None:
    (finding,) = verify(NASTY["comment"])
    assert finding.kind == "leftover"
    assert finding.where == "COM at byte 20"
    assert finding.summary == "a comment of 16 bytes"
    assert finding.value == "by Maria Example"


@pytest.mark.parametrize("value", range(1, 9))
def test_one_orientation_tag_is_allowed(value: int) -> None:
    assert verify(inserted(orientation(value))) == ()
    little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + bytes([value]) + bytes(7)
    assert verify(inserted(segment(0xE1, b"Exif\0\0" + little))) == ()


def test_a_canonical_profile_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = b"a profile of our own".ljust(300, b"\0")
    digest = hashlib.sha256(profile).hexdigest()
    monkeypatch.setattr(allowed, "CANONICAL_PROFILES", frozenset([digest]))
    whole = segment(0xE2, b"ICC_PROFILE\0\1\1" + profile)
    assert verify(inserted(whole)) == ()
    assert verify(inserted(segment(0xE2, b"ICC_PROFILE\0\1\1" + profile + b"\0")))


def test_restart_markers_with_an_interval_pass() -> None:
    assert verify(bare(restart_marker_blocks=4)) == ()


@pytest.mark.parametrize("stop", [b"\xff\x01", b"\xff\x18", b"\xff\xf7", b"\xff\xff\0"])
def test_coded_data_that_breaks_off_is_unreadable(stop: bytes) -> None:
    findings = verify(inserted(stop, SCAN + 60))
    assert findings[-1].kind == "unreadable"


@pytest.mark.parametrize("payload", [b"", b"\1", b"\0\0\x3f\0", b"\3\1\0\0\x3f\0"])
def test_a_broken_scan_header_is_unreadable(payload: bytes) -> None:
    assert verify(inserted(segment(0xDA, payload)))[-1].kind == "unreadable"


def test_rows_cut_off_by_the_header_are_found() -> None:
    frame = BARE.index(b"\xff\xc0")
    height = struct.pack(">H", 40)
    assert verify(BARE[: frame + 5] + height + BARE[frame + 7 :])
