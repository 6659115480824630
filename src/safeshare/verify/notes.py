"""What a reader writes down while it walks over a file.

A reader takes every byte of a file exactly once, front to back, and either knows
it as part of a bare picture or notes it here.
"""

from __future__ import annotations

import struct

from safeshare.model import Finding, Limits, Severity
from safeshare.verify.content import excerpt, recognise

# A hostile file can hold millions of tiny blocks; nobody reads on.
MOST_FINDINGS = 500
MOST_BLOCKS = 100_000


class BrokenError(Exception):
    """The structure contradicts itself, so that the bytes can't be told apart."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


class CutError(BrokenError):
    """The structure promises more bytes than there are."""


class Notes:
    """The findings of one reading, in the order of the file.

    coded: what makes up the shown picture, part by part, each with a name; filled when asked
    for by `record`. Two files with equal lists show the same picture.
    tables: string tables of LZW that were followed so far, of all frames and strips.
    """

    def __init__(self, *, record: bool = False) -> None:
        self._findings: list[Finding] = []
        self._blocks = 0
        self._pixels = 0
        self._record = record
        self.coded: list[tuple[str, bytes]] = []
        self.tables = 0

    @property
    def recording(self) -> bool:
        """Whether the coded picture is asked for; whether it decodes is then no question."""
        return self._record

    def picture(self, name: str, part: bytes | memoryview) -> None:
        """Record a part of the coded picture, without what may differ between equal ones."""
        if self._record:
            self.coded.append((name, bytes(part)))

    def count_block(self, at: int) -> None:
        """Count one more block; raise BrokenError when no photo has so many."""
        self._blocks += 1
        if self._blocks > MOST_BLOCKS:
            raise BrokenError(f"block at byte {at:,}", f"more than {MOST_BLOCKS:,} blocks")

    def count_pixels(self, where: str, count: int) -> None:
        """Count pixels before they are inflated or decoded; raise BrokenError above the limit.

        A few bytes can promise any number of them, and frames or pages do so again and again.
        """
        self._pixels += count
        if self._pixels > Limits().pixels:
            raise BrokenError(where, "more pixels than are decoded")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noted so far."""
        return tuple(self._findings)

    def leftover(
        self,
        block: str,
        offset: int,
        payload: bytes,
        what: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Note bytes that no picture needs.

        block: their name in the format's words. offset: from the start of the file.
        what, severity: what they are, where the reader knows better than their content tells.
        """
        seen, weight = recognise(payload)
        size = f"{len(payload):,} byte" + ("s" if len(payload) != 1 else "")
        self._add(
            "leftover", f"{block} at byte {offset:,}", f"{what or seen} of {size}",
            severity or weight, excerpt(payload),
        )  # fmt: skip

    def odd(self, block: str, offset: int, what: str, value: str = "") -> None:
        """Note a field that a bare picture would leave at its usual value."""
        self._add("leftover", f"{block} at byte {offset:,}", what, Severity.LOW, value)

    def unreadable(self, block: str, why: str) -> None:
        """Note a place from which on the bytes can't be accounted for."""
        self._add("unreadable", block, why, Severity.HIGH, "")

    def _add(self, kind: str, where: str, summary: str, severity: Severity, value: str) -> None:
        if len(self._findings) < MOST_FINDINGS:
            self._findings.append(Finding(kind, where, summary, severity, value))


class Cursor:
    """A place in a run of bytes that only moves forward and never past the end."""

    def __init__(self, data: bytes, at: int = 0, end: int | None = None, order: str = ">") -> None:
        self.data = data
        self.at = at
        self.end = len(data) if end is None else end
        self._order = order

    @property
    def left(self) -> int:
        """How many bytes are not taken yet."""
        return self.end - self.at

    def take(self, count: int, where: str) -> bytes:
        """Return the next `count` bytes; raise CutError if there are fewer."""
        if count < 0 or count > self.left:
            raise CutError(
                f"{where} at byte {self.at:,}", f"{count:,} bytes promised, {self.left:,} there"
            )
        taken = self.data[self.at : self.at + count]
        self.at += count
        return taken

    def unpack(self, fields: str, where: str) -> tuple[int, ...]:
        """Return the next integers, written as in `struct`, without the byte order."""
        layout = struct.Struct(self._order + fields)
        return layout.unpack(self.take(layout.size, where))

    def number(self, size: int, where: str) -> int:
        """Return the next big-endian integer of `size` bytes, 0 to 8."""
        return int.from_bytes(self.take(size, where), "big")

    def rest(self) -> bytes:
        """Return everything up to the end."""
        return self.take(self.left, "rest")
