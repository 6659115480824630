"""Reads the `moov` box of an animated AVIF: one track of pictures, and one of their alpha.

Source: ISO/IEC 14496-12 sections 8.2 to 8.7; the AVIF specification section 5.
Times of creation must be zero: they say when the copy was made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from safeshare.model import Limits, Severity
from safeshare.verify.boxes import Box, check_handler, check_property, split
from safeshare.verify.coded import walk_obus
from safeshare.verify.notes import BrokenError, Cursor, CutError, Notes

Ranges = list[tuple[int, int]]
EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
UNITY = bytes.fromhex("00010000 00000000 00000000 00000000 00010000 00000000"
                      "00000000 00000000 40000000")  # fmt: skip
DATA_HERE = bytes.fromhex("00000000 00000001 0000000c") + b"url " + bytes.fromhex("00000001")
ENTRY_HEAD = bytes(6) + b"\0\1" + bytes(16)
ENTRY_TAIL = b"\0\x18\xff\xff"
RESOLUTION = bytes.fromhex("00480000 00480000 00000000 0001")
COMPRESSORS = (bytes(32), b"\nAOM Coding" + bytes(21))
MOST_TRACKS = 2

# box: the boxes that may stand in it, each once, trak twice
CHILDREN: dict[bytes, frozenset[bytes]] = {
    b"moov": frozenset((b"mvhd", b"trak")),
    b"trak": frozenset((b"tkhd", b"tref", b"edts", b"mdia")),
    b"edts": frozenset((b"elst",)),
    b"mdia": frozenset((b"mdhd", b"hdlr", b"minf")),
    b"minf": frozenset((b"vmhd", b"dinf", b"stbl")),
    b"dinf": frozenset((b"dref",)),
    b"stbl": frozenset((b"stsd", b"stts", b"stsc", b"stsz", b"stco", b"co64", b"stss")),
    b"tref": frozenset((b"auxl",)),
}


@dataclass(slots=True)
class Track:
    """The sample tables of one track."""

    sizes: list[int] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)  # first chunk, samples in each
    chunks: list[int] = field(default_factory=list)


def read_movie(box: Box, notes: Notes) -> Ranges:
    """Note what the box holds beyond the frames; return the ranges of all frames, half-open."""
    tracks: list[Track] = []
    _walk(box, tracks, notes)
    if not 1 <= len(tracks) <= MOST_TRACKS:
        box.note(notes, "further tracks", Severity.HIGH)
    ranges = [spot for track in tracks[:MOST_TRACKS] for spot in _samples(track, box)]
    if sum(end - start for start, end in ranges) > 2 * len(box.data):
        raise BrokenError(f"box moov at byte {box.at:,}", "the same bytes named many times")
    for start, end in ranges:
        if end > len(box.data):
            raise CutError(f"frame at byte {start:,}", "it lies outside of the file")
        walk_obus(box.data, start, end, notes)
    return ranges


def _walk(box: Box, tracks: list[Track], notes: Notes) -> None:
    """Check a box and, where it may hold others, those."""
    seen: set[bytes] = set()
    for child in split(box.data, box.start, box.end, notes):
        again = child.kind in seen and child.kind != b"trak"
        if child.kind not in CHILDREN[box.kind] or again:
            child.note(notes, None, Severity.HIGH)
            continue
        seen.add(child.kind)
        if child.kind == b"trak":
            tracks.append(Track())
        if child.kind in CHILDREN:
            _walk(child, tracks, notes)
        else:
            LEAVES[child.kind](child, tracks[-1] if tracks else Track(), notes)


def _header(fixed: Callable[[bytes, int], bool]) -> Callable[[Box, Track, Notes], None]:
    """Check a header that starts with two times; `fixed` judges what follows them."""

    def check(box: Box, _: Track, notes: Notes) -> None:
        payload = box.payload
        wide = 8 if payload[:1] == b"\1" else 4
        times = {payload[4 : 4 + wide], payload[4 + wide : 4 + 2 * wide]}
        if times != {bytes(wide)}:
            seconds = int.from_bytes(max(times), "big")
            notes.leftover(f"box {box.name}", box.at, b"".join(sorted(times)),
                           f"a time of creation ({_moment(seconds)})", Severity.MEDIUM)  # fmt: skip
        if payload[:1] not in (b"\0", b"\1") or not fixed(payload[4 + 2 * wide :], wide):
            box.note(notes, "a header with unusual fields")

    return check


def _moment(seconds: int) -> str:
    try:
        return (EPOCH + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return f"{seconds} s"


def _movie_fields(rest: bytes, wide: int) -> bool:
    fixed = b"\0\1\0\0\1\0" + bytes(10) + UNITY + bytes(24)
    return rest[4 + wide : -4] == fixed and len(rest) == 8 + wide + len(fixed)


def _track_fields(rest: bytes, wide: int) -> bool:
    return (
        rest[4:8] == bytes(4)
        and rest[8 + wide : -8] == bytes(16) + UNITY
        and len(rest) == 68 + wide
    )


def _media_fields(rest: bytes, wide: int) -> bool:
    return rest[4 + wide :] == b"\x55\xc4\0\0"


def _exactly(content: bytes) -> Callable[[Box, Track, Notes], None]:
    def check(box: Box, _: Track, notes: Notes) -> None:
        if box.payload != content:
            box.note(notes, "a box with unusual fields")

    return check


def _handler(box: Box, _: Track, notes: Notes) -> None:
    check_handler(box, (b"pict", b"auxv"), notes)


def _edits(box: Box, _: Track, notes: Notes) -> None:
    size = 20 if box.payload[:1] == b"\1" else 12
    if len(box.payload) != 8 + size or box.payload[4:8] != b"\0\0\0\1":
        box.note(notes, "a list of cuts")


def _reference(box: Box, _: Track, notes: Notes) -> None:
    if len(box.payload) != 4:
        box.note(notes, "references to further tracks")


def _entries(box: Box, _: Track, notes: Notes) -> None:
    """Check that the only sample entry is a bare AV1 one."""
    for entry in split(box.data, box.start + 8, box.end, notes):
        fields = box.data[entry.start : min(entry.start + 78, entry.end)]
        bare = (
            entry.kind == b"av01"
            and fields[:24] == ENTRY_HEAD
            and fields[28:42] == RESOLUTION
            and fields[42:74] in COMPRESSORS
            and fields[74:] == ENTRY_TAIL
        )
        if not bare:
            entry.note(notes, "a sample entry with unusual fields", Severity.MEDIUM)
            return
        for child in split(box.data, entry.start + 78, entry.end, notes):
            check_property(child, notes)


def _table(width: int, store: Callable[[Track, list[list[int]]], None] | None = None,
           ) -> Callable[[Box, Track, Notes], None]:  # fmt: skip
    """Check a table of rows of `width` numbers of 4 bytes and hand its rows on."""

    def check(box: Box, track: Track, notes: Notes) -> None:
        cursor = Cursor(box.data, box.start, box.end)
        version, count = cursor.number(4, box.name), cursor.number(4, box.name)
        if version or cursor.left != count * width * 4 or count > Limits().frames:
            box.note(notes, "a table of the wrong length, or of too many frames")
            return
        rows = [[cursor.number(4, box.name) for _ in range(width)] for _ in range(count)]
        if store:
            store(track, rows)

    return check


def _sizes(box: Box, track: Track, notes: Notes) -> None:
    cursor = Cursor(box.data, box.start, box.end)
    version, same, count = (cursor.number(4, "stsz") for _ in range(3))
    if version or cursor.left != (0 if same else count * 4) or count > Limits().frames:
        box.note(notes, "a table of the wrong length, or of too many frames")
        return
    track.sizes = [same or cursor.number(4, "stsz") for _ in range(count)]


def _store_runs(track: Track, rows: list[list[int]]) -> None:
    track.runs = [(row[0], row[1]) for row in rows]


def _store_chunks(track: Track, rows: list[list[int]]) -> None:
    track.chunks = [row[0] if len(row) == 1 else row[0] << 32 | row[1] for row in rows]


LEAVES: dict[bytes, Callable[[Box, Track, Notes], None]] = {
    b"mvhd": _header(_movie_fields), b"tkhd": _header(_track_fields),
    b"mdhd": _header(_media_fields), b"hdlr": _handler, b"elst": _edits, b"auxl": _reference,
    b"vmhd": _exactly(b"\0\0\0\1" + bytes(8)), b"dref": _exactly(DATA_HERE), b"stsd": _entries,
    b"stts": _table(2), b"stss": _table(1), b"stsz": _sizes, b"stsc": _table(3, _store_runs),
    b"stco": _table(1, _store_chunks), b"co64": _table(2, _store_chunks),
}  # fmt: skip


def _samples(track: Track, box: Box) -> Ranges:
    """Return where the samples stand; raise BrokenError when the tables disagree."""
    counts = dict(track.runs)
    in_each, done, ranges = 0, 0, []
    for number, start in enumerate(track.chunks, 1):
        in_each = counts.get(number, in_each)
        at = start
        for size in track.sizes[done : done + in_each]:
            ranges.append((at, at + size))
            at += size
        done += in_each
    if done != len(track.sizes):
        raise BrokenError(f"box moov at byte {box.at:,}", "tables of frames that disagree")
    return ranges
