"""The two metadata blocks that a safe copy may carry: one orientation tag, one known profile."""

from __future__ import annotations

import hashlib
import struct

from safeshare.verify.profiles import CANONICAL_PROFILES

ORIENTATION_SIZE = 26  # TIFF header 8, entry count 2, one entry 12, next IFD 4


def is_bare_orientation(tiff: bytes) -> bool:
    """Return whether the bytes are a TIFF structure with the orientation tag and nothing else.

    Source: TIFF 6.0 section 2; Exif 2.32 section 4.6.4 (tag 0x0112).
    """
    if len(tiff) != ORIENTATION_SIZE or tiff[:2] not in (b"II", b"MM"):
        return False
    order = "<" if tiff[:2] == b"II" else ">"
    magic, start, count, tag, kind, values, value, spare, further = struct.unpack(
        order + "HIHHHIHHI", tiff[2:]
    )
    fixed = (magic, start, count, tag, kind, values, spare, further)
    return fixed == (42, 8, 1, 0x0112, 3, 1, 0, 0) and 1 <= value <= 8


def is_canonical_profile(profile: bytes) -> bool:
    """Return whether the colour profile is one of the project's own, byte for byte."""
    return hashlib.sha256(profile).hexdigest() in CANONICAL_PROFILES
