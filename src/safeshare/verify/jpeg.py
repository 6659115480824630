"""Reads a JPEG strictly: tables, one frame, scans, and what JFIF and Adobe need.

Source: ITU-T T.81 annex B; JFIF 1.02; Adobe technical note 5116.
Does not see: bits hidden in quantised coefficients, also of blocks beyond the picture's edge;
table entries that no coefficient uses; what surplus() does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from safeshare.model import Severity
from safeshare.verify.allowed import is_bare_orientation, is_canonical_profile
from safeshare.verify.jpeg_scans import Frame, Progress, Scan
from safeshare.verify.jpeg_tables import DAC, DHT, DRI, NAMES, Tables
from safeshare.verify.notes import BrokenError, CutError, Notes
from safeshare.verify.scan import Span, surplus

TEM, SOI, SOS, DNL, APP0, APP1, APP2, APP14 = 0x01, 0xD8, 0xDA, 0xDC, 0xE0, 0xE1, 0xE2, 0xEE
FRAMES = frozenset(range(0xC0, 0xD0)) - {DHT, 0xC8, DAC}
LARGEST_ASPECT = 16
MOST_SCANS = 100  # photos have one to some twenty; each costs a decoder a walk over all blocks

# In coded data FF 00 is a coded FF and FF D0..D7 a restart; fill bytes may stand before any.
END_OF_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
# Markers that stand for nothing in a picture are passed by like any other bytes.
MEANINGLESS = frozenset([0x00, *range(0x02, 0xC0), 0xC8, *range(0xF0, 0xFE)])
NEXT_MARKER = re.compile(rb"\xff[\xc0-\xc7\xc9-\xcf\xd8-\xef\xfe\xff]")
STRAY = re.compile(rb"(?:\xff+[\x01\xd0-\xd8])+")
FILL = re.compile(rb"\xff+(?=\xff)")
EARLY_FILL = re.compile(rb"\xff+(?=\xff[\xd0-\xd7])")
RESTART = re.compile(rb"\xff[\xd0-\xd7]")


@dataclass(slots=True)
class State:
    """What the reader has seen of one file."""

    data: bytes
    notes: Notes
    tables: Tables
    once: set[str] = field(default_factory=set)
    frame: Frame | None = None
    progress: Progress = field(default_factory=Progress)
    scans: list[Span] = field(default_factory=list)
    jfif: bool = False
    adobe: int | None = None  # the colour transform; the last segment's counts


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a JPEG that a bare picture does not need; record the coded picture.

    Of what is recorded nothing is decoded. Otherwise a file without findings is decoded
    once, small, to see whether its scans hold more than the picture.
    Raises: CutError when it ends before its end marker, BrokenError when it has no picture,
    one that can't be decoded, or one of more scans than any photo has.
    """
    state = State(data, notes, Tables(notes))
    at = 2
    while data[at : at + 2] != b"\xff\xd9":
        at = _step(state, at)
    if not state.scans or state.frame is None:
        raise BrokenError(f"EOI at byte {at:,}", "no coded picture before the end marker")
    state.tables.note_unused()
    if at + 2 < len(data):
        notes.leftover("trailer", at + 2, data[at + 2 :], severity=Severity.HIGH)
    if notes.findings or notes.coded:
        return
    for start, end in surplus(data, state.scans, at + 2, arithmetic=state.frame.arithmetic):
        notes.leftover("coded data", start, data[start:end], "bytes after the last coded block",
                       Severity.HIGH)  # fmt: skip


def _step(state: State, at: int) -> int:
    """Read what stands at `at`, return the place behind it."""
    data, notes = state.data, state.notes
    if at + 2 > len(data):
        raise CutError(f"marker at byte {at:,}", "the file ends without an end marker")
    notes.count_block(at)
    code = data[at + 1]
    if data[at] != 0xFF or code in MEANINGLESS:
        return _skip_junk(state, at)
    if stray := STRAY.match(data, at):
        severity = Severity.HIGH if SOI in stray.group() else Severity.MEDIUM
        notes.leftover(f"marker FF{code:02X}", at, stray.group(), "stray markers", severity)
        return stray.end()
    if fill := FILL.match(data, at):
        notes.leftover("fill", at, fill.group(), "fill bytes", Severity.LOW)
        return fill.end()
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    end = at + 2 + length
    if length < 2:
        raise BrokenError(f"marker FF{code:02X} at byte {at:,}", "an impossible segment length")
    if end > len(data):
        raise CutError(f"marker FF{code:02X} at byte {at:,}", "the segment is cut")
    payload = data[at + 4 : end]
    if code in SEGMENTS:
        SEGMENTS[code](state, at, payload)
    elif code in NAMES:
        state.tables.load(code, at, payload)
    elif code in FRAMES:
        _frame(state, code, at, payload)
    else:
        _leftover_segment(state, code, at, payload)
    return _scan(state, at, end) if code == SOS else end


def _skip_junk(state: State, at: int) -> int:
    found = NEXT_MARKER.search(state.data, at)
    if found is None:
        raise CutError(f"bytes at byte {at:,}", "no marker follows")
    state.notes.leftover(
        "bytes between segments", at, state.data[at : found.start()], severity=Severity.HIGH
    )
    return found.start()


def _leftover_segment(state: State, code: int, at: int, payload: bytes) -> None:
    name = f"APP{code - APP0}" if APP0 <= code < APP0 + 16 else f"segment FF{code:02X}"
    known = {0xFE: ("COM", "a comment", Severity.HIGH)}
    block, what, severity = known.get(code, (name, None, None))
    state.notes.leftover(block, at, payload, what, severity)


def _first(state: State, name: str) -> bool:
    """Return whether this is the first block of that name."""
    new = name not in state.once
    state.once.add(name)
    return new


def _jfif(state: State, at: int, payload: bytes) -> None:
    state.jfif |= payload.startswith(b"JFIF\0") and len(payload) >= 14
    x, y = int.from_bytes(payload[8:10], "big"), int.from_bytes(payload[10:12], "big")
    bare = (
        len(payload) == 14
        and payload[:8] in (b"JFIF\0\x01\x01\0", b"JFIF\0\x01\x02\0")
        and payload[12:] == b"\0\0"
        and 1 <= x <= LARGEST_ASPECT
        and 1 <= y <= LARGEST_ASPECT
    )
    if not (bare and at == 2 and _first(state, "jfif")):
        _leftover_segment(state, APP0, at, payload)


def _exif(state: State, at: int, payload: bytes) -> None:
    bare = payload[:6] == b"Exif\0\0" and is_bare_orientation(payload[6:])
    if not (bare and _first(state, "exif")):
        _leftover_segment(state, APP1, at, payload)


def _profile(state: State, at: int, payload: bytes) -> None:
    whole = payload[:14] == b"ICC_PROFILE\0\x01\x01" and is_canonical_profile(payload[14:])
    if not (whole and _first(state, "profile")):
        _leftover_segment(state, APP2, at, payload)


def _adobe(state: State, at: int, payload: bytes) -> None:
    if payload.startswith(b"Adobe") and len(payload) >= 12:
        state.adobe = payload[11]
    bare = payload[:11] == b"Adobe\0\x64\0\0\0\0" and len(payload) == 12 and payload[11] <= 2
    if not (bare and _first(state, "adobe")):
        _leftover_segment(state, APP14, at, payload)


def _frame(state: State, code: int, at: int, payload: bytes) -> None:
    if not _first(state, "frame"):
        state.notes.leftover("SOF", at, payload, "a second frame header", Severity.HIGH)
    elif len(payload) < 6 or len(payload) != 6 + 3 * payload[5] or not 1 <= payload[5] <= 4:
        state.notes.leftover("SOF", at, payload, "a frame header of the wrong length",
                             Severity.MEDIUM)  # fmt: skip
    state.notes.picture("frame", bytes([code]) + payload)
    state.frame = state.frame or Frame.of(code, payload)


def _line_count(state: State, at: int, payload: bytes) -> None:
    """Note the number of lines unless the frame header left it open."""
    if state.frame is None or state.frame.height or not _first(state, "lines"):
        state.notes.leftover("DNL", at, payload, "a number of lines that is known",
                             Severity.MEDIUM)  # fmt: skip
    else:
        state.notes.picture("lines", payload)


def _scan_header(state: State, at: int, payload: bytes) -> None:
    if not payload or len(payload) != 4 + 2 * payload[0] or not 1 <= payload[0] <= 4:
        raise BrokenError(f"SOS at byte {at:,}", "a scan header of the wrong length")
    if state.frame is None:
        raise BrokenError(f"SOS at byte {at:,}", "a scan before the frame header")
    if len(state.scans) == MOST_SCANS:
        raise BrokenError(f"SOS at byte {at:,}", f"more than {MOST_SCANS} scans")
    if not state.scans:
        state.notes.picture("colours", f"JFIF {state.jfif}, Adobe {state.adobe}".encode())
    scan = Scan.of(payload)
    state.notes.picture("scan", payload)
    for kind, place in state.progress.tables(state.frame, scan):
        state.notes.picture(f"{NAMES[kind]} {place}", state.tables.use((kind, place)))
    if not state.frame.usual(scan):
        state.notes.odd("SOS", at, "bounds of a scan that no decoder reads", payload[-3:].hex())
    if state.progress.repeats(state.frame, scan):
        state.notes.leftover("SOS", at, payload, "a scan that writes over another", Severity.HIGH)


def _scan(state: State, at: int, start: int) -> int:
    """Walk over coded data, return the place of the marker or fill bytes that end it."""
    found = END_OF_SCAN.search(state.data, start)
    if found is None:
        raise CutError(f"SOS at byte {at:,}", "the coded data has no end marker")
    end = found.start()
    if (code := state.data[end + 1]) in MEANINGLESS or code == TEM:
        # With restart markers a decoder would look for its picture's rest behind it.
        raise BrokenError(f"marker FF{code:02X} at byte {end:,}", "the coded data is broken off")
    coded: bytes | memoryview = memoryview(state.data)[start:end]
    if state.data.find(b"\xff\xff", start, end + 1) >= 0:
        end = start + len(bytes(coded).rstrip(b"\xff"))
        coded = EARLY_FILL.sub(b"", coded[: end - start])
        if len(coded) < end - start:
            state.notes.odd("coded data", start, "fill bytes before restart markers")
        if b"\xff\xff" in coded:
            raise BrokenError(f"coded data at byte {start:,}", "fill bytes that no marker follows")
    interval = state.tables.use((DRI, 0))
    if not any(interval) and RESTART.search(state.data, start, end):
        state.notes.odd("coded data", start, "restart markers that no interval announces")
    state.notes.picture("coded data", coded)
    state.scans.append((start, end))
    return end


SEGMENTS: dict[int, Callable[[State, int, bytes], None]] = {
    APP0: _jfif,
    APP1: _exif,
    APP2: _profile,
    APP14: _adobe,
    SOS: _scan_header,
    DNL: _line_count,
}
