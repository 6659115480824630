"""Videos and sounds are told with their length, and trailers with their entries' names."""

from __future__ import annotations

import io
import struct
import time
import wave

import pytest

from safeshare.model import Block, BlockKind
from safeshare.reveal import reveal
from safeshare.reveal.recordings import recording, trailer_names


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def movie(header: bytes, brand: bytes = b"mp42") -> bytes:
    return (
        box(b"ftyp", brand + bytes(4))
        + box(b"mdat", bytes(50))
        + box(b"moov", box(b"mvhd", header))
    )


OLD = bytes(4) + struct.pack(">IIII", 0, 0, 600, 1_500) + bytes(80)
NEW = b"\1" + bytes(3) + struct.pack(">QQIQ", 0, 0, 1_000, 2_500) + bytes(80)


def sound(seconds: float) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(round(16_000 * seconds)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "seconds"),
    [
        (movie(OLD), "a video", 2.5),
        (movie(NEW), "a video", 2.5),
        (movie(OLD, b"M4A "), "a sound", 2.5),
        (sound(1.5), "a sound", 1.5),
        (b"unknown", "a video or sound", None),
    ],
    ids=["version 0", "version 1", "sound of MP4", "WAV", "unknown"],
)
def test_length(data: bytes, what: str, seconds: float | None) -> None:
    assert recording(data) == (what, seconds)


BROKEN = {
    "no scale": movie(bytes(4) + struct.pack(">IIII", 0, 0, 0, 5)),
    "no length": movie(bytes(4) + struct.pack(">IIII", 0, 0, 600, 0xFFFF_FFFF)),
    "cut header": movie(b""),
    "no header": box(b"ftyp", b"mp42"),
    "a size of two": box(b"ftyp", b"mp42") + b"\0\0\0\2moov" + bytes(40),
    "WAV without data": sound(1)[:30],
    "WAV of no speed": sound(1)[:28] + bytes(4) + sound(1)[32:],
    "cut box": box(b"ftyp", b"mp42") + b"\0\0\0\1moov",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_recording_has_no_length(data: bytes) -> None:
    assert recording(data)[1] is None


def test_the_length_is_told() -> None:
    (found,) = reveal([Block(BlockKind.VIDEO, "after the end", movie(OLD))])
    assert found.summary == "a video, 190 bytes, 2.5 seconds: the moments around the photo"
    (heard,) = reveal([Block(BlockKind.TRAILER, "after the end", sound(2))])
    assert heard.kind == "video"
    assert heard.value == "32.0 kB, 2.0 seconds"


def samsung(*names: bytes) -> bytes:
    body, entries = b"", []
    for name in names:
        entries.append(len(body))
        body += b"\0\0\1\x0a" + struct.pack("<I", len(name)) + name + b"content"
    ends = [*entries[1:], len(body)]
    head = b"SEFH" + struct.pack("<II", 106, len(names))
    for start, end in zip(entries, ends, strict=True):
        head += b"\0\0\1\x0a" + struct.pack("<II", len(body) - start, end - start)
    return body + head + struct.pack("<I", len(head)) + b"SEFT"


def test_the_entries_of_a_trailer_are_named() -> None:
    trailer = samsung(b"Image_UTC_Data", b"MCC_Data")
    assert trailer_names(trailer) == ["Image_UTC_Data", "MCC_Data"]
    (found,) = reveal([Block(BlockKind.TRAILER, "after the end", trailer)])
    assert "with entries named “Image_UTC_Data, MCC_Data”" in found.summary


@pytest.mark.parametrize(
    "data",
    [b"SEFT", b"SEFHSEFT", b"SEFH" + b"\xff" * 40 + b"SEFT", samsung(b"\x1b[31m"), b"x" * 99],
)
def test_a_broken_trailer_names_nothing(data: bytes) -> None:
    assert trailer_names(data) == []


def test_a_huge_trailer_with_its_directory_in_front_costs_no_time() -> None:
    entries = struct.pack("<III", 0, 1, 1) * 50
    data = b"xSEFH" + struct.pack("<II", 106, 50) + entries + bytes(60_000_000) + b"SEFT"
    start = time.thread_time()
    assert trailer_names(data) == []
    assert time.thread_time() - start < 0.5


@pytest.mark.parametrize("kind", [BlockKind.TRAILER, BlockKind.JUNK])
def test_a_video_of_unknown_length_is_a_video(kind: BlockKind) -> None:
    (found,) = reveal([Block(kind, "after the end", BROKEN["no length"])])
    assert (found.kind, found.severity) == ("video", "high")
