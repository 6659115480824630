"""Reads the bit fields of a JPEG XL header, lowest bit first.

Source: ISO/IEC 18181-1, the field types of headers (u(n), Bool, U32, Enum, U64).
"""

from __future__ import annotations

from typing import Final

from safeshare.errors import UnreadableImage

Choice = tuple[int, int]
"""What one of the four selectors of a U32 means: bits to read, and what is added to them."""

ENUM: Final = ((0, 0), (0, 1), (4, 2), (6, 18))


class Bits:
    """A place in a codestream that only moves forward, and never past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        """Give the next `count` bits as a number; raise UnreadableImage past the end."""
        start, end = self._at, self._at + count
        if end > 8 * len(self._data):
            raise UnreadableImage("The picture's header is cut short.")
        self._at = end
        held = int.from_bytes(self._data[start // 8 : -(-end // 8)], "little")
        return (held >> start % 8) & ((1 << count) - 1)

    def flag(self) -> bool:
        """Give the next bit as a truth value."""
        return bool(self.take(1))

    def number(self, *choices: Choice) -> int:
        """Give a U32: two bits choose how many more bits follow, and what is added to them."""
        count, offset = choices[self.take(2)]
        return self.take(count) + offset

    def word(self) -> int:
        """Give an Enum: a number that stands for a name."""
        return self.number(*ENUM)
