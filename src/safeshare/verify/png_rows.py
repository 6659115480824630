"""Looks at a PNG's rows while they are inflated: filters, unused bits, colours that are named."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from safeshare.verify import samples
from safeshare.verify.notes import Notes
from safeshare.verify.png_frames import Canvas, Pass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILTERS = bytes(range(5))
LARGEST_PACKED = 1 << 28  # bytes of rows that are put together to be unfiltered


class Rows:
    """The rows of one frame.

    Rows of whole samples are only looked at as they pass by. Those of packed samples are
    kept, and their filters undone, since only then unused bits and colours show.
    """

    def __init__(self, canvas: Canvas, size: tuple[int, int], *, record: bool) -> None:
        self.needed = canvas.raw_size(*size)
        self.named: set[int] = set()  # palette entries
        self._canvas = canvas
        self._passes = canvas.passes(*size)
        self._record = record
        self._left = self.needed
        self._digest = hashlib.sha256()
        self._wrong = b""
        self._kept: list[bytes] = []
        self._ahead = [(part.rows * (part.stride + 1), part.stride + 1) for part in self._passes]
        self._phase = 0  # bytes to the next filter byte

    def look(self, block: bytes) -> None:
        """Take the next inflated bytes."""
        view = memoryview(block)[: self._left]
        self._left -= len(view)
        if self._canvas.packed:
            self._kept += [bytes(view)] if self.needed <= LARGEST_PACKED else []
        elif self._record:
            self._digest.update(view)
        while len(view) and not self._wrong:
            left, stride = self._ahead[0]
            part = view[:left]
            filters = bytes(part[self._phase :: stride])
            self._wrong = filters.translate(None, FILTERS)
            self._phase += stride * len(filters) - len(part)
            self._ahead[0] = left - len(part), stride
            if left == len(part):
                self._ahead.pop(0)
            view = view[left:]

    def finish(self, notes: Notes, block: str, at: int) -> bytes:
        """Note what no row may hold, and return a digest of the pixels."""
        where = f"{block} at byte {at:,}"
        if self._wrong:
            notes.unreadable(where, "rows with a filter that does not exist")
        elif self._canvas.packed and self.needed > LARGEST_PACKED:
            notes.unreadable(where, "too many pixels with a palette to look into")
        elif self._canvas.packed and not self._left and self._unpack():
            notes.odd(block, at, "bits behind the last pixel of a row")
        return self._digest.digest()

    def _unpack(self) -> bool:
        """Look into rows whose samples are packed; return whether bits behind them are set."""
        spare = False
        for part, rows in self._unfiltered():
            unused = samples.spare(part.columns, self._canvas.depth)
            last = rows[:, -1]
            spare = spare or bool((last & unused).any())
            if self._record:
                self._digest.update(rows[:, :-1].tobytes() + (last & (0xFF ^ unused)).tobytes())
            if self._canvas.colour == 3:
                self.named |= samples.values(rows, part.columns, self._canvas.depth)
        return spare

    def _unfiltered(self) -> Iterator[tuple[Pass, NDArray[np.uint8]]]:
        """Give each pass with its rows, uint8 (rows, bytes), filters undone."""
        import numpy as np
        from PIL import Image

        raw = np.frombuffer(b"".join(self._kept), np.uint8)
        at = 0
        for part in self._passes:
            rows = raw[at : at + part.rows * (part.stride + 1)].reshape(part.rows, -1)
            at += rows.size
            if rows[:, 0].any():
                # Filters work on bytes here, so that Pillow can read the rows as bytes of grey.
                size = (part.stride, part.rows)
                stream = zlib.compress(rows.tobytes(), 0)
                yield part, np.asarray(Image.frombytes("L", size, stream, "zip", "L", 0))
            else:
                yield part, rows[:, 1:]
