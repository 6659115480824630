"""Cuts the box structure of ISO base media files (HEIC, AVIF, MP4, QuickTime).

Source: ISO/IEC 14496-12, section 4.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BOXES: Final = 10_000  # of one level
BROKEN: Final = b""  # the kind of what remains where no box begins

HEIF_BRANDS: Final = frozenset(
    b"heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf jpeg jpgs avci avcs".split()
)
AVIF_BRANDS: Final = frozenset([b"avif", b"avis"])
_GENERAL_BRANDS: Final = frozenset([b"mif1", b"mif2", b"msf1", b"miaf"])
_VIDEO_BRANDS: Final = (b"iso", b"mp4", b"M4", b"qt  ", b"3g", b"avc1", b"dash", b"MSNV", b"crx ")

_KIND = re.compile(rb"[ -~\xa9]{4}")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: data[start:end] with its header, data[body:end] without."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes of data[start:end]; last a BROKEN one if bytes remain that are none."""
    for _ in range(BOXES):
        if start >= end:
            return
        box = box_at(data, start, end)
        if box is None:
            break
        yield box
        start = box.end
    yield Box(BROKEN, start, start, end)


def box_at(data: bytes, start: int, end: int) -> Box | None:
    """Give the box that begins at `start`, or None when none that fits into data[:end] does."""
    size, kind = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8]
    body = start + 8
    if size == 1:
        size = int.from_bytes(data[body : body + 8], "big")
        body += 8
    elif size == 0:
        size = end - start
    if not _KIND.fullmatch(kind) or size < body - start or start + size > end:
        return None
    return Box(kind, start, body, start + size)


def brands(data: bytes, start: int = 0) -> tuple[bytes, ...]:
    """Give the brands of the `ftyp` box at `start`, the major one first; empty without one."""
    box = box_at(data, start, len(data)) if data[start + 4 : start + 8] == b"ftyp" else None
    if box is None:
        return (data[start + 8 : start + 12],) if data[start + 4 : start + 8] == b"ftyp" else ()
    body = data[box.body : min(box.end, box.body + 256)]
    return tuple(body[at : at + 4] for at in range(0, len(body) - 3, 4) if at != 4)


def is_picture(names: tuple[bytes, ...]) -> bool:
    """Tell whether these brands are a picture's, not a video's.

    A video may list a picture's brand as compatible, so its major brand decides.
    """
    if not names or names[0].startswith(_VIDEO_BRANDS):
        return False
    return not (HEIF_BRANDS | AVIF_BRANDS).isdisjoint(names)


def is_avif(names: tuple[bytes, ...]) -> bool:
    """Tell whether a picture's brands say AV1; a general major brand leaves it to the others."""
    return names[0] in AVIF_BRANDS or (
        names[0] in _GENERAL_BRANDS and not AVIF_BRANDS.isdisjoint(names)
    )


def end_of_file(data: bytes, start: int) -> int:
    """Give where the file whose `ftyp` box begins at `start` ends: after its last whole box."""
    end = start
    for box in boxes(data, start, len(data)):
        if box.kind == BROKEN or (box.kind == b"ftyp" and box.start > start):
            break
        end = box.end
    return end if end > start else len(data)
