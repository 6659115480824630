"""Comments, PNG's keyed texts and time stamps, a picture generator's prompts among them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from types import MappingProxyType

from safeshare.model import Block, Finding
from safeshare.reveal.facts import decoded, fact, says_something, shown
from safeshare.reveal.moment import moment
from safeshare.reveal.prompts import is_prompt, prompt, remark

_KEY_LIMIT = 79  # PNG (third edition), 11.3.3.1

_KEYS = MappingProxyType(
    {
        "author": ("owner", "the author {}"),
        "artist": ("owner", "the artist {}"),
        "creator": ("owner", "the creator {}"),
        "copyright": ("owner", "the copyright {}"),
        "title": ("caption", "the title {}"),
        "description": ("caption", "the caption {}"),
        "comment": ("comment", "the comment {}"),
        "software": ("software", "the software {}"),
        "source": ("camera", "the device {}"),
        "make": ("camera", "the camera's maker {}"),
        "model": ("camera", "the camera {}"),
    }
)
"""What PNG's registered keys and common ones say; keys in lower case."""

_TIME_KEYS = frozenset(
    {"creation time", "create-date", "date:create", "date:modify", "date:timestamp", "modify-date"}
)
_PROMPT_KEYS = frozenset(
    {
        "parameters",
        "prompt",
        "workflow",
        "negative prompt",
        "dream",
        "sd-metadata",
        "invokeai_metadata",
        "invokeai_graph",
        "generation_data",
        "fooocus_scheme",
    }
)


def reveal_comment(block: Block) -> Iterator[Finding]:
    """Yield a free comment."""
    text = decoded(block.payload)
    if says_something(text):
        yield remark(block.where, text)


def reveal_text(block: Block) -> Iterator[Finding]:
    """Yield a keyed text; the payload is key, NUL, UTF-8 value."""
    raw_key, _, raw_value = block.payload.partition(b"\0")
    key = decoded(raw_key[:_KEY_LIMIT])
    name = key.casefold()
    text = decoded(raw_value)
    if not says_something(text):
        return
    if name in _PROMPT_KEYS or is_prompt(text):
        yield prompt(block.where, text)
    elif name in _TIME_KEYS:
        yield fact("time", block.where, f"made or changed on {moment(text) or shown(text)}", text)
    elif name in _KEYS:
        kind, sentence = _KEYS[name]
        yield fact(kind, block.where, sentence.format(shown(text)), text)
    else:
        yield fact("text", block.where, f"a text named {shown(key)}: {shown(text)}", text)


def reveal_time(block: Block) -> Iterator[Finding]:
    """Yield a container's own time stamp: PNG's seven bytes (tIME), or a written date."""
    try:
        year, month, day, hour, minute, second = struct.unpack(">H5B", block.payload)
        raw = f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    except struct.error:
        raw = decoded(block.payload)
    stamp = moment(raw)
    if stamp is not None:
        yield fact("time", block.where, f"changed on {stamp}", raw)
