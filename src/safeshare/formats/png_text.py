"""Reads PNG's text chunks. Source: PNG 3rd edition, section 11.3.3."""

from __future__ import annotations

import re

from safeshare.model import BlockKind

from . import photoshop
from .bounds import Inflater
from .listing import Listing, printable

_XMP_KEYS = (b"XML:com.adobe.xmp", b"Raw profile type xmp")
_RAW = re.compile(rb"\s*+(\w++)\s++(\d++)\s++([0-9a-fA-F\s]*+)")  # possessive: linear time


def add(found: Listing, name: str, payload: bytes, inflater: Inflater) -> None:
    """Note a tEXt, zTXt or iTXt chunk: as text, or as the metadata block that stands in it."""
    key, value = _read(name, payload, inflater)
    where = f"{name} {printable(key)}".strip()
    if value is None:
        found.add(BlockKind.UNREADABLE, where, payload)
        return
    hidden = _raw_profile(value) if key.startswith(b"Raw profile type") else None
    if key == _XMP_KEYS[0]:
        found.add(BlockKind.XMP, where, value)
    elif hidden is None:
        found.add(BlockKind.TEXT, where, key.decode("latin-1").encode() + b"\0" + value)
    elif key.endswith((b"exif", b"APP1")) and not hidden.startswith(b"http"):
        found.exif(where, hidden)
    elif hidden.startswith(b"Photoshop 3.0\0"):
        photoshop.add(found, where, hidden[14:])
    else:
        found.add(_kind(key), where, hidden)


def _read(name: str, payload: bytes, inflater: Inflater) -> tuple[bytes, bytes | None]:
    """Give key and UTF-8 value; the value is None when it can't be read."""
    key, mark, rest = payload.partition(b"\0")
    if not mark:
        return b"", None
    if name == "tEXt":
        return key, rest.decode("latin-1").encode()
    if name == "zTXt":
        value = inflater.inflate(rest[1:])
        return key, None if value is None else value.decode("latin-1").encode()
    compressed, parts = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return key, None
    return key, inflater.inflate(parts[2]) if compressed else parts[2]


def _raw_profile(value: bytes) -> bytes | None:
    """Decode ImageMagick's form: a name, a length, then the block in hexadecimal digits."""
    match = _RAW.fullmatch(value)
    if match is None:
        return None
    digits = bytes(match.group(3)).translate(None, b" \t\r\n\v\f")
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))


def _kind(key: bytes) -> BlockKind:
    kinds = {b"iptc": BlockKind.IPTC, b"xmp": BlockKind.XMP, b"APP1": BlockKind.XMP}
    kinds |= {b"icc": BlockKind.ICC, b"icm": BlockKind.ICC}
    return kinds.get(key.rpartition(b" ")[2], BlockKind.APPLICATION)
