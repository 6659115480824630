"""How often a JPEG's decoder walks over all pixels: once for each scan.

Source: ITU-T T.81, B.1.1 and B.2.
"""

from __future__ import annotations

import re
from typing import Final

from safeshare.errors import TooLarge

MOST: Final = 2_000_000_000
"""Pixels times scans."""
BESIDE: Final = 200_000_000
"""The same of a picture beside the photo, of which there may be several, in a small file."""

SEGMENTS: Final = 100_000

# In coded data FF 00 is a coded FF, and FF D0 to D7 restart it.
_MARKER: Final = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_BARE: Final = frozenset([0x01, 0xD8])
_SCAN, _END = 0xDA, 0xD9


def check_passes(data: bytes, kind: str, size: tuple[int, int], most: int = MOST) -> None:
    """Raise TooLarge for a JPEG whose decoding would take minutes.

    kind: the file's format; others pass. size: width and height in pixels. most: pixels
    times scans. What lies in segments and behind the end, such as a video, does not count.
    """
    if kind != "jpeg":
        return
    scans = passes(data)
    if scans > 1 and scans * size[0] * size[1] > most:
        raise TooLarge(f"it is coded in {scans:,} passes, which would take minutes to decode.")


def passes(data: bytes) -> int:
    """Count the scans of the first picture, as far as a decoder would follow them.

    Raises TooLarge for more segments than are counted: scans may stand behind them.
    """
    at = scans = 0
    for _ in range(SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None or (code := found[1][0]) == _END:
            return scans
        scans += code == _SCAN
        at = found.end()
        if code not in _BARE:
            at += int.from_bytes(data[at : at + 2], "big")
    raise TooLarge(f"it has more than {SEGMENTS:,} segments.")
