"""Measures a zlib stream without keeping what comes out of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

STEP = 1 << 18


@dataclass(frozen=True, slots=True)
class Stream:
    """A measured stream.

    complete: its end was reached. inflated: bytes that came out, at most one more than
    the limit. unused: the bytes behind its end. broken: not a zlib stream.
    """

    complete: bool
    inflated: int
    unused: bytes
    broken: bool = False


def measure(
    pieces: Iterable[bytes], limit: int, look: Callable[[bytes], None] | None = None
) -> Stream:
    """Inflate the joined pieces up to `limit` bytes and say where the stream ended.

    look: is shown what comes out, step by step; the last step can reach over the limit.
    Source: RFC 1950. Memory: one step at a time, whatever the stream promises.
    """
    inflater = zlib.decompressobj()
    inflated = 0
    unused: list[bytes] = []
    try:
        for piece in _slices(pieces):
            waiting = piece
            if inflater.eof:
                unused.append(piece)
            while waiting and not inflater.eof:
                out = inflater.decompress(waiting, STEP)
                inflated += len(out)
                if look is not None:
                    look(out)
                if inflated > limit:
                    return Stream(complete=False, inflated=inflated, unused=b"")
                waiting = inflater.unconsumed_tail
                if inflater.eof:
                    unused.append(inflater.unused_data)
        while not inflater.eof and inflated <= limit:
            more = inflater.decompress(b"", STEP)
            if not more:
                break
            inflated += len(more)
            if look is not None:
                look(more)
    except zlib.error:
        return Stream(complete=False, inflated=inflated, unused=b"", broken=True)
    return Stream(complete=inflater.eof, inflated=inflated, unused=b"".join(unused))


def _slices(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces, large ones cut: what zlib does not take yet is copied at each step."""
    for piece in pieces:
        for start in range(0, len(piece), STEP):
            yield piece[start : start + STEP]
