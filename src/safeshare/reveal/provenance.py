"""Content Credentials (C2PA): who claims to have made a picture, with what, and how."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from safeshare.model import Block, Finding
from safeshare.reveal.cbor import BrokenCbor, read_cbor
from safeshare.reveal.facts import decoded, fact, says_something, shown, size_words
from safeshare.reveal.moment import moment
from safeshare.reveal.pictures import preview

_WHERE: Final = "C2PA"
_BOXES: Final = 2_000
_DEEPEST: Final = 10
_LARGEST: Final = 200_000  # bytes of claims that are read; as values they take fifty times that
_JPEG = b"\xff\xd8\xff"
_AI_SOURCES = (
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "algorithmicMedia",
)
_VALUES: Final = 1_000
_TOLD = {
    "claim_generator": ("software", "claimed by the software {}"),
    "softwareAgent": ("software", "the software {}"),
    "dc:title": ("filename", "the file was named {}"),
    "title": ("filename", "the file was named {}"),
    "instanceID": ("id", "version's number {}"),
    "xmp:InstanceID": ("id", "version's number {}"),
    "xmp:DocumentID": ("id", "document's number {}"),
    "documentID": ("id", "document's number {}"),
    "author": ("owner", "the author {}"),
    "serial": ("serial", "a serial number {}"),
    "prompt": ("ai-prompt", "what a picture generator was asked for: {}"),
}


def reveal_provenance(block: Block) -> Iterator[Finding]:
    """Yield a signed C2PA claim (C2PA 2.1, chapters 10 and 18; JUMBF, ISO/IEC 19566-5).

    Its maker's programs, actions, titles, authors and preview; the signature is
    not checked.
    """
    size = size_words(len(block.payload))
    summary = f"a signed history of the picture (Content Credentials), {size}"
    yield fact("provenance", block.where, summary, size)
    room = _LARGEST
    for kind, label, content in _boxes(block.payload, "", 0, [_BOXES]):
        if kind in {b"cbor", b"json"} and len(content) <= room:
            room -= len(content)
            yield from _told(_value(kind, content), label)
        elif kind == b"bidb" and content.startswith(_JPEG):
            yield preview(f"{_WHERE} {label}"[:60], content)


def _boxes(
    data: bytes, label: str, depth: int, left: list[int]
) -> Iterator[tuple[bytes, str, bytes]]:
    """Yield (kind, label of the box around, content) of the boxes that hold content."""
    at = 0
    while at + 8 <= len(data) and left[0] > 0 and depth < _DEEPEST:
        left[0] -= 1
        size = int.from_bytes(data[at : at + 4], "big") or len(data) - at
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + size]
        if size < 8:
            return
        if kind == b"jumb":
            yield from _boxes(content, label, depth + 1, left)
        elif kind == b"jumd":
            label = decoded(content[17:].partition(b"\0")[0])
        else:
            yield kind, label, content
        at += size


def _value(kind: bytes, content: bytes) -> Any:
    try:
        return read_cbor(content) if kind == b"cbor" else json.loads(content)
    except (BrokenCbor, ValueError, RecursionError):
        return None


def _told(value: Any, label: str) -> Iterator[Finding]:
    if label.startswith("c2pa.signature"):
        return
    for key, text in _pairs(value):
        if key == "digitalSourceType" and text.rpartition("/")[2] in _AI_SOURCES:
            yield fact("provenance", _WHERE, "it says that a picture generator made it", text)
        elif key == "action":
            yield fact("provenance", _WHERE, f"it says what was done: {shown(text)}", text)
        elif key in {"when", "dateTime"} and moment(text):
            yield fact("time", _WHERE, f"edited on {moment(text)}", text)
        elif key in _TOLD and says_something(text):
            kind, sentence = _TOLD[key]
            yield fact(kind, _WHERE, sentence.format(shown(text)), text)


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of all texts within a value, nearest key first, at most _VALUES."""
    waiting: deque[tuple[str, Any]] = deque([("", value)])
    for _ in range(_VALUES):
        if not waiting:
            return
        key, value = waiting.popleft()
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            # A named thing stands for its name: {"author": [{"name": "..."}]}.
            waiting += [
                (key if name == "name" else str(name), below) for name, below in value.items()
            ]
        elif isinstance(value, list):
            waiting += [(key, below) for below in value]
