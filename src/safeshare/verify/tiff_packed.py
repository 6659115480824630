"""A TIFF page whose rows end inside of a byte or name colours: what it holds unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from safeshare.verify import samples
from safeshare.verify.gif_colours import plain
from safeshare.verify.notes import Notes
from safeshare.verify.tiff_tags import COLOURS, Values

LARGEST = 0xFFFF


@dataclass(slots=True)
class Packed:
    """The samples of a page. columns: of a strip's or tile's row. depth: bits of a pixel in it.

    named: values that occur, None where samples name no colours. spare: a bit behind the last
    sample of a row is set.
    """

    columns: int
    depth: int
    named: set[int] | None
    spare: bool = False

    @classmethod
    def of(cls, columns: int, depth: int, *, named: bool) -> Self | None:
        """Return the account of a page's samples; None where they can hold nothing unseen.

        named: there is a table of colours.
        """
        unseen = named or columns * depth % 8
        return cls(columns, depth, set() if named else None) if unseen else None

    def look(self, rows: bytes) -> None:
        """Take the rows of a strip or tile; what is cut is left out."""
        import numpy as np

        stride = (self.columns * self.depth + 7) // 8
        lines = np.frombuffer(rows, np.uint8, len(rows) // stride * stride).reshape(-1, stride)
        if self.named is not None:
            self.named |= samples.values(lines, self.columns, self.depth)
        self.spare |= bool((lines[:, -1] & samples.spare(self.columns, self.depth)).any())

    def name(self, octets: bytes) -> None:
        """Take the different bytes of rows that stay coded."""
        if self.named is not None:
            self.named |= samples.split(octets, self.depth)

    def check(self, notes: Notes, page: int, values: Values) -> None:
        """Note colours that no pixel has, and bits behind the last pixel of a row."""
        if self.spare:
            notes.odd("rows", page, "bits behind the last pixel of a row")
        colours = values.get(COLOURS)
        if self.named is not None and colours and len(colours) == 3 << self.depth:
            self._check_colours(notes, page, colours, self.named)

    def _check_colours(self, notes: Notes, page: int, colours: list[int], named: set[int]) -> None:
        count = 1 << self.depth
        spare = {entry: colours[entry::count] for entry in range(count) if entry not in named}
        if not any(plain(spare, step) for step in (1 << 16 - self.depth, LARGEST // (count - 1))):
            unseen = b"".join(
                value.to_bytes(2, "big") for colour in spare.values() for value in colour
            )
            notes.leftover("tag ColorMap", page, unseen, "colours that no pixel has")
