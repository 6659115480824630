"""Sorts HEIF items: the picture that a viewer shows, and everything that travels along.

Source: ISO/IEC 23008-12, sections 6.4 (roles of images) and 6.6 (derived images).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from safeshare.model import BlockKind

from .heif_items import EXTENTS, Item, Items
from .listing import Listing, printable

_ALPHA: Final = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_NO_PICTURES: Final = (b"Exif", b"mime", b"uri ", b"tmap", b"jumb")
_XMP: Final = b"application/rdf+xml"


def add(found: Listing, data: bytes, items: Items) -> None:
    """Note every item that the shown picture does not need."""
    needed = shown(items)
    thumbnails = {source for kind, source, _ in items.references if kind == b"thmb"}
    inputs = {
        to
        for kind, source, to in items.references
        if kind == b"dimg" and items.items.get(source, Item(b"tmap")).kind != b"tmap"
    }
    targets = _targets(items)
    left = 2 * len(data)
    for number, item in items.items.items():
        if number in needed or (number in inputs and item.kind not in _NO_PICTURES):
            continue
        spans = list(islice(_spans(items, [number, *targets.get(number, [])]), EXTENTS))
        left -= sum(end - start for start, end in spans)
        if left < 0:
            return
        payload = b"".join(data[start:end] for start, end in spans)
        if item.kind in _NO_PICTURES:
            _metadata(found, item, payload)
        elif number in thumbnails:
            found.add(BlockKind.THUMBNAIL, f"item {number} thumbnail", payload)
        else:
            role = "hidden picture" if item.hidden else "further picture, not in the copy"
            where = f"item {number} {printable(item.auxiliary) or role}"
            found.add(BlockKind.SECOND_PICTURE, where, payload)


def shown(items: Items) -> set[int]:
    """Give the items of the shown picture: the primary one, its inputs, their alpha planes."""
    inputs = _targets(items)
    for kind, source, to in items.references:
        if kind == b"auxl" and items.items.get(source, Item(b"")).auxiliary in _ALPHA:
            inputs.setdefault(to, []).append(source)
    found: set[int] = set()
    waiting = [items.primary]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += inputs.get(number, [])
    return found


def _targets(items: Items) -> dict[int, list[int]]:
    """Give, by item, the items that it is put together from."""
    found: dict[int, list[int]] = {}
    for kind, source, to in items.references:
        if kind == b"dimg":
            found.setdefault(source, []).append(to)
    return found


def _spans(items: Items, parts: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where the bytes of these items lie; an item can be named many times."""
    for part in parts:
        if part in items.items:
            yield from items.items[part].extents


def _metadata(found: Listing, item: Item, payload: bytes) -> None:
    if item.kind == b"Exif":
        start = 4 + int.from_bytes(payload[:4], "big")
        found.exif("item Exif", payload[start if start < len(payload) else 4 :])
    elif item.kind == b"mime" and item.content_type == _XMP:
        found.add(BlockKind.XMP, "item XMP", payload)
    elif item.kind == b"jumb":
        found.add(BlockKind.C2PA, "item jumb", payload)
    else:
        where = f"item {printable(item.kind)} {printable(item.content_type)}".strip()
        found.add(BlockKind.APPLICATION, where, payload)
