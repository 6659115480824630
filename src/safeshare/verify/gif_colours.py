"""A GIF's colour table: which of its entries pixels name, and what stands in the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
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
    """Return the entries that are not used; nothing if each is black, or the grey of its place.

    colours: three bytes an entry. Encoders write a whole ramp of greys for grey pictures.
    """
    entries = sorted(set(range(len(colours) // 3)).difference(used))
    spare = [colours[3 * entry : 3 * entry + 3] for entry in entries]
    silent = all(
        colour in (bytes(3), bytes([entry] * 3))
        for entry, colour in zip(entries, spare, strict=True)
    )
    return b"" if silent else b"".join(spare)
