"""EXIF blocks are told as they are, and hostile ones can't keep the reader busy."""

from __future__ import annotations

import struct
import time

import piexif
import pytest

from safeshare.model import Block, BlockKind, Finding, Severity
from safeshare.reveal import reveal
from safeshare.reveal.exif import reveal_exif

Z, E, G = piexif.ImageIFD, piexif.ExifIFD, piexif.GPSIFD


def block(payload: bytes) -> Block:
    return Block(BlockKind.EXIF, "APP1 Exif", payload)


def told(**directories: dict[int, object]) -> dict[str, list[Finding]]:
    """Return findings by kind for an EXIF block with the given directories (zeroth, exif, gps)."""
    payload = piexif.dump(
        {
            "0th": directories.get("zeroth", {}),
            "Exif": directories.get("exif", {}),
            "GPS": directories.get("gps", {}),
        }
    )
    by_kind: dict[str, list[Finding]] = {}
    for finding in reveal_exif(block(payload.removeprefix(b"Exif\0\0"))):
        by_kind.setdefault(finding.kind, []).append(finding)
    return by_kind


def gps(
    latitude: list[tuple[int, int]], longitude: list[tuple[int, int]], refs: str
) -> dict[int, object]:
    return {
        G.GPSLatitude: latitude,
        G.GPSLatitudeRef: refs[0],
        G.GPSLongitude: longitude,
        G.GPSLongitudeRef: refs[1],
    }


@pytest.mark.parametrize(
    ("refs", "place", "near"),
    [
        ("NE", "46.51972, 6.63227", "0.4 km from Lausanne, Switzerland"),
        ("SW", "-46.51972, -6.63227", "1151 km from Edinburgh of the Seven Seas, Saint Helena"),
        ("NW", "46.51972, -6.63227", "225 km from Plogoff, France"),
    ],
)
def test_position_in_degrees(refs: str, place: str, near: str) -> None:
    where = gps([(46, 1), (31, 1), (10_992, 1000)], [(6, 1), (37, 1), (56_172, 1000)], refs)
    (finding,) = told(gps=where)["location"]
    summary = f"taken at {place}, {near}"
    assert finding == Finding("location", "EXIF GPS", summary, Severity.HIGH, place)


@pytest.mark.parametrize(
    "where",
    [
        {},
        gps([(0, 1), (0, 1), (0, 1)], [(0, 1), (0, 1), (0, 1)], "NE"),
        gps([(0, 0), (0, 0), (0, 0)], [(0, 0), (0, 0), (0, 0)], "NE"),
        gps([(95, 1), (0, 1), (0, 1)], [(6, 1), (0, 1), (0, 1)], "NE"),
        {G.GPSLatitude: [(46, 1), (31, 1), (11, 1)], G.GPSLatitudeRef: "N"},
    ],
    ids=["empty", "zero", "no numbers", "off the globe", "half"],
)
def test_what_is_no_position(where: dict[int, object]) -> None:
    assert "location" not in told(gps=where)


def test_height_direction_and_satellite_time() -> None:
    found = told(
        gps={
            G.GPSAltitude: (495, 1),
            G.GPSAltitudeRef: 0,
            G.GPSImgDirection: (2705, 10),
            G.GPSDateStamp: "2024:05:17",
            G.GPSTimeStamp: [(16, 1), (45, 1), (2, 1)],
        }
    )
    assert [f.summary for f in found["location"]] == [
        "taken 495 m above the sea",
        "the camera looked 270 degrees from north, clockwise",
    ]
    assert {f.severity for f in found["location"]} == {Severity.MEDIUM}
    assert found["time"][0].summary == "the satellites' clock said 2024-05-17 at 16:45:02 (UTC)"


def test_who_what_and_when() -> None:
    found = told(
        zeroth={
            Z.Make: "Canon",
            Z.Model: "Canon EOS 40D",
            Z.Artist: "Mona Muster",
            Z.Copyright: "All mine",
            Z.Software: "Darkroom 3",
            Z.ImageDescription: "At the lake",
            Z.XPAuthor: "Möna".encode("utf-16-le"),
        },
        exif={
            E.DateTimeOriginal: "2024:05:17 18:45:02",
            E.OffsetTimeOriginal: "+02:00",
            E.BodySerialNumber: "123456789",
            E.LensSerialNumber: "000987",
            E.CameraOwnerName: "Max Muster",
            E.LensModel: "EF 50mm",
            E.ImageUniqueID: "ab" * 16,
        },
    )
    said = {kind: [f.summary for f in findings] for kind, findings in found.items()}
    assert said == {
        "time": ["taken on 2024-05-17 at 18:45:02 (UTC+02:00)"],
        "camera": ["the camera “Canon EOS 40D”"],
        "serial": ["the camera's serial number “123456789”", "the lens's serial number “000987”"],
        "owner": [
            "the photographer “Mona Muster”",
            "the author “Möna”",
            "the camera's owner “Max Muster”",
            "the copyright “All mine”",
        ],
        "caption": ["the caption “At the lake”"],
        "id": [f"a number that only this picture has: “{'ab' * 16}”"],
        "lens": ["the lens “EF 50mm”"],
        "software": ["the software “Darkroom 3”"],
    }
    assert found["serial"][0].value == "123456789"


def test_blank_and_zeroed_fields_say_nothing() -> None:
    found = told(
        zeroth={Z.Artist: "   ", Z.Copyright: "\0\0\0", Z.Make: "", Z.Model: " "},
        exif={E.BodySerialNumber: "0000000", E.DateTimeOriginal: "0000:00:00 00:00:00"},
    )
    assert found == {}


@pytest.mark.parametrize(
    "comment",
    [
        b"ASCII\0\0\0our secret place",
        b"\0" * 8 + b"our secret place",
        b"UNICODE\0" + "our secret place".encode("utf-16-be"),
        b"UNICODE\0" + "our secret place".encode("utf-16-le"),
    ],
)
def test_user_comment_in_any_character_code(comment: bytes) -> None:
    (finding,) = told(exif={E.UserComment: comment})["comment"]
    assert finding.value == "our secret place"


def test_long_prompt_in_the_user_comment() -> None:
    words = "a castle, " * 300 + "Steps: 20, Sampler: Euler a"
    prompt = b"UNICODE\0" + ("Negative prompt: none, " + words).encode("utf-16-be")
    (finding,) = told(exif={E.UserComment: prompt})["ai-prompt"]
    assert finding.value.startswith("Negative prompt: none, a castle")
    assert len(finding.value) == 2_000


def test_number_in_notes_that_no_reader_knows() -> None:
    notes = b"Panasonic\0\0\0junk S010604030293\0R98 2024:05:17 00000000000000"
    found = told(zeroth={Z.Make: "Panasonic"}, exif={E.MakerNote: notes})
    assert [f.value for f in found["serial"]] == ["S010604030293"]
    assert found["application"][0].summary == f"{len(notes)} bytes of the camera maker's own notes"


def test_number_in_two_byte_characters() -> None:
    notes = b"\x01" + "H500EE06130468".encode("utf-16-le")
    found = told(zeroth={Z.Make: "RECONYX"}, exif={E.MakerNote: notes})
    assert [f.value for f in found["serial"]] == ["H500EE06130468"]


def canon_notes(count: int) -> bytes:
    """Return a structure with Canon's notes: owner and serial number; `count` is the notes' own."""
    make = b"Canon\0"
    owner = b"Mona Muster\0"
    ifd0_at, exif_at, note_at = 8, 50, 80
    owner_at = note_at + 2 + 24 + 4
    ifd0 = struct.pack("<H", 2)
    ifd0 += struct.pack("<HHII", 0x010F, 2, len(make), 200)
    ifd0 += struct.pack("<HHII", 0x8769, 4, 1, exif_at) + bytes(4)
    exif = struct.pack("<H", 1) + struct.pack("<HHII", 0x927C, 7, count, note_at) + bytes(4)
    note = struct.pack("<H", 2)
    note += struct.pack("<HHII", 0x0009, 2, len(owner), owner_at)
    note += struct.pack("<HHII", 0x000C, 4, 1, 1030712320) + bytes(4) + owner
    payload = bytearray(b"II*\0" + struct.pack("<I", ifd0_at)).ljust(300, b"\0")
    for at, piece in ((ifd0_at, ifd0), (exif_at, exif), (note_at, note), (200, make)):
        payload[at : at + len(piece)] = piece
    return bytes(payload)


def test_maker_s_notes_name_owner_and_number() -> None:
    found = {(f.kind, f.where, f.value) for f in reveal_exif(block(canon_notes(60)))}
    assert ("owner", "EXIF MakerNote", "Mona Muster") in found
    assert ("serial", "EXIF MakerNote", "1030712320") in found


def test_endless_notes_stop_early_and_the_rest_is_told() -> None:
    start = time.thread_time()
    found = {f.kind: f.value for f in reveal_exif(block(canon_notes(0xFFFF_FFFF)))}
    assert time.thread_time() - start < 10
    assert found["camera"] == "Canon"


def looping() -> bytes:
    """Return a structure whose 3,000 entries point at its own directory, again and again."""
    entry = struct.pack("<HHII", 0x8825, 4, 1, 8)
    return b"II*\0" + struct.pack("<IH", 8, 3_000) + entry * 3_000 + struct.pack("<I", 8)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"II",
        b"II*\0",
        b"MM\0*\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"junk" * 50,
        looping(),
    ],
    ids=["empty", "cut", "bare header", "offset outside", "cut directory", "junk", "loop"],
)
def test_broken_structures_are_calm(payload: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    start = time.thread_time()
    kinds = {finding.kind for finding in reveal([block(payload)])}
    assert kinds <= {"unreadable"}
    assert time.thread_time() - start < 10
    assert capfd.readouterr() == ("", "")


def test_no_structure_at_all_is_unreadable() -> None:
    (finding,) = reveal_exif(block(b"no TIFF"))
    assert (finding.kind, finding.where) == ("unreadable", "APP1 Exif")
    assert finding.summary == "7 bytes of EXIF data that can't be read"
