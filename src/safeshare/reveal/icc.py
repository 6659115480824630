"""Colour profiles: their name, and the device that they were measured on."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from safeshare.model import Block, Finding
from safeshare.reveal.facts import VALUE_LIMIT, decoded, fact, says_something, shown

_HEADER, _ENTRY = 128, 12
_MOST_TAGS = 100


def reveal_icc(block: Block) -> Iterator[Finding]:
    """Yield the profile's name and its device's maker and model (ICC.1:2022, 7 and 9.2)."""
    texts = dict(_texts(block.payload))
    name = texts.get(b"desc", "")
    yield fact(
        "profile",
        "ICC",
        f"the colour profile {shown(name)}" if says_something(name) else "a colour profile",
        name,
    )
    device = " ".join(
        texts[tag] for tag in (b"dmnd", b"dmdd") if says_something(texts.get(tag, ""))
    )
    if device:
        yield fact(
            "profile", "ICC", f"a colour profile made for the device {shown(device)}", device
        )


def _texts(profile: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield (tag signature, text) of the tags that hold one; nothing where the table breaks."""
    try:
        (count,) = struct.unpack_from(">I", profile, _HEADER)
        for index in range(min(count, _MOST_TAGS)):
            entry = _HEADER + 4 + index * _ENTRY
            signature, offset, size = struct.unpack_from(">4sII", profile, entry)
            if signature in {b"desc", b"dmnd", b"dmdd"}:
                yield signature, _text(profile[offset : offset + size])
    except struct.error:
        return


def _text(data: bytes) -> str:
    """Return the text of a "desc" (version 2) or "mluc" (version 4) element, or ""."""
    kind = data[:4]
    if kind == b"desc":
        length = int.from_bytes(data[8:12], "big")
        return decoded(data[12 : 12 + min(length, VALUE_LIMIT)])
    if kind == b"mluc":
        # The first of the languages, at bytes 16: language, country, length, offset.
        _language, length, offset = struct.unpack_from(">4sII", data, 16)
        raw = data[offset : offset + min(length, 2 * VALUE_LIMIT)]
        return raw.decode("utf-16-be", "replace").strip("\0 \t\r\n")
    return ""
