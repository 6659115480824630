"""Checks that the strips or tiles of a TIFF page hold its rows and nothing else.

Does not see: bits behind the last pixel of rows in LZW.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from safeshare.model import Severity
from safeshare.verify import inflate, lzw
from safeshare.verify.notes import BrokenError, Notes
from safeshare.verify.tiff_packed import Packed
from safeshare.verify.tiff_samples import check_samples
from safeshare.verify.tiff_tags import (
    COMPRESSION,
    DEPTH,
    HEIGHT,
    PALETTE,
    PHOTOMETRIC,
    PLANAR,
    PREDICTOR,
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
NUMBERS = ([1], [2], [4], [8])  # depths of one sample that names a colour
STRIPED = (STRIP_ROWS, STRIP_COUNTS)
TILED = (TILE_WIDTH, TILE_HEIGHT, TILE_COUNTS)
Take = Callable[[int, int, str], bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """One strip or tile, and the bytes of pixels that belong in it.

    packed: takes account of its samples, where they are of a kind that can hide something.
    """

    at: int
    raw: bytes
    needed: int
    packed: Packed | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page is cut into pieces.

    offsets, counts, needed: of each piece its place, its length and the bytes of its pixels.
    columns: pixels of a piece's row. depth: bits of a pixel in it. depths: of each sample.
    """

    offsets: list[int]
    counts: list[int]
    needed: list[int]
    columns: int
    depth: int
    depths: list[int]


def check_rows(notes: Notes, values: Values, page: int, take: Take) -> None:
    """Take every strip or tile of a page, note what it holds beyond its pixels.

    Raises: BrokenError when the page does not say how its rows are stored, or when these are
    more than any picture has.
    """
    compression = _one(values, COMPRESSION, NONE)
    check = CHECKS.get(compression)
    plan = _plan(notes, values, page)
    check_samples(notes, values, page, plan.depths)
    named = values.get(PHOTOMETRIC) == [PALETTE] and plan.depths in NUMBERS
    packed = Packed.of(plan.columns, plan.depth, named=named) if check else None
    if packed and _one(values, PREDICTOR, 1) != 1:
        notes.odd("tag Predictor", page, "differences of samples that have none")
    for at, count, size in zip(plan.offsets, plan.counts, plan.needed, strict=True):
        piece = Piece(at, take(at, count, "rows"), size, packed)
        if check is None:
            notes.leftover("rows", at, piece.raw, f"rows in coding {compression}", Severity.LOW)
        else:
            check(notes, piece)
    if packed:
        packed.check(notes, page, values)


def _one(values: Values, tag: int, usual: int) -> int:
    return values.get(tag, [usual])[0] if values.get(tag, [usual]) else usual


def _depths(values: Values) -> list[int]:
    samples = max(1, min(4, _one(values, SAMPLES, 1)))
    depths = values.get(DEPTH) or [1] * samples
    if max(depths) > 32:
        raise BrokenError("tag BitsPerSample", "an impossible depth")
    return depths


def _plan(notes: Notes, values: Values, page: int) -> Plan:
    """Count a page's pixels and tell how they are cut; note tiles that hold more than those."""
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
    if any(tag in values for tag in (STRIPED if tiled else TILED)):
        notes.odd("tag TileWidth", page, "sizes of strips and of tiles")
    if tiled and (width % columns or height % rows):
        notes.odd("tag TileWidth", page, "tiles that reach beyond the picture's edge")
    down_to = stacked * rows if tiled else height
    notes.count_pixels(f"IFD at byte {page:,}", beside * columns * down_to)
    needed = []
    for plane in planes:
        row = (columns * sum(plane) + 7) // 8
        for index in range(stacked):
            lines = rows if tiled else min(rows, height - index * rows)
            needed += [row * lines] * beside
    return Plan(offsets, counts, needed, columns, sum(planes[0]), depths)


def _plain(notes: Notes, piece: Piece) -> None:
    if piece.packed:
        piece.packed.look(piece.raw[: piece.needed])
    if len(piece.raw) > piece.needed:
        extra = piece.raw[piece.needed :]
        notes.leftover("rows", piece.at + piece.needed, extra, "bytes behind the rows",
                       Severity.HIGH)  # fmt: skip
    elif len(piece.raw) < piece.needed:
        notes.unreadable(f"rows at byte {piece.at:,}", "fewer bytes than the rows need")


def _deflated(notes: Notes, piece: Piece) -> None:
    rows: list[bytes] = []
    stream = inflate.measure([piece.raw], piece.needed, rows.append if piece.packed else None)
    if piece.packed:
        piece.packed.look(b"".join(rows)[: piece.needed])
    broken = stream.broken or (not stream.complete and stream.inflated <= piece.needed)
    _judge(notes, piece, stream.inflated, stream.unused, broken=broken)


def _lzw(notes: Notes, piece: Piece) -> None:
    stream = lzw.measure(piece.raw, LZW_DIALECT, piece.needed, lzw.MOST_TABLES - notes.tables)
    notes.tables += stream.tables
    if notes.tables > lzw.MOST_TABLES:
        raise BrokenError(f"rows at byte {piece.at:,}", "more string tables than are followed")
    if piece.packed:
        piece.packed.name(bytes(stream.literals))
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
