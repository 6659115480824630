"""One coded picture of a WebP: VP8L, or VP8 with the alpha channel in front of it.

Source: RFC 9649, sections 2.7.1.2 and 3; RFC 6386, section 9.1 (VP8 frame header).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from safeshare.model import Limits, Severity
from safeshare.verify import webp_tail
from safeshare.verify.decode import pixels
from safeshare.verify.hidden import holds_shapes
from safeshare.verify.notes import Notes

PICTURES = (b"VP8 ", b"VP8L")
NAMES = {b"EXIF": "an EXIF block", b"XMP ": "an XMP block", b"ICCP": "a colour profile"}

LARGE = 40_000_000  # pixels; so many are decoded of the smallest file
THINNEST = 40  # pixels a byte; above LARGE a picture that is coded in fewer bytes is no photo
Area = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk. at: where its name stands in the file."""

    kind: bytes
    at: int
    payload: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The chunk's name in printable characters."""
        shown = (chr(byte) if 0x20 < byte < 0x7F else "." for byte in self.kind)
        return "".join(shown).rstrip(".")


def leftover(notes: Notes, chunk: Chunk, what: str | None = None) -> None:
    """Note a chunk that the picture does not need."""
    severity = Severity.HIGH if chunk.kind in (b"EXIF", b"XMP ", *PICTURES) else None
    named = what or NAMES.get(chunk.kind)
    notes.leftover(chunk.name, chunk.at, chunk.payload, named, severity)


def check_picture(notes: Notes, chunk: Chunk, alpha: Chunk | None, area: Area | None) -> None:
    """Note what a coded picture holds besides its pixels, and one that doesn't decode; record it.

    alpha: the ALPH chunk in front of it. area: the width and height that it must have.
    Raises BrokenError when all pictures of the file together are too many pixels.
    """
    size = coded_size(chunk)
    if size is None or size != (area or size):
        leftover(notes, chunk, "data that is no coded picture of the canvas' size")
    elif size[0] * size[1] > min(Limits().pixels, max(LARGE, THINNEST * len(chunk.payload))):
        notes.unreadable(f"{chunk.name} at byte {chunk.at:,}", "more pixels than are decoded")
    elif not notes.recording:
        notes.count_pixels(f"{chunk.name} at byte {chunk.at:,}", size[0] * size[1])
        _decode(notes, chunk, alpha, size)
    if chunk.kind == b"VP8 " and (chunk.payload[7:8] + chunk.payload[9:10]).strip(bytes(range(64))):
        notes.odd(chunk.name, chunk.at, "a size with bits that nothing needs")
    if alpha is not None:
        _check_alpha(notes, alpha, area or size)
        notes.picture("ALPH", bytes([alpha.payload[0] & 0x3F]) + alpha.payload[1:])
    notes.picture(chunk.name, chunk.payload)


def coded_size(chunk: Chunk) -> Area | None:
    """Return the width and height that the coded picture itself names, None without a header."""
    head = chunk.payload[:10]
    if chunk.kind == b"VP8L" and len(head) >= 5 and head[0] == 0x2F and head[4] >> 5 == 0:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk.kind == b"VP8 " and len(head) == 10 and head[3:6] == b"\x9d\x01\x2a":
        first = int.from_bytes(head[:3], "little") >> 5
        if not head[0] & 1 and first <= len(chunk.payload) - 10:
            width, height = (int.from_bytes(head[at : at + 2], "little") for at in (6, 8))
            return width & 0x3FFF, height & 0x3FFF
    return None


def is_clear(chunk: Chunk) -> bool:
    """Return whether a lossless picture says that it is transparent somewhere."""
    return chunk.kind == b"VP8L" and bool(chunk.payload[4:5] and chunk.payload[4] & 0x10)


def _decode(notes: Notes, chunk: Chunk, alpha: Chunk | None, size: Area) -> None:
    """Decode the picture, and again without bytes that may not be part of it."""
    kind, payload = chunk.kind, chunk.payload
    channel = alpha.payload if alpha else b""
    picture = webp_tail.decoded(kind, payload, channel, size)
    shown = picture is not None
    clear = pixels(picture) if picture is not None and picture.mode == "RGBA" else None
    shapes = clear is not None and holds_shapes(clear, lossy=kind == b"VP8 ")
    del picture, clear  # more is decoded below
    if not shown:
        notes.unreadable(f"{chunk.name} at byte {chunk.at:,}", "a picture that doesn't decode")
    elif not webp_tail.needs_its_end(kind, payload):
        leftover(notes, chunk, "bytes behind the coded picture")
    elif kind == b"VP8 " and not webp_tail.first_part_needs_its_end(payload):
        leftover(notes, chunk, "bytes between the parts of the coded picture")
    elif alpha and not webp_tail.alpha_needs_its_end(channel, size):
        leftover(notes, alpha, "bytes behind the alpha channel")
    elif kind == b"VP8L" and not is_clear(chunk) and webp_tail.hides_opacity(payload):
        leftover(notes, chunk, "an opacity that no viewer shows")
    elif alpha and webp_tail.alpha_hides_colours(channel, size):
        leftover(notes, alpha, "colours of an alpha channel, which no viewer shows")
    elif shapes:
        leftover(notes, chunk, "colours under transparent pixels")


def _check_alpha(notes: Notes, chunk: Chunk, area: Area | None) -> None:
    way = chunk.payload[0]
    plain = area is not None and len(chunk.payload) != 1 + area[0] * area[1]
    if way & 0xC3 > 1 or (way >> 4) & 3 > 1 or (way & 3 == 0 and plain):
        leftover(notes, chunk, "an alpha channel that makes no sense")
