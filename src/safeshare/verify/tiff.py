"""Reads a TIFF or BigTIFF strictly: a chain of pages, their structural tags, their rows.

Source: TIFF 6.0; the BigTIFF design; Adobe TIFF technical notes (Deflate, predictor).
Every byte must be reachable: what no header, directory, value or strip covers is noted.
Other codings than none, LZW and Deflate can't be followed and are noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from safeshare.model import Severity
from safeshare.verify.allowed import is_canonical_profile
from safeshare.verify.notes import BrokenError, CutError, Notes
from safeshare.verify.tiff_rows import check_rows
from safeshare.verify.tiff_tags import NAMES, PROFILE, SIZES, STRUCTURAL, Values

MOST_PAGES = 2_000
MOST_ENTRIES = 4_096
MOST_VALUES = 1 << 21  # strips of one row each, of the tallest picture
MOST_PIECES = 1 << 21  # values and strips of all pages
LONGEST_PADDING = 15  # writers align pages to 2, 4, 8 or 16 bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """How numbers are written. big: BigTIFF, with offsets of 8 bytes instead of 4."""

    order: str
    big: bool

    def number(self, raw: bytes) -> int:
        """Return an unsigned integer."""
        return int.from_bytes(raw, "little" if self.order == "<" else "big")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a directory. at: where its value stands."""

    tag: int
    kind: int
    count: int
    at: int
    raw: bytes = field(repr=False)


@dataclass(slots=True)
class State:
    """What the reader has seen of one file.

    covered: half-open ranges. spent: single bytes behind strips that may say anything.
    """

    data: bytes
    layout: Layout
    notes: Notes
    covered: list[tuple[int, int]] = field(default_factory=list)
    taken: int = 0
    pages: set[int] = field(default_factory=set)
    spent: int = 0

    def take(self, start: int, size: int, where: str) -> bytes:
        """Return bytes from anywhere in the file and tick them off."""
        if start < 0 or size < 0 or start + size > len(self.data):
            raise CutError(f"{where} at byte {start:,}", f"{size:,} bytes promised")
        self.taken += size
        if self.taken > 2 * len(self.data):
            raise BrokenError(f"{where} at byte {start:,}", "the same bytes named many times")
        if len(self.covered) >= MOST_PIECES:
            raise BrokenError(f"{where} at byte {start:,}", "more pieces than any picture has")
        self.covered.append((start, start + size))
        return self.data[start : start + size]


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a TIFF that a bare picture does not need.

    Raises: CutError when a value or strip lies outside of the file, BrokenError when the
    chain of pages is a loop or a page is no picture.
    """
    layout = Layout("<" if data[:2] == b"II" else ">", data[2:4] in (b"+\0", b"\0+"))
    state = State(data, layout, notes)
    page = _first_page(state)
    while page:
        if page in state.pages or len(state.pages) >= MOST_PAGES:
            raise BrokenError(f"IFD at byte {page:,}", "a loop in the chain of pages")
        state.pages.add(page)
        page = _page(state, page)
    if not state.pages:
        raise BrokenError("header at byte 0", "no page")
    for start, end in _gaps(state.covered, len(data)):
        _note_gap(state, start, end)


def _first_page(state: State) -> int:
    number = state.layout.number
    if not state.layout.big:
        return number(state.take(0, 8, "header")[4:8])
    header = state.take(0, 16, "header")
    if number(header[4:6]) != 8 or number(header[6:8]) != 0:
        raise BrokenError("header at byte 4", "an impossible size of offsets")
    return number(header[8:16])


def _page(state: State, at: int) -> int:
    """Check one directory and its rows, return the place of the next one."""
    number, big = state.layout.number, state.layout.big
    head, size, link = (8, 20, 8) if big else (2, 12, 4)
    count = number(state.take(at, head, "IFD"))
    if not 0 < count <= MOST_ENTRIES:
        raise BrokenError(f"IFD at byte {at:,}", f"{count:,} entries")
    table = state.take(at + head, count * size, "IFD")
    values: Values = {}
    last = -1
    for place in range(0, len(table), size):
        entry = _entry(state, table[place : place + size], at + head + place)
        if entry.tag <= last:
            state.notes.odd(_name(entry.tag), entry.at, "a tag out of order, or twice")
        last = entry.tag
        _judge(state, entry, values)
    check_rows(state.notes, values, at, state.take)
    return number(state.take(at + head + len(table), link, "IFD"))


def _entry(state: State, raw: bytes, at: int) -> Entry:
    number, big = state.layout.number, state.layout.big
    room = 8 if big else 4
    tag, kind, count = number(raw[:2]), number(raw[2:4]), number(raw[4 : 4 + room])
    if kind not in SIZES:
        raise BrokenError(f"{_name(tag)} at byte {at:,}", f"an unknown type {kind}")
    size, field_ = count * SIZES[kind], raw[4 + room :]
    if size > room:
        start = number(field_)
        return Entry(tag, kind, count, start, state.take(start, size, _name(tag)))
    if field_[size:].strip(b"\0"):
        state.notes.odd(_name(tag), at, "unused bytes behind a short value", field_.hex())
    return Entry(tag, kind, count, at + 4 + room, field_[:size])


def _name(tag: int) -> str:
    if tag in STRUCTURAL:
        return f"tag {STRUCTURAL[tag].name}"
    return f"tag {NAMES[tag]}" if tag in NAMES else f"tag {tag:#06x}"


def _judge(state: State, entry: Entry, values: Values) -> None:
    """Keep the value of a structural tag, note any other tag."""
    rule = STRUCTURAL.get(entry.tag)
    if rule is None:
        if entry.tag == PROFILE and is_canonical_profile(entry.raw):
            return
        severity = Severity.HIGH if entry.tag in NAMES and entry.tag != PROFILE else None
        state.notes.leftover(_name(entry.tag), entry.at, entry.raw, None, severity)
        return
    size = SIZES[entry.kind]
    if entry.kind not in rule.kinds or entry.count > MOST_VALUES:
        raise BrokenError(f"{_name(entry.tag)} at byte {entry.at:,}", "a value of the wrong type")
    number = state.layout.number
    numbers = [number(entry.raw[at : at + size]) for at in range(0, len(entry.raw), size)]
    if not rule.allows(numbers):
        state.notes.leftover(_name(entry.tag), entry.at, entry.raw, "a value of no plain picture")
    values[entry.tag] = numbers


def _gaps(covered: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """Give the ranges of the file that nothing covers."""
    reached = 0
    for start, end in sorted(covered):
        if start > reached:
            yield reached, start
        reached = max(reached, end)
    if reached < size:
        yield reached, size


def _note_gap(state: State, start: int, end: int) -> None:
    gap = state.data[start:end]
    trails = end == len(state.data)
    # Only writers that append pages fill up the last one too.
    filled = not trails or (len(state.pages) > 1 and end % (LONGEST_PADDING + 1) == 0)
    if filled and _is_padding(state, gap, start):
        return
    # Behind a page's last strip; writers leave that byte as it is.
    if len(gap) == 1 and start % 2 and not trails and state.spent < len(state.pages):
        state.spent += 1
        return
    block = "trailer" if trails else "gap"
    state.notes.leftover(block, start, gap, severity=Severity.HIGH)


def _is_padding(state: State, gap: bytes, start: int) -> bool:
    """Return whether the gap is a few zeros, or those and a header that points to a page.

    Writers that append page by page leave such a header, with an offset from itself.
    """
    header = gap[-8:]
    if header[:4] in (b"II*\0", b"MM\0*"):
        place = start + len(gap) - 8
        if place + state.layout.number(header[4:]) in state.pages:
            gap = gap[:-8]
    return len(gap) <= LONGEST_PADDING and not gap.strip(b"\0")
