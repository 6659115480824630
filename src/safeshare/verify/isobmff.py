"""Reads AVIF and HEIF strictly: the primary picture, its alpha, its frames, and their bytes.

Source: ISO/IEC 14496-12, ISO/IEC 23008-12, the AVIF specification 1.1.
Every byte of the picture data must belong to the primary picture or to a frame.
"""

from __future__ import annotations

from collections.abc import Callable

from safeshare.errors import UnsupportedFormat
from safeshare.model import Severity
from safeshare.verify.boxes import Box, split
from safeshare.verify.heif_items import read_meta
from safeshare.verify.movie import read_movie
from safeshare.verify.notes import BrokenError, Notes

Ranges = list[tuple[int, int]]

PICTURE_BRANDS = frozenset((
    b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
))  # fmt: skip
BRANDS = PICTURE_BRANDS | {b"miaf", b"MA1A", b"MA1B", b"iso8", b"avio", b"mif2", b"MiHE", b"MiHB",
                           b"isom", b"iso4"}  # fmt: skip
MOST_MEDIA = 16  # boxes of media data; writers make one
ONCE: dict[bytes, Callable[[Box, Notes], Ranges]] = {b"meta": read_meta, b"moov": read_movie}


def read(data: bytes, notes: Notes) -> None:
    """Note everything in an AVIF or HEIF file that a bare picture does not need.

    Raises: CutError or BrokenError where boxes don't fit, UnsupportedFormat for a video.
    """
    covered: Ranges = []
    media: list[Box] = []
    seen: set[bytes] = set()
    for box in _boxes(data, notes):
        if box.at == 0:
            _brands(box, notes)
        elif box.kind in ONCE and box.kind not in seen:
            seen.add(box.kind)
            covered += ONCE[box.kind](box, notes)
        elif box.kind == b"mdat":
            media.append(box)
        elif box.kind not in (b"free", b"skip") or box.payload.strip(b"\0"):
            box.note(
                notes, None, Severity.HIGH if box.kind in (b"uuid", b"moov", b"meta") else None
            )
    if b"meta" not in seen:
        raise BrokenError("box ftyp at byte 0", "no primary picture")
    if len(media) > MOST_MEDIA:
        raise BrokenError("box mdat", f"more than {MOST_MEDIA} boxes of media data")
    _media(data, media, covered, notes)


def _boxes(data: bytes, notes: Notes) -> list[Box]:
    """Return the outermost boxes; note what stands behind a whole picture and is no box."""
    boxes: list[Box] = []
    try:
        for box in split(data, 0, len(data), notes):
            boxes.append(box)
    except BrokenError:
        if not {b"meta", b"mdat"} <= {box.kind for box in boxes}:
            raise
        end = boxes[-1].end
        notes.leftover("trailer", end, data[end:], severity=Severity.HIGH)
    return boxes


def _brands(box: Box, notes: Notes) -> None:
    payload = box.payload
    brands = [payload[at : at + 4] for at in range(0, len(payload), 4) if at != 4]
    if not PICTURE_BRANDS.intersection(brands):
        raise UnsupportedFormat("The file is a video or a kind of photo that can't be checked.")
    if payload[4:8] != b"\0\0\0\0" or not BRANDS.issuperset(brands):
        notes.odd("box ftyp", box.at, "an unusual brand or version", payload.decode("latin-1"))


def _media(data: bytes, media: list[Box], covered: Ranges, notes: Notes) -> None:
    """Note the bytes of mdat that belong to no item and no frame, and ranges elsewhere."""
    spots = sorted(covered)
    for start, end in spots:
        if not any(box.start <= start and end <= box.end for box in media):
            raise BrokenError(f"item at byte {start:,}", "its bytes lie outside of the media data")
    for box in media:
        reached = box.start
        for start, end in spots:
            if box.start <= start < box.end and start > reached:
                _gap(data, reached, start, notes)
            if box.start <= start < box.end:
                reached = max(reached, end)
        if reached < box.end:
            _gap(data, reached, box.end, notes)


def _gap(data: bytes, start: int, end: int, notes: Notes) -> None:
    notes.leftover("mdat", start, data[start:end], severity=Severity.HIGH)
