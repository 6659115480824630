"""Counts the bytes that bringing back a JPEG from a JPEG XL file takes, before that is done.

The `jbrd` box names every segment of the JPEG with its length, and packs what stood in them:
10 kB can ask for 1 GB. Source: ISO/IEC 18181-2, annex A (JPEG bitstream reconstruction data).
"""

from __future__ import annotations

from typing import Final

from safeshare.errors import TooLarge, UnreadableImage
from safeshare.pixels.boxes import boxes
from safeshare.pixels.jxl_bits import Bits

MARKERS: Final = 16_384
"""Markers of one JPEG; the codec takes no more."""
SLACK: Final = 16 << 20
"""Bytes that the segments may take beyond sixteen times the bytes of the file."""

_APP, _COM, _BETWEEN, _END = range(0xE0, 0xF0), 0xFE, 0xFF, 0xD9
_KINDS: Final = ((0, 0), (0, 1), (1, 2), (2, 4))
_BETWEEN_MOST: Final = 1 << 16


def check_original(data: bytes) -> None:
    """Raise TooLarge where the segments of the original JPEG take far more than there is."""
    for kind, (start, end) in boxes(data, (0, len(data))):
        if kind == b"jbrd" and _claimed(data[start:end]) > 16 * len(data) + SLACK:
            raise TooLarge("the JPEG that it was made from is far larger than the file.")


def _claimed(content: bytes) -> int:
    """Give the bytes of all segments; of a broken list what it said so far."""
    bits, claimed = Bits(content), 0
    try:
        bits.flag()  # whether it is grey
        markers = [0]
        while markers[-1] != _END and len(markers) <= MARKERS:
            markers.append(0xC0 + bits.take(6))
        claimed += _BETWEEN_MOST * markers.count(_BETWEEN)
        for _ in range(sum(marker in _APP for marker in markers)):
            bits.number(*_KINDS)
            claimed += bits.take(16) + 1
        for _ in range(markers.count(_COM)):
            claimed += bits.take(16) + 1
    except UnreadableImage:
        pass
    return claimed
