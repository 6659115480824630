"""Checks that the strips or tiles of a TIFF page hold its rows and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from safeshare.model import Severity
from safeshare.verify import inflate, lzw
from safeshare.verify.notes import BrokenError, Notes
from safeshare.verify.tiff_tags import (
    COLOURS,
    COMPRESSION,
    DEPTH,
    HEIGHT,
    PHOTOMETRIC,
    PLANAR,
    SAMPLES,
    STRIP_COUNTS,
    STRIP_OFFSETS,
    STRIP_ROWS,
    TILE_COUNTS,
    TILE_HEIGHT,
    TILE_OFFSETS,
    TILE_WIDTH,
    WIDTH,
    Values,
)  # fmt: skip

NONE, LZW, DEFLATE = 1, 5, 8
LZW_DIALECT = lzw.Dialect(8, little=False, early=True)
Take = Callable[[int, int, str], bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """One strip or tile, and the bytes of pixels that belong in it."""

    at: int
    raw: bytes
    needed: int


def check_rows(notes: Notes, values: Values, page: int, take: Take) -> None:
    """Take every strip or tile of a page, note what it holds beyond its pixels.

    Raises: BrokenError when the page does not say how its rows are stored.
    """
    compression = _one(values, COMPRESSION, NONE)
    check = CHECKS.get(compression)
    offsets, counts, needed = _plan(values, page)
    if values.get(PHOTOMETRIC) == [3] and len(values.get(COLOURS, ())) != 3 << _depths(values)[0]:
        notes.odd("tag ColorMap", page, "another number of colours than pixels can name")
    for at, count, size in zip(offsets, counts, needed, strict=True):
        piece = Piece(at, take(at, count, "rows"), size)
        if check is None:
            notes.leftover("rows", at, piece.raw, f"rows in coding {compression}", Severity.LOW)
        else:
            check(notes, piece)


def _one(values: Values, tag: int, usual: int) -> int:
    return values.get(tag, [usual])[0] if values.get(tag, [usual]) else usual


def _depths(values: Values) -> list[int]:
    samples = max(1, min(4, _one(values, SAMPLES, 1)))
    depths = values.get(DEPTH) or [1] * samples
    if max(depths) > 32:
        raise BrokenError("tag BitsPerSample", "an impossible depth")
    return depths


def _plan(values: Values, page: int) -> tuple[list[int], list[int], list[int]]:
    """Return where the pieces stand, their lengths, and the bytes of pixels in each."""
    width, height = _one(values, WIDTH, 0), _one(values, HEIGHT, 0)
    depths = _depths(values)
    planes = [[depth] for depth in depths] if _one(values, PLANAR, 1) == 2 else [depths]
    tiled = TILE_OFFSETS in values
    offsets = values.get(TILE_OFFSETS if tiled else STRIP_OFFSETS, [])
    counts = values.get(TILE_COUNTS if tiled else STRIP_COUNTS, [])
    across, down = (TILE_WIDTH, TILE_HEIGHT) if tiled else (WIDTH, STRIP_ROWS)
    columns, rows = _one(values, across, 0), min(_one(values, down, height), 1 << 32)
    if not (width and height and columns and rows) or (tiled and STRIP_OFFSETS in values):
        raise BrokenError(f"IFD at byte {page:,}", "a page without a size or rows")
    stacked, beside = -(-height // rows), -(-width // columns)
    if not len(offsets) == len(counts) == stacked * beside * len(planes):
        raise BrokenError(f"IFD at byte {page:,}", "another number of strips than the rows need")
    needed = []
    for plane in planes:
        row = (columns * sum(plane) + 7) // 8
        for index in range(stacked):
            lines = rows if tiled else min(rows, height - index * rows)
            needed += [row * lines] * beside
    return offsets, counts, needed


def _plain(notes: Notes, piece: Piece) -> None:
    if len(piece.raw) > piece.needed:
        extra = piece.raw[piece.needed :]
        notes.leftover("rows", piece.at + piece.needed, extra, "bytes behind the rows",
                       Severity.HIGH)  # fmt: skip
    elif len(piece.raw) < piece.needed:
        notes.unreadable(f"rows at byte {piece.at:,}", "fewer bytes than the rows need")


def _deflated(notes: Notes, piece: Piece) -> None:
    stream = inflate.measure([piece.raw], piece.needed)
    broken = stream.broken or (not stream.complete and stream.inflated <= piece.needed)
    _judge(notes, piece, stream.inflated, stream.unused, broken=broken)


def _lzw(notes: Notes, piece: Piece) -> None:
    stream = lzw.measure(piece.raw, LZW_DIALECT, piece.needed)
    _judge(notes, piece, stream.symbols, piece.raw[stream.used :], broken=stream.broken)


def _judge(notes: Notes, piece: Piece, size: int, unused: bytes, *, broken: bool) -> None:
    """Note pixels beyond the rows, bytes behind the stream, and a stream that ends early."""
    if size > piece.needed:
        notes.leftover("rows", piece.at, piece.raw, "more rows than the page has", Severity.HIGH)
    elif broken or size < piece.needed:
        notes.unreadable(f"rows at byte {piece.at:,}", "rows that can't be followed to their end")
    elif unused:
        notes.leftover("rows", piece.at, unused, "bytes behind the rows", Severity.HIGH)


CHECKS: dict[int, Callable[[Notes, Piece], None]] = {
    NONE: _plain,
    LZW: _lzw,
    DEFLATE: _deflated,
}
