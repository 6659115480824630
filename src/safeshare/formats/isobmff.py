"""HEIC and AVIF: lists their blocks. Such files are rebuilt, never copied.

Source: ISO/IEC 14496-12 (boxes), ISO/IEC 23008-12 (HEIF), C2PA 2.1 (its uuid box).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import boxes, heif_crop, heif_items, heif_pictures, tail
from .boxes import Box
from .heif_items import Items
from .listing import Listing, printable
from .spans import Spans

_UUIDS: Final = {
    bytes.fromhex("d8fec3d61b0e483c92975828877ec481"): (BlockKind.C2PA, "uuid C2PA"),
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): (BlockKind.XMP, "uuid XMP"),
}
_TOP: Final = {
    b"mpvd": BlockKind.VIDEO,
    b"moof": BlockKind.VIDEO,
    b"jumb": BlockKind.C2PA,
}
_PROPERTIES: Final = {
    b"udes": (BlockKind.COMMENT, 4),
    b"crtt": (BlockKind.TIME, 4),
    b"mdft": (BlockKind.TIME, 4),
}
_PADDING: Final = (b"free", b"skip", b"wide")
_STRUCTURE: Final = (b"ftyp", b"meta", b"mdat", b"moov", b"uuid", *_PADDING)
_SEQUENCES: Final = frozenset([b"avis", b"msf1", b"hevc", b"hevx", b"hevm", b"hevs", b"avcs"])


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a HEIC or AVIF file: boxes in order, items where the `meta` box stands.

    Raises UnreadableImage when the data does not begin with a picture's `ftyp` box.
    """
    brands = boxes.brands(data)
    if not boxes.is_picture(brands):
        raise UnreadableImage("The file does not begin like a HEIC or AVIF picture.")
    found = Listing("HEIF")
    top = list(boxes.boxes(data, 0, len(data)))
    meta = next((box for box in top if box.kind == b"meta"), None)
    items = heif_items.read(data, meta) if meta else Items()
    moving = any(box.kind in (b"moov", b"moof") for box in top)
    unreachable = {} if moving else _unreachable(len(data), top, items)
    for box in top:
        if box.start and box.kind in (boxes.BROKEN, b"ftyp"):
            _rest(found, data, box)
            break
        if box is meta:
            found.picture()
            _meta(found, data, items)
        elif box.kind == b"mdat":
            found.picture()
            for start, end in unreachable.get(box.start, ()):
                if data[start:end].strip(b"\0"):
                    where = "mdat without item"
                    found.extend(tail.classify(data, start, end, where, BlockKind.JUNK))
        elif box.kind == b"moov":
            kept = boxes.is_avif(brands) and not _SEQUENCES.isdisjoint(brands)
            _movie(found, data, box, kept=kept)
        else:
            _note(found, data, box)
    return found.blocks()


def _note(found: Listing, data: bytes, box: Box) -> None:
    """List a box of the top level that is neither picture nor movie."""
    payload = data[box.body : box.end]
    if box.kind == b"ftyp":
        found.picture()
    elif box.kind in _PADDING:
        if payload.strip(b"\0"):
            found.extend(
                tail.classify(data, box.body, box.end, printable(box.kind), BlockKind.JUNK)
            )
    elif box.kind == b"uuid":
        kind, where = _UUIDS.get(payload[:16], (BlockKind.APPLICATION, "uuid"))
        skip = 16 if kind is not BlockKind.APPLICATION else 0
        found.add(kind, where, payload[skip:])
    else:
        kind = _TOP.get(box.kind, BlockKind.APPLICATION)
        found.add(kind, printable(box.kind), payload)


def _meta(found: Listing, data: bytes, items: Items) -> None:
    """List profiles and descriptions, then the items, then boxes that are no tables."""
    seen: set[bytes] = set()
    for box in items.properties:
        payload = data[box.body : box.end]
        if box.kind == b"colr" and payload[:4] in (b"prof", b"rICC") and payload not in seen:
            seen.add(payload)
            found.add(BlockKind.ICC, "colr", payload[4:])
        elif box.kind in _PROPERTIES:
            kind, skip = _PROPERTIES[box.kind]
            found.add(kind, printable(box.kind), payload[skip:])
    crop = heif_crop.hiding(data, items.properties)
    if crop:
        where = "clap (a crop: what it cuts away is still in the file)"
        found.add(BlockKind.APPLICATION, where, crop)
    heif_pictures.add(found, data, items)
    for box in items.others:
        where = f"meta {printable(box.kind)}".strip()
        if box.kind == boxes.BROKEN:
            found.add(BlockKind.UNREADABLE, where, data[box.start : box.end])
        elif box.kind not in _PADDING or data[box.body : box.end].strip(b"\0"):
            found.add(BlockKind.APPLICATION, where, data[box.body : box.end])


def _movie(found: Listing, data: bytes, moov: Box, *, kept: bool) -> None:
    """List a movie. In an animated AVIF the picture tracks are needed, the others are not.

    kept: its frames reach a copy. Those of a HEIC do not.
    """
    if not kept:
        found.add(BlockKind.VIDEO, "moov", data[moov.body : moov.end])
        return
    found.picture()
    for box in boxes.boxes(data, moov.body, moov.end):
        payload = data[box.body : box.end]
        if box.kind == b"mvhd":
            wide = payload[:1] == b"\1"
            times = payload[4 : 20 if wide else 12]
            if any(times):
                found.add(BlockKind.TIME, "mvhd", times)
        elif box.kind == b"trak" and _handler(data, box) not in (b"pict", b"auxv"):
            found.add(BlockKind.VIDEO, "moov trak", payload)
        elif box.kind not in (b"trak", b"iods", b"mvex"):
            found.add(BlockKind.APPLICATION, f"moov {printable(box.kind)}".strip(), payload)


def _handler(data: bytes, trak: Box) -> bytes:
    """Give what kind of media a track holds."""
    for mdia in boxes.boxes(data, trak.body, trak.end):
        if mdia.kind == b"mdia":
            for box in boxes.boxes(data, mdia.body, mdia.end):
                if box.kind == b"hdlr":
                    return data[box.body + 8 : box.body + 12]
    return b""


def _unreachable(size: int, top: Sequence[Box], items: Items) -> dict[int, list[tuple[int, int]]]:
    """Give what lies in the media data without belonging to an item, by where the box begins.

    All boxes at once: there can be thousands, and thousands of pieces of items.
    """
    spans, at = Spans(size), 0
    media = [box for box in top if box.kind == b"mdat"]
    for box in media:
        spans.take(at, box.body)
        at = box.end
    spans.take(at, size)
    for item in items.items.values():
        for start, end in item.extents:
            spans.take(start, end)
    found: dict[int, list[tuple[int, int]]] = {}
    for start, end in spans.gaps():
        box = media[bisect_right(media, start, key=lambda one: one.start) - 1]
        found.setdefault(box.start, []).append((start, end))
    return found


def _rest(found: Listing, data: bytes, box: Box) -> None:
    """List what lies behind the last whole box: a cut box, or a trailer."""
    if box.kind == boxes.BROKEN and data[box.start + 4 : box.start + 8] in _STRUCTURE[1:]:
        found.add(BlockKind.UNREADABLE, "broken box", data[box.start :])
    else:
        found.extend(tail.trailing(data, box.start))
