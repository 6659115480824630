"""Keeps account of which bytes of a file something points at."""

from __future__ import annotations

from collections.abc import Iterator


class Spans:
    """Half-open ranges of a file of `size` bytes that are accounted for."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken: list[tuple[int, int]] = []

    def take(self, start: int, end: int) -> None:
        """Account for data[start:end]; what lies outside of the file is ignored."""
        if 0 <= start < min(end, self._size):
            self._taken.append((start, min(end, self._size)))

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges that nothing points at, in order."""
        at = 0
        for start, end in sorted(self._taken):
            if start > at:
                yield at, start
            at = max(at, end)
        if at < self._size:
            yield at, self._size
