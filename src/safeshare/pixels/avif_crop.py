"""Opens an AVIF as viewers show it: without what its container crops away.

A `clap` property hides rows and columns that are still coded. Pillow shows them; a copy that
shows more than its source would give away what somebody cut off.
Source: ISO/IEC 14496-12, 12.1.4 (clean aperture); ISO/IEC 23008-12, 6.5.9 (as an item property).
"""

from __future__ import annotations

from functools import cache
from typing import Final

from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile, _accept

from safeshare.errors import UnsupportedFormat
from safeshare.pixels.boxes import associations, boxes, first

PLUGIN: Final = "SAFESHARE-AVIF"
"""Pillow's name of this plugin; Pillow's own stays as it is."""


@cache
def register() -> None:
    """Make Pillow know PLUGIN."""
    Image.register_open(PLUGIN, CroppedAvif, _accept)


class CroppedAvif(AvifImageFile):
    """An AVIF whose size and pixels are those inside of its crop.

    Raises UnsupportedFormat for a cropped animation.
    """

    format = PLUGIN

    def _open(self) -> None:
        data = self.fp.read() if self.fp else b""
        if self.fp:
            self.fp.seek(0)
        super()._open()
        width, height = self.size
        inside = window(data, width, height)
        if inside is None:
            return
        if self.n_frames > 1:
            raise UnsupportedFormat("This AVIF is an animation that its container crops.")
        x0, y0, x1, y1 = inside
        bands = len(self._mode)
        self._size = (x1 - x0, y1 - y0)
        start = (y0 * width + x0) * bands
        place = (0, 0, *self._size)
        self.tile = [ImageFile._Tile("raw", place, start, (self._mode, width * bands, 1))]

    def load_seek(self, pos: int) -> None:
        """Go to where the pixels inside of the crop begin."""
        if self.fp:
            self.fp.seek(pos)


def window(data: bytes, width: int, height: int) -> tuple[int, int, int, int] | None:
    """Give the box of pixels, as coded, that the primary picture's crop leaves.

    None without a crop, with one that leaves everything, and with one that makes no sense,
    which viewers ignore.
    """
    content = _crop(data)
    if content is None or len(content) != 32:
        return None
    numbers = [int.from_bytes(content[at : at + 4], "big", signed=True) for at in range(0, 32, 4)]
    below = numbers[1::2]
    if min(below) <= 0:
        return None
    wide, high, right, down = (top / under for top, under in zip(numbers[::2], below, strict=True))
    x0, y0 = (width - wide) / 2 + right, (height - high) / 2 + down
    box = (round(x0), round(y0), round(x0 + wide), round(y0 + high))
    sane = 0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height
    return box if sane and box != (0, 0, width, height) else None


def _crop(data: bytes) -> bytes | None:
    """Give the content of the `clap` property that belongs to the primary picture."""
    meta = first(data, (0, len(data)), b"meta")
    inside = (meta[0] + 4, meta[1]) if meta else None
    pitm, iprp = (first(data, inside, kind) if inside else None for kind in (b"pitm", b"iprp"))
    ipco = first(data, iprp, b"ipco") if iprp else None
    if pitm is None or iprp is None or ipco is None:
        return None
    primary = int.from_bytes(data[pitm[0] + 4 : pitm[0] + (8 if data[pitm[0]] else 6)], "big")
    properties = list(boxes(data, ipco))
    for kind, span in boxes(data, iprp):
        for item, index in associations(data, span) if kind == b"ipma" else ():
            known = item == primary and 0 < index <= len(properties)
            if known and properties[index - 1][0] == b"clap":
                start, end = properties[index - 1][1]
                return data[start:end]
    return None
