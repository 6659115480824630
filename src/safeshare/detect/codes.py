"""The code search: QR and bar codes, boarding passes, parcel labels.

zxing-cpp reads matrix codes at any turn, and bar codes along the lines that it scans; striped
places are therefore cut out, turned level and read again. What is surely a code but can't
be read, being blurred or half hidden, is found too: from a better photo of it, or
with more patience than a reader has, somebody else may read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.chequers import chequered
from safeshare.detect.patches import enlarged, level, zoomed
from safeshare.detect.sizes import shrunk
from safeshare.detect.stripes import looks_like_bars, striped, tensor, whole_bars
from safeshare.detect.turned import SAME, around, grown, hull, outline, overlap
from safeshare.detect.views import parts
from safeshare.model import Detection

if TYPE_CHECKING:
    from collections.abc import Iterator

    import zxingcpp
    from numpy.typing import NDArray

    from safeshare.detect.stripes import Tensor
    from safeshare.detect.turned import Corners

    Grey = NDArray[np.uint8]
    Scale = NDArray[np.float64]

FINE = 2048 * 1536
"""Pixels of the copy that is read as a whole; places are cut out of the photo itself."""

COARSE = 1024 * 768
"""Pixels of the copy that is read turned."""

TURNS = (30, 60)
"""Degrees by which that copy is turned and read again; readers bear some 15."""

LONG = 4
"""Shorter sides that a piece of it is long at most: a whole strip, turned, is a huge square."""

SMALLEST = 16
"""Pixels: no code is smaller; images with a shorter side hold none."""

READ, SEEN, GUESSED = 1.0, 0.8, 0.6
"""Scores: read; found with errors in it; looks like one."""

LINEAR = ("Codabar", "Code39", "Code93", "Code128", "ITF", "DataBar", "EANUPC")
MATRIX = (
    *("QRCode", "MicroQRCode", "RMQRCode", "DataMatrix"),
    *("Aztec", "MaxiCode", "PDF417", "MicroPDF417"),
)

CERTAIN_WITH_ERRORS = frozenset({"QRCode", "MicroQRCode", "PDF417", "Aztec", "Code128"})
"""Kinds whose frame is so particular that a wrong checksum still means a code. Leaves and brick
look like broken codes of the other kinds."""

FEWEST = {"ITF": 8, "Codabar": 6, "Code39": 4, "Code93": 4}
"""Characters from which kinds without a checksum are believed: rows of anything read as less."""

MOST = 16
"""Broken codes a photo that are looked at again."""

PARTLY = 0.3
"""Share from which what was not read counts as another sight of what was: its place is vague."""

QUIET = 0.04
"""Share of a code's longer side that its region grows to all sides."""


def find_codes(image: NDArray[np.uint8]) -> tuple[Detection, ...]:
    """Find codes that machines read.

    image: uint8 (height, width, 3) sRGB of any size. Returns detections of kind
    "code", best score first; points: four corners around all bars or cells and a
    little more; name: the sort, such as "QR Code"; value: what it says, empty
    where it could not be read.
    """
    import cv2

    if min(image.shape[:2]) < SMALLEST:
        return ()
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY), np.uint8)
    small, scale = shrunk(grey, FINE)
    edges = tensor(small)
    seen = [*_read_whole(grey, small, scale), *_read_turned(grey, small)]
    seen += [*_read_stripes(grey, edges), *_read_chequered(grey, edges)]
    doubtful = [code for code in seen if code.score == SEEN]
    sure = _settled([code for code in seen if code.score != SEEN])
    unread = [c for c in doubtful if not any(overlap(c, other) > PARTLY for other in sure)]
    return tuple(_settled([*sure, *_zoomed_in(grey, unread)]))


def _zoomed_in(grey: Grey, doubtful: list[Detection]) -> Iterator[Detection]:
    """Read broken codes again, level and enlarged: most can be read then, or are no codes.

    What fails there too, in the same way, is a code that is spoiled.
    """
    for code in doubtful[:MOST]:
        patch, back = zoomed(grey, np.array(code.points))
        for again in _read(patch, (*LINEAR, *MATRIX)):
            if again.error is None or str(again.format) == code.name:
                corners = np.c_[_position(again), np.ones(4)] @ back.T
                yield from _detections(grey, again, corners)


def _settled(seen: list[Detection]) -> list[Detection]:
    """Leave out what other looks saw of the same code.

    What was read knows its place best, above all where most of it was read.
    """
    kept: list[Detection] = []
    for code in sorted(seen, key=lambda code: (-code.score, -len(code.value), code.box)):
        most = SAME if code.score == READ else PARTLY
        if not any(overlap(code, other) > most for other in kept):
            kept.append(code)
    return kept


def _read_whole(grey: Grey, small: Grey, scale: Scale) -> Iterator[Detection]:
    """Read the photo as it stands, on a smaller copy."""
    for code in _read(small, (*LINEAR, *MATRIX)):
        corners = _position(code) * scale
        yield from _detections(grey, code, corners)


def _read_turned(grey: Grey, copy: Grey) -> Iterator[Detection]:
    """Read a smaller copy at turns between the quarters, for matrix and stacked codes."""
    import cv2

    small, _ = shrunk(copy, COARSE)
    height, width = small.shape
    scale = np.array([grey.shape[1] / width, grey.shape[0] / height])
    short = min(height, width)
    for box in parts((0, 0, width, height), LONG * short, short):
        left, top, right, bottom = (round(value) for value in box)
        piece = small[top:bottom, left:right]
        tall, wide = piece.shape
        side = int(np.hypot(tall, wide)) + 1
        for degrees in TURNS:
            there = cv2.getRotationMatrix2D((wide / 2, tall / 2), degrees, 1)
            there[:, 2] += ((side - wide) / 2, (side - tall) / 2)
            turned = cv2.warpAffine(piece, there, (side, side), borderValue=128)
            back = cv2.invertAffineTransform(there)
            for code in _read(np.asarray(turned, np.uint8), MATRIX):
                corners = (np.c_[_position(code), np.ones(4)] @ back.T + (left, top)) * scale
                yield from _detections(grey, code, corners)


def _read_stripes(grey: Grey, edges: Tensor) -> Iterator[Detection]:
    """Read striped places, each turned level; what can't be read may still look like bars."""
    for box in striped(grey, edges):
        patch, back = level(grey, box)
        codes = list(_read(patch, (*LINEAR, "PDF417", "MicroPDF417")))
        for code in codes:
            corners = np.c_[_position(code), np.ones(4)] @ back.T
            yield from _detections(grey, code, corners)
        if not codes and looks_like_bars(patch):
            yield _detection(box, GUESSED, "bar code", "")


def _read_chequered(grey: Grey, edges: Tensor) -> Iterator[Detection]:
    """Read small chequered places, enlarged."""
    for box in chequered(grey, edges):
        patch, back = enlarged(grey, box)
        for code in _read(patch, MATRIX):
            yield from _detections(grey, code, np.c_[_position(code), np.ones(4)] @ back.T)


def _read(grey: Grey, kinds: tuple[str, ...]) -> Iterator[zxingcpp.Barcode]:
    import zxingcpp

    formats = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, kind) for kind in kinds])
    for code in zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=formats, return_errors=True
    ):
        kind = code.format.name
        whole = code.error is None and len(code.text) >= FEWEST.get(kind, 1)
        if whole or (code.error is not None and kind in CERTAIN_WITH_ERRORS):
            yield code


def _detections(grey: Grey, code: zxingcpp.Barcode, corners: Corners) -> Iterator[Detection]:
    height, width = grey.shape
    if code.error is not None and not ((corners > -1) & (corners < (width + 1, height + 1))).all():
        return  # a stacked code of which one row was read: its corners are made up
    linear = code.format.name not in MATRIX
    box = whole_bars(grey, corners) if linear else around(corners)
    failed = code.error is not None
    yield _detection(box, SEEN if failed else READ, str(code.format), "" if failed else code.text)


def _detection(box: Corners, score: float, name: str, value: str) -> Detection:
    longest = float(np.linalg.norm(box - np.roll(box, 1, axis=0), axis=1).max())
    corners = grown(around(box), 2 + QUIET * longest)
    points = outline(corners)
    return Detection("code", hull(points), score, points=points, name=name, value=value)


def _position(code: zxingcpp.Barcode) -> Corners:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(corner.x, corner.y) for corner in corners], np.float64)
