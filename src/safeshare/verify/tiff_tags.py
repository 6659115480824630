"""The TIFF tags that say how to read the rows, and names of those that say more.

Source: TIFF 6.0 sections 8 to 15; Exif 2.32 section 4.6; XMP part 3; the ICC specification.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Values = dict[int, list[int]]

# bytes of one value, by type
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
         16: 8, 17: 8, 18: 8}  # fmt: skip
SHORT, INTEGERS = (3,), (3, 4, 16)

WIDTH, HEIGHT, DEPTH, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
STRIP_OFFSETS, SAMPLES, STRIP_ROWS, STRIP_COUNTS, PLANAR = 273, 277, 278, 279, 284
PREDICTOR, COLOURS, TILE_WIDTH, TILE_HEIGHT = 317, 320, 322, 323
TILE_OFFSETS, TILE_COUNTS, EXTRA, PROFILE = 324, 325, 338, 34675
PALETTE = 3  # a photometric interpretation


@dataclass(frozen=True, slots=True)
class Rule:
    """What a structural tag may hold."""

    name: str
    kinds: tuple[int, ...]
    allows: Callable[[list[int]], bool]


def _one(*allowed: int) -> Callable[[list[int]], bool]:
    return lambda numbers: len(numbers) == 1 and numbers[0] in allowed


def _all(*allowed: int) -> Callable[[list[int]], bool]:
    return lambda numbers: 1 <= len(numbers) <= 8 and set(numbers) <= set(allowed)


def _size(numbers: list[int]) -> bool:
    return len(numbers) == 1 and numbers[0] > 0


def _offsets(numbers: list[int]) -> bool:
    return bool(numbers)


def _colours(numbers: list[int]) -> bool:
    return len(numbers) in (3 * 2, 3 * 4, 3 * 16, 3 * 256)


STRUCTURAL: dict[int, Rule] = {
    254: Rule("NewSubfileType", INTEGERS, _one(0, 2)),
    WIDTH: Rule("ImageWidth", INTEGERS, _size),
    HEIGHT: Rule("ImageLength", INTEGERS, _size),
    DEPTH: Rule("BitsPerSample", SHORT, _all(1, 2, 4, 8, 16, 32)),
    COMPRESSION: Rule("Compression", SHORT, _one(1, 5, 8)),
    PHOTOMETRIC: Rule("PhotometricInterpretation", SHORT, _one(0, 1, 2, PALETTE, 5)),
    266: Rule("FillOrder", SHORT, _one(1)),
    STRIP_OFFSETS: Rule("StripOffsets", INTEGERS, _offsets),
    274: Rule("Orientation", SHORT, _one(*range(1, 9))),
    SAMPLES: Rule("SamplesPerPixel", SHORT, _one(1, 2, 3, 4)),
    STRIP_ROWS: Rule("RowsPerStrip", INTEGERS, _size),
    STRIP_COUNTS: Rule("StripByteCounts", INTEGERS, _offsets),
    PLANAR: Rule("PlanarConfiguration", SHORT, _one(1, 2)),
    PREDICTOR: Rule("Predictor", SHORT, _one(1, 2, 3)),
    COLOURS: Rule("ColorMap", SHORT, _colours),
    TILE_WIDTH: Rule("TileWidth", INTEGERS, _size),
    TILE_HEIGHT: Rule("TileLength", INTEGERS, _size),
    TILE_OFFSETS: Rule("TileOffsets", INTEGERS, _offsets),
    TILE_COUNTS: Rule("TileByteCounts", INTEGERS, _offsets),
    EXTRA: Rule("ExtraSamples", SHORT, _all(0, 1, 2)),
    339: Rule("SampleFormat", SHORT, _all(1, 2, 3)),
}

# Tags that tell who, what, where or when; others are noted by their number.
NAMES: dict[int, str] = {
    269: "DocumentName", 270: "ImageDescription", 271: "Make", 272: "Model", 285: "PageName",
    305: "Software", 306: "DateTime", 315: "Artist", 316: "HostComputer", 330: "SubIFDs",
    700: "XMP", 33432: "Copyright", 33723: "IPTC", 34377: "Photoshop", 34665: "ExifIFD",
    PROFILE: "ICCProfile", 34853: "GPSInfo", 37724: "ImageSourceData", 40965: "InteropIFD",
    40091: "XPTitle", 40092: "XPComment", 40093: "XPAuthor", 40094: "XPKeywords",
    40095: "XPSubject", 50706: "DNGVersion", 50735: "CameraSerialNumber",
}  # fmt: skip
