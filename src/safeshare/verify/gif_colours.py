"""A GIF's colour table: which of its entries pixels name, and what stands in the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Self

from safeshare.verify.notes import Cursor, Notes


@dataclass(slots=True)
class Table:
    """A colour table of 2 to 256 entries, three bytes each. used: entries that are shown."""

    colours: bytes
    used: set[int] = field(default_factory=set)

    @classmethod
    def take(cls, cursor: Cursor, packed: int) -> Self | None:
        """Return the table that a descriptor's packed field announces, if it does."""
        if not packed & 0x80:
            return None
        return cls(cursor.take(3 << ((packed & 7) + 1), "colour table"))

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self.colours) // 3

    def listed(self, entries: Iterable[int]) -> bytes:
        """Return index and colour of each of the entries that exist."""
        return b"".join(
            bytes([entry]) + self.colours[3 * entry : 3 * entry + 3]
            for entry in sorted(entries)
            if entry < self.size
        )

    def check(self, notes: Notes, at: int) -> None:
        """Note entries that nothing shows."""
        spare = untold(self.colours, self.used)
        if spare:
            notes.leftover("colour table", at, spare, "colours that no pixel has")


def untold(colours: bytes, used: Iterable[int]) -> bytes:
    """Return the entries that are not used; nothing if they are plain.

    colours: three bytes an entry.
    """
    entries = sorted(set(range(len(colours) // 3)).difference(used))
    spare = {entry: colours[3 * entry : 3 * entry + 3] for entry in entries}
    return b"" if plain(spare, 1) else b"".join(spare.values())


def plain(spare: Mapping[int, Iterable[int]], step: int) -> bool:
    """Tell whether unused entries are greys, each by its place times `step`, and then black.

    Encoders write a whole ramp of greys for grey pictures, and fill tables up with black; black
    and grey by turns would tell something. spare: in the order of the table.
    """
    ramp = takewhile(lambda entry: list(spare[entry]) == [entry * step] * 3, spare)
    behind = islice(spare.values(), sum(1 for _ in ramp), None)
    return not any(any(colour) for colour in behind)
