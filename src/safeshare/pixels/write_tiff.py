"""Writes a TIFF of one or more pages, 8 or 16 bits a sample: the tags a picture needs, no more.

Source: TIFF 6.0, sections 2, 8, 14 (differences between neighbours) and 18 (opacity); Adobe's
technical note on Deflate. Offsets have 32 bits: a file ends before 4 GB.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.uint8 | np.uint16]

LEVEL = 4
"""Of zlib."""

STRIP = 1 << 19
"""Bytes of pixels that are packed together."""

SHORT, LONG = 3, 4
DEFLATE, DIFFERENCES, UNASSOCIATED = 8, 2, 2
GREY, RGB = 1, 2


def write_tiff(pages: Sequence[Samples]) -> bytes:
    """Give a TIFF file.

    pages: uint8 or uint16 (height, width, 1, 3 or 4): grey, RGB, RGBA. Raises ValueError when
    the file would be too long for its offsets.
    """
    parts = [b"II*\0"]
    end = 8  # behind the header, which the first directory's place completes
    for page in pages:
        strips, rows = _strips(page)
        starts = []
        for strip in strips:
            starts.append(end)
            end += len(strip)
        body = b"".join(strips)
        body += bytes(end % 2)
        end += end % 2
        values, directory = _directory(page, rows, starts, [len(strip) for strip in strips], end)
        parts[-1] += struct.pack("<I", end + len(values))
        parts += [body, values, directory]
        end += len(values) + len(directory) + 4
        if end >= 1 << 32:
            raise ValueError("longer than 4 GB")
    parts[-1] += bytes(4)
    return b"".join(parts)


def _strips(page: Samples) -> tuple[list[bytes], int]:
    """Give a page's packed strips, and the rows in each but the last."""
    height, width, channels = page.shape
    rows = max(1, STRIP // (width * channels * page.itemsize))
    strips = []
    for top in range(0, height, rows):
        part = page[top : top + rows].astype(page.dtype.newbyteorder("<"))
        part[:, 1:] -= page[top : top + rows, :-1]
        strips.append(zlib.compress(part.tobytes(), LEVEL))
    return strips, rows


def _directory(
    page: Samples, rows: int, starts: list[int], sizes: list[int], at: int
) -> tuple[bytes, bytes]:
    """Give the long values of a directory, which stand at `at`, and its entries behind them."""
    height, width, channels = page.shape
    tags = [
        (256, LONG, [width]),
        (257, LONG, [height]),
        (258, SHORT, [8 * page.itemsize] * channels),
        (259, SHORT, [DEFLATE]),
        (262, SHORT, [GREY if channels == 1 else RGB]),
        (273, LONG, starts),
        (277, SHORT, [channels]),
        (278, LONG, [rows]),
        (279, LONG, sizes),
        (284, SHORT, [1]),
        (317, SHORT, [DIFFERENCES]),
        *([(338, SHORT, [UNASSOCIATED])] if channels == 4 else []),
    ]
    values, entries = b"", struct.pack("<H", len(tags))
    for tag, kind, numbers in tags:
        raw = struct.pack(f"<{len(numbers)}{'H' if kind == SHORT else 'I'}", *numbers)
        if len(raw) > 4:
            place = at + len(values)
            values += raw
            raw = struct.pack("<I", place)
        entries += struct.pack("<HHI", tag, kind, len(numbers)) + raw.ljust(4, b"\0")
    return values, entries
