"""What a lossless copy keeps besides the picture."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Keep:
    """What a lossless copy carries besides its coded picture.

    orientation: EXIF value 1..8; 1, or any other number, writes no tag at all.
    icc: a colour profile, or empty for none. GIF can carry neither.
    """

    orientation: int = 1
    icc: bytes = field(default=b"", repr=False)

    @property
    def exif(self) -> bytes:
        """Give a TIFF structure with the orientation alone (26 bytes), or nothing.

        Source: TIFF 6.0, section 2; the tag is 0x0112, a SHORT.
        """
        if not 2 <= self.orientation <= 8:
            return b""
        entry = struct.pack(">HHIHH", 0x0112, 3, 1, self.orientation, 0)
        return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
