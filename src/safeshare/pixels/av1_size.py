"""Reads how large the coded pictures of an AVIF are, where its container may say otherwise.

A decoder believes the coded picture: 2 kB that claim 64 x 64 pixels can hold 16,384 x 16,384.
Source: AV1 Bitstream & Decoding Process Specification, 5.3 to 5.5; ISO/IEC 14496-12, 8.7.5
(stco) and 8.3.2 (tkhd).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from safeshare.errors import TooLarge
from safeshare.pixels.boxes import Span, boxes, first
from safeshare.pixels.heif_extents import pieces
from safeshare.pixels.heif_pieces import sizes_of

LEAST: Final = 1 << 22
"""Pixels that a coded picture may have whatever its container says; else four times as many."""
UNITS: Final = 200_000
"""Units, and chunks, of one file; an animation of 2,000 frames has some 10,000."""

_SEQUENCE: Final = 1  # type of the unit that says how large pictures are
_HEADER: Final = 256  # bytes of it that are enough


def check_coded(data: bytes) -> None:
    """Raise TooLarge for coded pictures far larger than the container says."""
    left = UNITS
    for kind, span in boxes(data, (0, len(data))):
        found = {b"meta": _items, b"moov": _tracks}.get(kind)
        for claimed, content in found(data, span) if found else ():
            for pixels in _pictures(content):
                left -= 1
                if pixels > max(LEAST, 4 * claimed):
                    raise TooLarge(f"a picture in it is coded with {pixels / 1e6:,.0f} megapixels.")
                if not left:
                    raise TooLarge("it is cut into thousands of pieces.")


def _items(data: bytes, meta: Span) -> Iterator[tuple[int, bytes]]:
    """Yield the pixels that each item claims, and its bytes."""
    tables = dict(boxes(data, (meta[0] + 4, meta[1])))
    if b"iloc" not in tables or b"iinf" not in tables:
        return
    sizes = sizes_of(data, tables[b"iprp"]) if b"iprp" in tables else {}
    claimed = {item: sizes.get(item, 0) for item in _coded(data, tables[b"iinf"])}
    parts: dict[int, list[bytes]] = {}
    for item, start, end in pieces(data, tables[b"iloc"], tables.get(b"idat", (0, 0))[0]):
        if item in claimed:
            parts.setdefault(item, []).append(data[start:end])
    for item, content in parts.items():
        yield claimed[item], b"".join(content)


def _coded(data: bytes, iinf: Span) -> Iterator[int]:
    """Yield the numbers of the items that are coded in AV1."""
    start, end = iinf
    for _, (at, _) in boxes(data, (start + (8 if data[start : start + 1] > b"\0" else 6), end)):
        wide = 4 if data[at : at + 1] > b"\2" else 2
        if data[at + 6 + wide : at + 10 + wide] == b"av01":
            yield int.from_bytes(data[at + 4 : at + 4 + wide], "big")


def _tracks(data: bytes, moov: Span) -> Iterator[tuple[int, bytes]]:
    """Yield the pixels that the track of each chunk claims, and the chunk's bytes."""
    claimed: dict[int, int] = {}
    for kind, trak in boxes(data, moov):
        tkhd = first(data, trak, b"tkhd") if kind == b"trak" else None
        table = _inside(data, trak, b"mdia", b"minf", b"stbl") if tkhd else None
        if tkhd is None or table is None:
            continue
        width, height = (
            int.from_bytes(data[tkhd[1] - at : tkhd[1] - at + 2], "big") for at in (8, 4)
        )
        for name, step in ((b"stco", 4), (b"co64", 8)):
            start, end = first(data, table, name) or (0, 0)
            for at in range(start + 8, end - step + 1, step):
                place = int.from_bytes(data[at : at + step], "big")
                claimed[place] = width * height
                if len(claimed) > UNITS:
                    raise TooLarge("it is cut into thousands of pieces.")
    for start, end in pairwise([*sorted(claimed), len(data)]):
        yield claimed[start], data[start:end]


def _inside(data: bytes, span: Span, *path: bytes) -> Span | None:
    """Give the content of a box inside of others, or None."""
    found: Span | None = span
    for kind in path:
        found = first(data, found, kind) if found else None
    return found


def _pictures(content: bytes) -> Iterator[int]:
    """Yield for each unit the pixels that it says, 0 for one that is no sequence header."""
    at = 0
    while at < len(content):
        head = content[at]
        at += 2 if head & 4 else 1  # an extension
        size = len(content) - at
        if head & 2:
            size = shift = 0
            for byte in content[at : at + 8]:
                size |= (byte & 127) << shift
                at, shift = at + 1, shift + 7
                if byte < 128:
                    break
        header = head >> 3 & 15 == _SEQUENCE
        yield _pixels(_Bits(content[at : at + min(size, _HEADER)])) if header else 0
        at += size


class _Bits:
    """Numbers of some bits, highest first; behind the end there are zeros."""

    def __init__(self, content: bytes) -> None:
        self._value = int.from_bytes(content.ljust(_HEADER, b"\0"), "big")
        self._left = 8 * _HEADER

    def take(self, count: int) -> int:
        self._left -= count
        return self._value >> self._left & (1 << count) - 1 if self._left >= 0 else 0


def _pixels(bits: _Bits) -> int:
    """Give width times height of a sequence header."""
    bits.take(4)  # profile, whether it is a still picture
    if bits.take(1):
        bits.take(5)
    else:
        _operating_points(bits)
    sides = [bits.take(4) + 1 for _ in range(2)]
    width, height = (bits.take(count) + 1 for count in sides)
    return width * height


def _operating_points(bits: _Bits) -> None:
    """Step over what a header that is not reduced says of timing and of operating points."""
    delay = 0
    if bits.take(1):  # timing
        bits.take(64)
        if bits.take(1):
            zeros = 0
            while zeros < 32 and not bits.take(1):
                zeros += 1
            bits.take(zeros)
        if bits.take(1):  # a model of the decoder
            delay = bits.take(5) + 1
            bits.take(42)
    shown = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if delay and bits.take(1):
            bits.take(2 * delay + 1)
        if shown and bits.take(1):
            bits.take(4)
