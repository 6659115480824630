"""A TIFF page whose samples share bytes or are numbers of colours: what its rows do not show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from safeshare.verify import samples
from safeshare.verify.notes import Notes
from safeshare.verify.tiff_tags import COLOURS, Values

LARGEST = 0xFFFF


@dataclass(slots=True)
class Packed:
    """The samples of a page, one a pixel. columns: of a strip's or tile's row.

    named: values that occur. spare: a bit behind the last sample of a row is set.
    """

    columns: int
    depth: int
    named: set[int] = field(default_factory=set)
    spare: bool = False

    @classmethod
    def of(cls, columns: int, depths: list[int], *, named: bool) -> Self | None:
        """Return the account of a page's samples; None where they can hold nothing unseen.

        named: there is a table of colours.
        """
        unseen = len(depths) == 1 and (depths[0] < 8 or (named and depths[0] == 8))
        return cls(columns, depths[0]) if unseen else None

    def look(self, rows: bytes) -> None:
        """Take the rows of a strip or tile; what is cut is left out."""
        import numpy as np

        stride = (self.columns * self.depth + 7) // 8
        lines = np.frombuffer(rows, np.uint8, len(rows) // stride * stride).reshape(-1, stride)
        self.named |= samples.values(lines, self.columns, self.depth)
        self.spare |= bool((lines[:, -1] & samples.spare(self.columns, self.depth)).any())

    def name(self, octets: bytes) -> None:
        """Take the different bytes of rows that stay coded."""
        self.named |= samples.split(octets, self.depth)

    def check(self, notes: Notes, page: int, values: Values) -> None:
        """Note colours that no pixel has, and bits behind the last pixel of a row."""
        if self.spare:
            notes.odd("rows", page, "bits behind the last pixel of a row")
        colours = values.get(COLOURS)
        if colours and len(colours) == 3 << self.depth:
            unseen = b"".join(self._untold(colours))
            if unseen:
                notes.leftover("tag ColorMap", page, unseen, "colours that no pixel has")

    def _untold(self, colours: list[int]) -> list[bytes]:
        """Return colours of entries that are not named, unless black or the grey of their place."""
        count = 1 << self.depth
        found = []
        for entry in set(range(count)).difference(self.named):
            colour = colours[entry::count]
            greys = (0, entry << 16 - self.depth, entry * LARGEST // (count - 1))
            if not any(colour == [grey] * 3 for grey in greys):
                found.append(b"".join(value.to_bytes(2, "big") for value in colour))
        return found
