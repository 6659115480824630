"""IPTC-IIM: the press fields by-line, place, caption, keywords, contact."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from types import MappingProxyType

from safeshare.model import Block, Finding
from safeshare.reveal.facts import decoded, fact, says_something, shown
from safeshare.reveal.moment import when
from safeshare.reveal.photoshop import photoshop_facts, resources

_DATASETS = MappingProxyType(
    {
        5: ("caption", "title"),
        15: ("caption", "category"),
        20: ("caption", "category"),
        22: ("id", "fixture's number"),
        26: ("location", "place's code"),
        27: ("location", "place's name"),
        12: ("caption", "subject"),
        25: ("caption", "keyword"),
        40: ("caption", "instructions"),
        65: ("software", "software"),
        70: ("software", "software's version"),
        80: ("owner", "by-line"),
        85: ("owner", "by-line's title"),
        90: ("location", "city"),
        92: ("location", "part of the city"),
        95: ("location", "state"),
        100: ("location", "country's code"),
        101: ("location", "country"),
        103: ("id", "job number"),
        105: ("caption", "headline"),
        110: ("owner", "credit"),
        115: ("owner", "source"),
        116: ("owner", "copyright"),
        118: ("owner", "contact"),
        120: ("caption", "caption"),
        122: ("owner", "caption's writer"),
        184: ("id", "job number"),
        187: ("id", "picture's own number"),
        188: ("owner", "owner's number"),
        221: ("id", "photo program's marks"),
        230: ("comment", "note on the document"),
        231: ("caption", "history of edits"),
    }
)
"""Datasets of record 2 (IIM 4.2, chapter 6) and how each is told."""

_ENVELOPE = MappingProxyType(
    {
        5: ("owner", "addressee"),
        30: ("owner", "sender"),
        40: ("id", "number of the sending"),
        100: ("id", "picture's own number"),
    }
)
"""Datasets of record 1 (chapter 5)."""

_TABLES = MappingProxyType({1: _ENVELOPE, 2: _DATASETS})
_TIMES = {
    (2, 55, 60): "taken",
    (2, 62, 63): "digitised",
    (2, 30, 35): "to be published",
    (1, 70, 80): "sent",
}
"""Record, and its datasets of day and clock."""

_MOST_DATASETS = 2_000
_EXTENDED = 0x8000
_IIM = 0x0404


def reveal_iptc(block: Block) -> Iterator[Finding]:
    """Yield what IIM records tell, bare or within Photoshop's resource block."""
    payload = block.payload.removeprefix(b"Photoshop 3.0\0")
    if not payload.startswith(b"8BIM"):
        yield from _records(payload)
        return
    for number, data in resources(payload):
        if number == _IIM:
            yield from _records(data)
    yield from photoshop_facts(block)


def _records(data: bytes) -> Iterator[Finding]:
    fields = list(_datasets(data))
    for record, number, raw in fields:
        kind, word = _TABLES[record].get(number, ("", ""))
        text = decoded(raw)
        if kind and says_something(text):
            yield fact(kind, "IPTC", f"the IPTC {word} {shown(text)}", text)
    first = {(record, number): decoded(raw) for record, number, raw in reversed(fields)}
    for (record, day, clock), verb in _TIMES.items():
        date = first.get((record, day), "")
        raw_time = f"{date} {first.get((record, clock), '')}".strip()
        if says_something(date):
            yield fact("time", "IPTC", f"{verb} on {when(raw_time)}", raw_time)


def _datasets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (record, number, bytes) of the records in _TABLES; stops where the structure breaks."""
    at = 0
    for _ in range(_MOST_DATASETS):
        if at + 5 > len(data):
            return
        marker, record, number, length = struct.unpack_from(">BBBH", data, at)
        at += 5
        if marker != 0x1C:
            return
        if length & _EXTENDED:
            count = length & ~_EXTENDED
            length = int.from_bytes(data[at : at + min(count, 8)], "big")
            at += count
        if record in _TABLES:
            yield record, number, data[at : at + length]
        at += length
