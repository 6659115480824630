"""What a GIF's control block says about the frame behind it. Source: GIF89a, section 23."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

BARE = bytes(4)
NO_INDEX = 256
MOST_DISPOSALS = 3


@dataclass(frozen=True, slots=True)
class Control:
    """A control block. raw: its four bytes. at: where it stands.

    named: some pixel of its frame has the transparent index.
    """

    raw: bytes
    at: int
    named: bool = False

    @classmethod
    def of(cls, raw: bytes, at: int) -> Self:
        """Return the control block of four bytes."""
        return cls(raw, at)

    @property
    def disposal(self) -> int:
        """What happens to the frame when its time is over, 0 to 7."""
        return self.raw[0] >> 2 & 7

    @property
    def duration(self) -> int:
        """How long the frame is shown, in hundredths of a second."""
        return int.from_bytes(self.raw[1:3], "little")

    @property
    def transparent(self) -> int:
        """The colour index that is not drawn; NO_INDEX without one."""
        return self.raw[3] if self.raw[0] & 1 else NO_INDEX

    @property
    def bare(self) -> bool:
        """Whether nothing is set that has no meaning (viewers do not wait for a key press)."""
        known = not self.raw[0] & 0xE2 and self.disposal <= MOST_DISPOSALS
        return known and bool(self.raw[0] & 1 or not self.raw[3])

    def shown(self, *, moves: bool) -> bytes:
        """Return what of it decides how a picture looks. moves: it has several frames."""
        index = self.transparent if self.named else NO_INDEX
        time = self.raw[1:3] if moves else b"\0\0"
        return bytes([self.disposal]) + time + index.to_bytes(2, "little")
