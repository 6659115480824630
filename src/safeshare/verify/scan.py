"""Finds bytes behind the last block of a JPEG's runs of coded data, with one small decode.

A reader can't tell coded data from other bytes without decoding. So libjpeg is fed
bit by bit around the end of each run, and gives itself away by what it takes: as long
as a block is missing it waits for a whole word of bits; once the last block is there it
passes by whatever comes, byte by byte, until the next marker. It decodes at an eighth of
the size and in grey, which costs little more than reading the bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from safeshare.errors import UnreadableImage
from safeshare.model import Limits
from safeshare.verify.decode import open_picture
from safeshare.verify.notes import BrokenError

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

Span = tuple[int, int]

WITHHELD = 16  # bytes; a surplus of so many is found
MOST_TRIED = 24 << 20  # bytes of arithmetic coding, some seconds' work
WATCHED = 6  # of them; fewer than a word of bits, for which the decoder waits
LARGE = 900_000_000  # bytes of coefficients that are held of the smallest file
THINNEST = 192  # bytes of them for each byte of the file; above LARGE fewer are no photo
RESTART = re.compile(rb"\xff[\xd0-\xd7]")


def surplus(data: bytes, scans: Sequence[Span], end: int, *, arithmetic: bool) -> list[Span]:
    """Return of each run of coded data with bytes behind its last block the last of those bytes.

    scans: half-open ranges of coded data, in the order of the file; a run is a scan, or what
    restart markers make of it. end: where the picture ends. arithmetic: it is coded so; then
    only whole scans are looked at, and each costs a decode of all that comes before.
    Does not see: a surplus of fewer than 16 bytes.
    Raises BrokenError when the picture can't be decoded, or is not: it has too many arithmetic
    scans, more pixels than the usual limit, or coefficients that its few bytes don't fill.
    """
    picture = _open(data)
    if picture.width * picture.height > Limits().pixels or _is_empty(picture, len(data)):
        raise BrokenError("coded data", "more pixels than are decoded")
    decoder = _Decoder(picture, data)
    if arithmetic:
        stops = [stop for _, stop in _tried(scans) if _is_enough(data, stop - WITHHELD + WATCHED)]
    else:
        runs = _long(run for scan in scans for run in _runs(data, scan))
        stops = [stop for _, stop in runs if _passes_by(decoder, data, stop)]
    decoder.feed(end)
    if not decoder.done:
        raise BrokenError(f"coded data at byte {scans[0][0]:,}", "it can't be decoded")
    return [(stop - WITHHELD, stop) for stop in stops]


def _runs(data: bytes, scan: Span) -> Iterator[Span]:
    """Give what the restart markers leave of a scan."""
    start, end = scan
    for found in RESTART.finditer(data, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def _long(runs: Iterable[Span]) -> Iterator[Span]:
    return (run for run in runs if run[1] - run[0] > WITHHELD)


def _tried(scans: Sequence[Span]) -> Iterator[Span]:
    """Give the scans that are tried one by one; raise BrokenError where that would take long."""
    if sum(end for _, end in scans) > MOST_TRIED:
        raise BrokenError("coded data", "too many arithmetic scans to be checked")
    return _long(scans)


def _passes_by(decoder: _Decoder, data: bytes, end: int) -> bool:
    """Decode up to a run's end; return whether its last bytes were passed by one by one."""
    return not decoder.done and all(decoder.feed(stop) == 0 for stop in _steps(data, end))


def _is_enough(data: bytes, end: int) -> bool:
    """Return whether an arithmetic decoder, which can't wait for bytes, does without the rest."""
    decoder = _Decoder(_open(data), data)
    decoder.feed(end)
    return not decoder.failed


def _steps(data: bytes, end: int) -> Iterator[int]:
    """Give places in a run's last bytes, one byte apart; a coded FF is one with its 00."""
    at = end - WATCHED
    at -= data[at - 1] == 0xFF
    while at < end:
        yield at
        at += 2 if data[at] == 0xFF else 1
    yield end


def _open(data: bytes) -> ImageFile:
    try:
        return open_picture(data)
    except UnreadableImage as error:
        raise BrokenError("coded data", f"it can't be decoded ({error.message})") from error


def _is_empty(picture: ImageFile, size: int) -> bool:
    """Return whether a decoder would hold far more coefficients than the file can name."""
    layers = getattr(picture, "layer", [])
    most = max((wide * tall for _, wide, tall, _ in layers), default=1)
    share = sum(wide * tall for _, wide, tall, _ in layers) / max(1, most)
    coefficients = 2 * picture.width * picture.height * share
    return bool(picture.info.get("progressive")) and coefficients > max(LARGE, THINNEST * size)


class _Decoder:
    """Pillow's libjpeg, fed as far as told; the small picture it makes is thrown away."""

    def __init__(self, picture: ImageFile, data: bytes) -> None:
        from PIL import Image

        picture.draft("L", (1, 1))
        _, extents, _, args = picture.tile[0]
        picture.load_prepare()
        # Its public door, ImageFile.Parser, can decode only at full size.
        decoder = Image._getdecoder(picture.mode, "jpeg", args, picture.decoderconfig)
        decoder.setimage(picture.im, extents)
        self._decoder, self._view, self._at = decoder, memoryview(data), 0
        self.done = self.failed = False

    def feed(self, stop: int) -> int:
        """Decode up to `stop`; return how many bytes before it the decoder did not take yet."""
        if self.done or self.failed:
            return 0
        taken, error = self._decoder.decode(self._view[self._at : stop])
        if taken < 0:
            self.done, self.failed = not error, bool(error)
            return 0
        self._at += taken
        return stop - self._at
