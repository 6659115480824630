"""Bounds that every walker shares, so that no file can make it work without end."""

from __future__ import annotations

import zlib

INFLATED = 64 << 20  # bytes that all compressed text and profiles of one file may grow to
PIECE = 1 << 14  # bytes inflated at once; deflate grows at most 1032 times


class Inflater:
    """Inflates zlib streams of one file until together they reached a bound."""

    def __init__(self, total: int = INFLATED) -> None:
        self._left = total

    def inflate(self, data: bytes) -> bytes | None:
        """Give the stream's content, cut at the bound; None when it is no zlib stream."""
        stream = zlib.decompressobj()
        try:
            content = stream.decompress(data, max(1, self._left))
        except zlib.error:
            return None
        self._left -= len(content)
        return content
