"""Reads a BMP strictly: headers, colour table, rows, and not a byte in between or behind.

Source: Microsoft, BITMAPFILEHEADER, BITMAPINFOHEADER, BITMAPV4HEADER, BITMAPV5HEADER.
Does not see: the unused fourth byte of pixels of 32 bits.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from safeshare.model import Severity
from safeshare.verify.bmp_colours import PLAIN_MASKS, check_masks, check_palette, check_words
from safeshare.verify.notes import BrokenError, Cursor, Notes

FILE_HEADER = 14
INFO, V4, V5 = 40, 108, 124
DEPTHS = (1, 4, 8, 16, 24, 32)
PLAIN, BITFIELDS = 0, 3
SRGB, WINDOWS = b"BGRs", b" niW"
# pixels a metre: none given, 72 or 96 a inch (rounded down or up)
RESOLUTIONS = (0, 2834, 2835, 3779, 3780)
INTENTS = (0, 1, 2, 4, 8)  # none, and LCS_GM_BUSINESS to LCS_GM_ABS_COLORIMETRIC


@dataclass(frozen=True, slots=True)
class Header:
    """What the headers say about the rows. shown: bits of a pixel that are colours."""

    width: int
    height: int
    depth: int
    colours: int
    start: int
    shown: int

    @property
    def row(self) -> int:
        """Bytes of a row that hold pixels."""
        return (self.width * self.depth + 7) // 8

    @property
    def stride(self) -> int:
        """Bytes from one row to the next."""
        return (self.row + 3) // 4 * 4


def read(data: bytes, notes: Notes) -> None:
    """Note everything in a BMP that a bare picture does not need.

    Raises: CutError when rows are missing, BrokenError on a header that no picture can have.
    """
    cursor = Cursor(data, 2, order="<")
    size, reserved, start = cursor.unpack("III", "file header")
    if size != len(data):
        notes.odd("file header", 2, f"{size:,} bytes promised, {len(data):,} there")
    if reserved:
        notes.odd("file header", 6, "reserved bytes that are not zero", f"{reserved:08x}")
    header = _info(cursor, start, notes)
    table = _table(cursor, header, notes)
    if header.start < cursor.at:
        raise BrokenError("file header at byte 10", "rows that begin inside of the headers")
    if header.start > cursor.at:
        gap = cursor.take(header.start - cursor.at, "rows")
        notes.leftover("gap", header.start - len(gap), gap, "bytes before the rows")
    _rows(cursor, header, table, notes)
    if cursor.left:
        notes.leftover("trailer", cursor.at, cursor.rest(), severity=Severity.HIGH)


def _info(cursor: Cursor, start: int, notes: Notes) -> Header:
    (size,) = cursor.unpack("I", "header")
    if size not in (INFO, V4, V5):
        raise BrokenError("header at byte 14", f"a header of {size:,} bytes")
    width, height, planes, depth, compression, image, across, down, used, important = struct.unpack(
        "<iiHHIIiiII", cursor.take(36, "header")
    )
    known = depth in DEPTHS and compression in (PLAIN, BITFIELDS) and planes == 1
    if not known or width <= 0 or height == 0:
        raise BrokenError("header at byte 14", "a size, depth or coding that is not read here")
    if across not in RESOLUTIONS or down != across:
        notes.odd("header", 38, "an unusual resolution", f"{across} x {down}")
    most = 1 << depth if depth <= 8 else 0
    if used > most or important > most:
        notes.odd("header", 46, "more colours than pixels can name", f"{used}, {important}")
    masks = b""
    if size > INFO:
        masks = _colour_space(cursor.take(size - INFO, "header"), notes)
    elif compression == BITFIELDS:
        masks = cursor.take(12, "colour masks")
    shown = check_masks(notes, FILE_HEADER + INFO, masks) if masks else 0
    if compression == PLAIN:
        shown = PLAIN_MASKS.get(depth, 0)
    header = Header(width, abs(height), depth, used or most, start, shown)
    if image not in (0, header.stride * header.height):
        notes.odd("header", 34, "a size of the rows that is not theirs", str(image))
    return header


def _colour_space(fields: bytes, notes: Notes) -> bytes:
    """Check what versions 4 and 5 add: a colour space, and a place for a profile.

    Return the colour masks, which stand in front of both.
    """
    kind, endpoints, rest = fields[16:20], fields[20:68], fields[68:]
    if int.from_bytes(rest[:4], "little") not in INTENTS:
        notes.odd("header", FILE_HEADER + INFO + 68, "an intent that does not exist")
    if kind not in (SRGB, WINDOWS):
        notes.leftover("header", FILE_HEADER + INFO + 16, kind + endpoints,
                       "a colour space of its own", Severity.MEDIUM)  # fmt: skip
    elif endpoints.strip(b"\0"):
        notes.leftover("header", FILE_HEADER + INFO + 20, endpoints, "unused colour endpoints")
    if rest[4:].strip(b"\0"):
        notes.leftover("header", FILE_HEADER + INFO + 72, rest[4:], "a colour profile",
                       Severity.MEDIUM)  # fmt: skip
    return fields[:16]


def _table(cursor: Cursor, header: Header, notes: Notes) -> bytes:
    """Take the colour table; a colour's fourth byte is unused."""
    at = cursor.at
    table = cursor.take(min(header.colours, 256) * 4, "colour table")
    if table[3::4].strip(b"\0"):
        notes.leftover("colour table", at, table[3::4], "unused bytes of colours")
    return table


def _rows(cursor: Cursor, header: Header, table: bytes, notes: Notes) -> None:
    """Take the rows; the bytes that fill them up to a multiple of four are unused."""
    at = cursor.at
    rows = cursor.take(header.stride * header.height, "rows")
    padding = b"".join(rows[place :: header.stride] for place in range(header.row, header.stride))
    if padding.strip(b"\0"):
        notes.leftover("rows", at, padding, "unused bytes behind the rows", Severity.MEDIUM)
    if header.depth <= 8:
        check_palette(notes, at, rows, header.stride, header.width, header.depth, table)
    elif header.depth in (16, 32):
        check_words(notes, at, rows, header.stride, header.width, header.depth, header.shown)
