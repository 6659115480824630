"""Makers' notes: serial numbers, owners and picture numbers that cameras keep for themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from safeshare.model import Finding
from safeshare.reveal.facts import fact, says_something, shown, size_words
from safeshare.reveal.maker_directory import directory_facts
from safeshare.reveal.maker_fields import NOTES
from safeshare.reveal.moment import moment
from safeshare.reveal.tags import MAKE, MAKER_NOTE, MODEL, Tags

WHERE = "EXIF MakerNote"
_SEARCHED = 1_000_000
_MOST = 5
_NARROW = re.compile(rb"(?<![A-Z0-9])[A-Z][A-Z0-9]{7,23}(?![A-Za-z0-9])")
_WIDE = re.compile(rb"(?<![A-Z0-9]\0)[A-Z](?:\0[A-Z0-9]){7,23}(?!\0[A-Za-z0-9])")
_DIGITS = 6


def maker_note_facts(tags: Tags) -> Iterator[Finding]:
    """Yield what a MakerNote tells.

    ExifRead and the tables of maker_directory read what they know. A note that
    none of them does is named with its size; serial numbers in it are guessed:
    a capital letter, then seven to 23 more or digits, at least six of them
    digits, in one-byte or two-byte characters.
    """
    entry = tags.entry(MAKER_NOTE)
    note = tags.raw(MAKER_NOTE)[:_SEARCHED]
    if entry is None or not note:
        return
    told = directory_facts(tags, entry.start, note)
    yield from told or ()
    fields = _by_exifread(tags, entry.start, note)
    for name, text in (fields or {}).items():
        yield from _told(name.strip(), text)
    if told is not None or fields is not None:
        return
    size = size_words(len(note))
    yield fact("application", WHERE, f"{size} of the camera maker's own notes", size)
    for number in _numbers(note):
        yield fact("serial", WHERE, f"what looks like a serial number: {shown(number)}", number)


def _by_exifread(tags: Tags, start: int, note: bytes) -> dict[str, str] | None:
    """Return the fields that ExifRead finds in the note, by its names; None if it reads none."""
    make = tags.text(MAKE)
    if not re.match(r"NIKON|OLYMPUS|CASIO|SONY|FUJIFILM|DJI|Canon", make, re.IGNORECASE):
        return None  # it knows no others (of Apple's it mistakes the offsets), and is slow to load
    from safeshare.reveal.maker_exifread import read_note

    return read_note(tags.payload, tags.order, start, note, (make, tags.text(MODEL)))


def _told(name: str, text: str) -> Iterator[Finding]:
    kind, sentence = NOTES.get(name, ("serial", "the camera's serial number {}"))
    stamp = moment(text) if kind == "time" else None
    if kind == "time" and stamp is None:
        return
    if stamp or (kind and says_something(text)):
        yield fact(kind, WHERE, sentence.format(stamp or shown(text)), text)


def _numbers(note: bytes) -> list[str]:
    found = (match[0] for pattern in (_NARROW, _WIDE) for match in pattern.finditer(note))
    words = dict.fromkeys(word.replace(b"\0", b"").decode("ascii") for word in found)
    return [word for word in words if sum(map(str.isdigit, word)) >= _DIGITS][:_MOST]
