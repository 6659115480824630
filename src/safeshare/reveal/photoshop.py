"""Photoshop's image resource blocks: the envelope of IPTC records, names and addresses."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from safeshare.model import Block, Finding
from safeshare.reveal.facts import decoded, fact, says_something, shown, size_words

_MOST_RESOURCES = 1_000
_ADDRESS, _SLICES = 1035, 1050
_LONGEST_NAME = 200
_HEADER = 12  # bytes before a resource's data


def photoshop_facts(block: Block) -> Iterator[Finding]:
    """Yield a web address, the document's name, and bytes that can't be read as resources."""
    section = block.payload.removeprefix(b"Photoshop 3.0\0")
    for number, data in resources(section):
        if number == _ADDRESS and says_something(decoded(data)):
            text = decoded(data)
            yield fact("owner", "Photoshop", f"the web address {shown(text)}", text)
        if number == _SLICES and len(data) > 24:
            count = min(int.from_bytes(data[20:24], "big"), _LONGEST_NAME)
            name = data[24 : 24 + 2 * count].decode("utf-16-be", "replace").strip("\0 ")
            if says_something(name):
                yield fact("filename", "Photoshop", f"the document was named {shown(name)}", name)
    rest = len(section[_end(section) :].strip(b"\0"))
    if rest >= _HEADER:
        size = size_words(rest)
        yield fact("unreadable", "Photoshop", f"{size} that can't be read", size)


def resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (resource number, bytes); stops where the structure breaks.

    Each is "8BIM", the number, a Pascal name padded to even length, a length
    and the data padded to even length (Adobe Photoshop File Formats
    Specification, "Image Resource Blocks").
    """
    for number, start, length in _spans(data):
        yield number, data[start : start + length]


def _end(data: bytes) -> int:
    """Return where the structure breaks or ends."""
    return max((start + (length + 1) // 2 * 2 for _, start, length in _spans(data)), default=0)


def _spans(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (resource number, where its data begins, length) of each resource."""
    at = 0
    for _ in range(_MOST_RESOURCES):
        if data[at : at + 4] != b"8BIM" or at + 7 > len(data):
            return
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        name_length = data[at + 6]
        at += 6 + (1 + name_length + 1) // 2 * 2
        try:
            (length,) = struct.unpack_from(">I", data, at)
        except struct.error:
            return
        yield number, at + 4, length
        at += 4 + (length + 1) // 2 * 2
