"""What a JPEG's frame and scan headers say: which tables a scan needs, and what it codes.

Source: ITU-T T.81 B.2.2, B.2.3, F.1, G.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from safeshare.verify.jpeg_tables import DAC, DHT, DQT, DRI, Key


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame header. code: its marker's low byte. components: identifier and DQT place of each."""

    code: int
    height: int
    components: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, code: int, payload: bytes) -> Frame:
        """Read the payload; components that are cut are left out."""
        places = range(6, len(payload) - 2, 3)
        components = tuple((payload[at], payload[at + 2]) for at in places)
        return cls(code, int.from_bytes(payload[1:3], "big"), components)

    @property
    def arithmetic(self) -> bool:
        """Whether its scans are coded arithmetically."""
        return bool(self.code & 8)

    @property
    def progressive(self) -> bool:
        """Whether a scan codes some coefficients, or some of their bits."""
        return self.code & 3 == 2

    @property
    def lossless(self) -> bool:
        """Whether samples are predicted; then there are no coefficients."""
        return self.code & 3 == 3

    def usual(self, scan: Scan) -> bool:
        """Return whether a scan's bounds are those that the frame leaves no choice about."""
        whole = (scan.first, scan.last, scan.high, scan.low) == (0, 63, 0, 0)
        return whole or self.progressive or self.lossless


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan header.

    components: identifier, DC place, AC place of each. first, last: of the coefficients that it
    codes. high, low: bit position before and after it.
    """

    components: tuple[tuple[int, int, int], ...]
    first: int
    last: int
    high: int
    low: int

    @classmethod
    def of(cls, payload: bytes) -> Scan:
        """Read a payload of the right length."""
        places = range(1, len(payload) - 3, 2)
        parts = tuple((payload[at], payload[at + 1] >> 4, payload[at + 1] & 15) for at in places)
        first, last, bits = payload[-3:]
        return cls(parts, first, last, bits >> 4, bits & 15)


@dataclass(slots=True)
class Progress:
    """Which coefficients were coded so far, down to which bit, by component."""

    coded: dict[tuple[int, int], int] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)

    def tables(self, frame: Frame, scan: Scan) -> list[Key]:
        """Return the tables that a scan uses, in the order of its components.

        A component's quantisation table is the one that is loaded at its first scan.
        """
        kind = DAC if frame.arithmetic else DHT
        progressive, lossless = frame.progressive, frame.lossless
        keys: list[Key] = [(DRI, 0)]
        for name, dc, ac in scan.components:
            for index, (component, place) in enumerate(frame.components):
                if component == name and index not in self.begun:
                    self.begun.add(index)
                    keys.append((DQT, place))
            if not progressive or scan.first == scan.high == 0:
                keys.append((kind, dc))
            if scan.last > 0 if progressive else not lossless:
                keys.append((kind, 0x10 | ac))
        return keys

    def repeats(self, frame: Frame, scan: Scan) -> bool:
        """Return whether a scan codes again what an earlier one did; take it down.

        Only a progressive scan codes a part of the coefficients, whatever others say of it.
        """
        again = False
        parts = range(scan.first, max(scan.first, scan.last) + 1)
        high, low = scan.high, scan.low
        if not frame.progressive:
            parts, high, low = range(1), 0, 0
        for name, _, _ in scan.components:
            for index in parts:
                before = self.coded.get((name, index), 0)
                new = (name, index) not in self.coded
                again |= high != before or (not new and not high)
                self.coded[name, index] = low
        return again
