"""Names JPEG's application segments and lists what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from safeshare.model import BlockKind

from . import ifd, photoshop
from .exif import without_prefix
from .jpeg_segments import APP0, COM
from .listing import Listing

JFIF, ADOBE = b"JFIF\0", b"Adobe"
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"

Reader = Callable[[Listing, str, list[bytes]], None]


@dataclass(frozen=True, slots=True)
class App:
    """A known application segment: its marker, how it begins, its name, its reader.

    joined: one block may be spread over several segments.
    """

    marker: int
    prefix: bytes
    name: str
    read: Reader
    joined: bool = False

    def matches(self, marker: int, payload: bytes) -> bool:
        """Tell whether a segment is of this kind."""
        return marker == self.marker and payload.startswith(self.prefix)


def app(marker: int, payload: bytes) -> App:
    """Give the entry for a segment that no decoder needs; an unknown one is named by its start."""
    for known in APPS:
        if known.matches(marker, payload):
            return known
    if marker == COM:
        return App(marker, b"", "COM", _plain(BlockKind.COMMENT))
    if not APP0 <= marker <= APP0 + 15:
        return App(marker, b"", f"marker {marker:02X}", _plain(BlockKind.APPLICATION))
    word = re.match(rb"[!-~][ -~]{0,23}", payload)
    name = f"APP{marker - APP0} {word.group().decode('ascii') if word else ''}"
    return App(marker, b"", name.strip(), _plain(BlockKind.APPLICATION))


def _plain(kind: BlockKind, skip: int = 0) -> Reader:
    """Make a reader that notes each segment as it is, without its first `skip` bytes."""

    def read(found: Listing, where: str, payloads: list[bytes]) -> None:
        for payload in payloads:
            found.add(kind, where, payload[skip:])

    return read


def _jfif(found: Listing, where: str, payloads: list[bytes]) -> None:
    """JFIF says how colours are coded; behind its 14 bytes lies a thumbnail, or something else."""
    for payload in payloads:
        if len(payload) < 14:
            found.add(BlockKind.APPLICATION, where, payload)
            continue
        found.picture()
        size = 3 * payload[12] * payload[13]
        if size:
            found.add(BlockKind.THUMBNAIL, where, payload[14 : 14 + size])
        if len(payload) > 14 + size:
            found.add(BlockKind.JUNK, where, payload[14 + size :])


def _adobe(found: Listing, where: str, payloads: list[bytes]) -> None:
    """Adobe's segment says how colours are coded, in 12 bytes."""
    for payload in payloads:
        if len(payload) < 12:
            found.add(BlockKind.APPLICATION, where, payload)
            continue
        found.picture()
        if len(payload) > 12:
            found.add(BlockKind.JUNK, where, payload[12:])


def _jfxx(found: Listing, where: str, payloads: list[bytes]) -> None:
    for payload in payloads:
        known = payload[5:6] in (b"\x10", b"\x11", b"\x13")
        found.add(BlockKind.THUMBNAIL if known else BlockKind.APPLICATION, where, payload[6:])


def _exif(found: Listing, where: str, payloads: list[bytes]) -> None:
    """A segment without a TIFF header continues the one before it."""
    structures: list[list[bytes]] = []
    for payload in map(without_prefix, payloads):
        if structures and not ifd.has_header(payload):
            structures[-1].append(payload)
        else:
            structures.append([payload])
    for parts in structures:
        found.exif(where, b"".join(parts))


def _extended_xmp(found: Listing, where: str, payloads: list[bytes]) -> None:
    """Join by GUID (32 characters), then by offset. Source: XMP part 3, section 1.1.3.1."""
    packets: dict[bytes, list[tuple[bytes, bytes]]] = {}
    head = len(_EXTENSION)
    for payload in payloads:
        guid, offset = payload[head : head + 32], payload[head + 36 : head + 40]
        packets.setdefault(guid, []).append((offset, payload[head + 40 :]))
    for parts in packets.values():
        found.add(BlockKind.XMP, where, b"".join(part for _, part in sorted(parts)))


def _icc(found: Listing, where: str, payloads: list[bytes]) -> None:
    """Join by sequence number. Source: ICC.1, annex B.4."""
    parts = sorted((payload[12:13], payload[14:]) for payload in payloads)
    found.add(BlockKind.ICC, where, b"".join(part for _, part in parts))


def _jumbf(found: Listing, where: str, payloads: list[bytes]) -> None:
    """Join by box instance, then by packet. Source: ISO/IEC 19566-5, annex D."""
    boxed: dict[bytes, list[tuple[bytes, bytes]]] = {}
    for payload in payloads:
        boxed.setdefault(payload[2:4], []).append((payload[4:8], payload[8:]))
    for parts in boxed.values():
        first, *others = [part for _, part in sorted(parts)]
        content = first + b"".join(part[8:] for part in others)
        kind = BlockKind.C2PA if first[4:8] == b"jumb" else BlockKind.APPLICATION
        found.add(kind, where, content)


def _flir(found: Listing, where: str, payloads: list[bytes]) -> None:
    """Join a thermal camera's record by number; a segment of its own begins with eight bytes."""
    parts = sorted((payload[6:7], payload[8:]) for payload in payloads)
    found.add(BlockKind.APPLICATION, where, b"".join(part for _, part in parts))


def _photoshop(found: Listing, where: str, payloads: list[bytes]) -> None:
    photoshop.add(found, where, b"".join(payload[14:] for payload in payloads))


APPS: Final = (
    App(APP0, JFIF, "APP0 JFIF", _jfif),
    App(APP0, b"JFXX\0", "APP0 JFXX", _jfxx),
    App(APP0 + 1, b"Exif\0", "APP1 Exif", _exif, joined=True),
    App(APP0 + 1, b"http://ns.adobe.com/xap/1.0/\0", "APP1 XMP", _plain(BlockKind.XMP, 29)),
    App(APP0 + 1, _EXTENSION, "APP1 extended XMP", _extended_xmp, joined=True),
    App(APP0 + 1, b"FLIR\0", "APP1 FLIR", _flir, joined=True),
    App(APP0 + 2, b"ICC_PROFILE\0", "APP2 ICC", _icc, joined=True),
    App(APP0 + 2, b"MPF\0", "APP2 MPF", _plain(BlockKind.APPLICATION, 4)),
    App(APP0 + 11, b"JP", "APP11 JUMBF", _jumbf, joined=True),
    App(APP0 + 13, b"Photoshop 3.0\0", "APP13 Photoshop", _photoshop, joined=True),
    App(APP0 + 14, ADOBE, "APP14 Adobe", _adobe),
)
