"""Keeps account of a JPEG's coding tables: each must be used by a scan before it is replaced.

Source: ITU-T T.81 B.2.4.
"""

from __future__ import annotations

from dataclasses import dataclass

from safeshare.model import Severity
from safeshare.verify.notes import Notes

DQT, DHT, DAC, DRI = 0xDB, 0xC4, 0xCC, 0xDD
NAMES = {DQT: "DQT", DHT: "DHT", DAC: "DAC", DRI: "DRI"}

Key = tuple[int, int]  # the kind of table (its marker), and the place it is loaded into


@dataclass(slots=True)
class Table:
    """A table that is loaded. at: where its segment begins."""

    at: int
    content: bytes
    used: bool = False


class Tables:
    """The tables that are loaded while a file is read."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._loaded: dict[Key, Table] = {}

    def load(self, kind: int, at: int, payload: bytes) -> None:
        """Take the tables of one segment; note bytes that form none, and what they replace.

        Raises BrokenError for more tables than any photo has.
        """
        here = 0
        while here < len(payload):
            self._notes.count_block(at)
            size = _size(kind, payload, here)
            table = payload[here : here + size]
            key = (kind, 0 if kind == DRI else table[0] & 15 if kind == DQT else table[0])
            if len(table) != size or (key[1] & 15) > 3 or key[1] > 0x13:
                self._notes.leftover(NAMES[kind], at, table, "bytes that form no table",
                                     Severity.MEDIUM)  # fmt: skip
            self._note_if_unused(key)
            self._loaded[key] = Table(at, table)
            here += size
        if not payload:
            self._notes.odd(NAMES[kind], at, "a segment without a table")

    def use(self, key: Key) -> bytes:
        """Return the table that is loaded there, or nothing; it has served from now on."""
        table = self._loaded.get(key)
        if table is None:
            return b""
        table.used = True
        return table.content

    def note_unused(self) -> None:
        """Note the tables that are left over at the picture's end."""
        for key in self._loaded:
            self._note_if_unused(key)

    def _note_if_unused(self, key: Key) -> None:
        table = self._loaded.get(key)
        if table and not table.used:
            self._notes.leftover(NAMES[key[0]], table.at, table.content,
                                 "a table that no scan uses", Severity.MEDIUM)  # fmt: skip


def _size(kind: int, payload: bytes, here: int) -> int:
    if kind == DQT:
        return 129 if payload[here] >> 4 else 65
    return 17 + sum(payload[here + 1 : here + 17]) if kind == DHT else 2
