"""Reads a JPEG strictly: tables, one frame, scans, and what JFIF and Adobe need.

Source: ITU-T T.81 annex B; JFIF 1.02; Adobe technical note 5116.
Does not see: bits hidden in quantised coefficients or in unused table entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from safeshare.model import Severity
from safeshare.verify.allowed import is_bare_orientation, is_canonical_profile
from safeshare.verify.notes import BrokenError, CutError, Notes
from safeshare.verify.scan import surplus

SOI, EOI, SOS, DHT, DQT, DRI, DNL, DAC, APP0, APP1, APP2, APP14 = (
    0xD8, 0xD9, 0xDA, 0xC4, 0xDB, 0xDD, 0xDC, 0xCC, 0xE0, 0xE1, 0xE2, 0xEE,
)  # fmt: skip
FRAMES = frozenset(range(0xC0, 0xD0)) - {DHT, 0xC8, DAC}
LARGEST_ASPECT = 16

# In coded data FF 00 is a coded FF and FF D0..D7 a restart; anything else ends the scan.
END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
NEXT_MARKER = re.compile(rb"\xff[\x01-\xff]")
STRAY = re.compile(rb"(?:\xff+[\x01\xd0-\xd8])+")
FILL = re.compile(rb"\xff+(?=\xff)")
RESTART = re.compile(rb"\xff[\xd0-\xd7]")


@dataclass(slots=True)
class State:
    """What the reader has seen of one file."""

    data: bytes
    notes: Notes
    once: set[str] = field(default_factory=set)
    waiting: set[tuple[int, int]] = field(default_factory=set)  # tables no scan has used yet
    interval: int = 0
    scans: int = 0
    last_scan: tuple[int, int] = (0, 0)


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a JPEG that a bare picture does not need.

    Raises: CutError when it ends before its end marker, BrokenError when it has no picture.
    """
    state = State(data, notes)
    at = 2
    while data[at : at + 2] != b"\xff\xd9":
        at = _step(state, at)
    if not state.scans:
        raise BrokenError(f"EOI at byte {at:,}", "no coded picture before the end marker")
    if state.scans == 1 and not notes.findings:
        extra = surplus(data, state.last_scan)
        if extra:
            notes.leftover("coded data", state.last_scan[1] - len(extra), extra,
                           "bytes after the last coded block", Severity.HIGH)  # fmt: skip
    if at + 2 < len(data):
        notes.leftover("trailer", at + 2, data[at + 2 :], severity=Severity.HIGH)


def _step(state: State, at: int) -> int:
    """Read what stands at `at`, return the place behind it."""
    data, notes = state.data, state.notes
    if at + 2 > len(data):
        raise CutError(f"marker at byte {at:,}", "the file ends without an end marker")
    notes.count_block(at)
    code = data[at + 1]
    if data[at] != 0xFF or code == 0x00:
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
    elif code in FRAMES:
        _frame(state, at, payload)
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
    bare = payload[:11] == b"Adobe\0\x64\0\0\0\0" and len(payload) == 12 and payload[11] <= 2
    if not (bare and _first(state, "adobe")):
        _leftover_segment(state, APP14, at, payload)


def _quantisation(state: State, at: int, payload: bytes) -> None:
    here = 0
    while here < len(payload):
        size = 129 if payload[here] >> 4 else 65
        _table(state, at, (DQT, payload[here] & 15), payload[here : here + size], size)
        here += size


def _huffman(state: State, at: int, payload: bytes) -> None:
    here = 0
    while here < len(payload):
        size = 17 + sum(payload[here + 1 : here + 17])
        _table(state, at, (DHT, payload[here]), payload[here : here + size], size)
        here += size


def _table(state: State, at: int, key: tuple[int, int], table: bytes, size: int) -> None:
    name = "DQT" if key[0] == DQT else "DHT"
    if len(table) != size or (key[1] & 15) > 3 or key[1] > 0x13:
        state.notes.leftover(name, at, table, "bytes that form no table", Severity.MEDIUM)
    elif key in state.waiting:
        state.notes.leftover(name, at, table, "a second table before the first was used",
                             Severity.MEDIUM)  # fmt: skip
    state.waiting.add(key)


def _exactly(name: str, sizes: range) -> Callable[[State, int, bytes], None]:
    def check(state: State, at: int, payload: bytes) -> None:
        if len(payload) not in sizes:
            state.notes.leftover(name, at, payload, "a segment of the wrong length",
                                 Severity.MEDIUM)  # fmt: skip
        if name == "DRI":
            state.interval = int.from_bytes(payload[:2], "big")

    return check


def _frame(state: State, at: int, payload: bytes) -> None:
    if not _first(state, "frame"):
        state.notes.leftover("SOF", at, payload, "a second frame header", Severity.HIGH)
    elif len(payload) < 6 or len(payload) != 6 + 3 * payload[5] or not 1 <= payload[5] <= 4:
        state.notes.leftover("SOF", at, payload, "a frame header of the wrong length",
                             Severity.MEDIUM)  # fmt: skip


def _scan_header(state: State, at: int, payload: bytes) -> None:
    if not payload or len(payload) != 4 + 2 * payload[0] or not 1 <= payload[0] <= 4:
        state.notes.leftover("SOS", at, payload, "a scan header of the wrong length",
                             Severity.MEDIUM)  # fmt: skip
    if "frame" not in state.once:
        raise BrokenError(f"SOS at byte {at:,}", "a scan before the frame header")


def _scan(state: State, at: int, start: int) -> int:
    """Walk over coded data, return the place of the marker that ends it."""
    found = END_OF_SCAN.search(state.data, start)
    if found is None:
        raise CutError(f"SOS at byte {at:,}", "the coded data has no end marker")
    end = found.start()
    if not state.interval and RESTART.search(state.data, start, end):
        state.notes.odd("coded data", start, "restart markers that no interval announces")
    state.scans += 1
    state.waiting.clear()
    state.last_scan = (start, end)
    return end


SEGMENTS: dict[int, Callable[[State, int, bytes], None]] = {
    APP0: _jfif,
    APP1: _exif,
    APP2: _profile,
    APP14: _adobe,
    DQT: _quantisation,
    DHT: _huffman,
    DRI: _exactly("DRI", range(2, 3)),
    DNL: _exactly("DNL", range(2, 3)),
    DAC: _exactly("DAC", range(2, 33, 2)),
    SOS: _scan_header,
}
