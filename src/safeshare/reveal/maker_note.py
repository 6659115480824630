"""Makers' notes that no reader here knows: their size, and what looks like a serial number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from safeshare.model import Finding
from safeshare.reveal.facts import fact, shown, size_words
from safeshare.reveal.tags import Tags

_WHERE = "EXIF MakerNote"
_SEARCHED = 1_000_000
_MOST = 5
_NARROW = re.compile(rb"(?<![A-Z0-9])[A-Z][A-Z0-9]{7,23}(?![A-Za-z0-9])")
_WIDE = re.compile(rb"(?<![A-Z0-9]\0)[A-Z](?:\0[A-Z0-9]){7,23}(?!\0[A-Za-z0-9])")
_DIGITS = 6


def maker_note_facts(tags: Tags) -> Iterator[Finding]:
    """Yield what an unread MakerNote may tell; nothing where ExifRead read its fields.

    Serial numbers are guessed: a capital letter, then seven to 23 more or
    digits, at least six of them digits, in one-byte or two-byte characters.
    """
    note = tags.raw("EXIF MakerNote")[:_SEARCHED]
    if not note or any(name.startswith("MakerNote ") for name in tags.names()):
        return
    size = size_words(len(note))
    yield fact("application", _WHERE, f"{size} of the camera maker's own notes", size)
    for number in _numbers(note):
        yield fact("serial", _WHERE, f"what looks like a serial number: {shown(number)}", number)


def _numbers(note: bytes) -> list[str]:
    found = (match[0] for pattern in (_NARROW, _WIDE) for match in pattern.finditer(note))
    words = dict.fromkeys(word.replace(b"\0", b"").decode("ascii") for word in found)
    return [word for word in words if sum(map(str.isdigit, word)) >= _DIGITS][:_MOST]
