"""16 bits a sample: PNG and TIFF pictures as they are stored, where Pillow gives 8 bits.

OpenCV reads them (it is here anyway, for the detectors), but does not say what it made of
unusual ones, so its pixels count only when their high bytes are those that Pillow gives.
What it can't read stays 8-bit: planes stored apart, CMYK, Lab, floating point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from safeshare.pixels.exif_blocks import png_chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Deep = NDArray[np.uint16]

DEPTH, PHOTOMETRIC, PLANAR, EXTRA, SAMPLE_FORMAT = 258, 262, 284, 338, 339
"""Tags of TIFF 6.0 that say how samples are stored."""

WHITE_IS_ZERO = 0
PREMULTIPLIED = 1
STRIP = 256
"""Rows that are compared at a time, so that memory stays bounded."""


class DeepReader:
    """Gives the pictures of one file that have 16 bits a sample.

    data: the whole file. kind: its format; others than PNG and TIFF have no such pictures.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        self._data = data
        self._kind = kind
        self._order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
        self._big = 43 in data[2:4]
        self._patched: bytearray | None = None
        self._places: list[int] = []

    def read(self, image: Image.Image, index: int) -> Deep | None:
        """Give a picture as uint16 (height, width, 1, 3 or 4), upright as Pillow has it, or None.

        image: the file as Pillow opened it, at frame `index`, loaded: what is cut or
        broken was refused before. None where the picture has 8 bits or can't be read here.
        """
        if not self.is_deep(image) or not self._has_one_meaning(index):
            return None
        stored = _decoded(self._file_from(index))
        if stored is None or not _agrees(stored, image):
            return None
        return _shown(stored, image)

    def is_deep(self, image: Image.Image) -> bool:
        """Whether `read` would look at the picture at which an image stands."""
        if self._kind == "png":
            return self._data[24:25] == b"\x10" and getattr(image, "n_frames", 1) == 1
        if self._kind != "tiff":
            return False
        tags = _tags(image)
        return (
            set(tags.get(DEPTH, ())) == {16}
            and set(tags.get(SAMPLE_FORMAT, (1,))) == {1}
            and tags.get(PHOTOMETRIC) in (0, 1, 2)
            and (tags.get(PLANAR, 1) == 1 or len(tags[DEPTH]) == 1)
        )

    def _file_from(self, index: int) -> bytes | bytearray:
        """Give the file such that its picture `index` is the first one."""
        if not index:
            return self._data
        if self._patched is None:
            self._patched = bytearray(self._data)
        at, size = (8, 8) if self._big else (4, 4)
        self._patched[at : at + size] = self._place(index).to_bytes(size, self._order)
        return self._patched

    def _has_one_meaning(self, index: int) -> bool:
        """Whether OpenCV sees the picture that Pillow does, whose size was checked.

        Of a tag that stands twice one takes the first, the other the last; and Pillow takes a
        BigTIFF of "MM" for a plain one. Of a PNG's chunk OpenCV keeps as much memory free as its
        length asks for, before it finds that the file ends.
        """
        if self._kind == "png":
            chunks = png_chunks(self._data)
            return all(start + size <= len(self._data) for _, start, size in chunks)
        head, entry, _ = self._sizes()
        place = self._place(index)
        end = min(place + head + entry * self._number(place, head), len(self._data))
        tags = [self._data[at : at + 2] for at in range(place + head, end, entry)]
        return len(set(tags)) == len(tags) and self._data[:4] != b"MM\0+"

    def _place(self, index: int) -> int:
        """Give where the directory of a page stands (TIFF 6.0, section 2; BigTIFF)."""
        head, entry, link = self._sizes()
        if not self._places:
            self._places.append(self._number(8, 8) if self._big else self._number(4, 4))
        while len(self._places) <= index:
            place = self._places[-1]
            following = place + head + entry * self._number(place, head)
            self._places.append(self._number(following, link))
        return self._places[index]

    def _sizes(self) -> tuple[int, int, int]:
        """Bytes of a directory's count, of an entry, and of the place of the next directory."""
        return (8, 20, 8) if self._big else (2, 12, 4)

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self._data[at : at + size], self._order)


def _tags(image: Image.Image) -> dict[int, Any]:
    return dict(getattr(image, "tag_v2", {}))


def _decoded(data: bytes | bytearray) -> Deep | None:
    """Give the samples of a file's first picture, red first."""
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        samples = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        return None
    if samples is None or samples.dtype != np.uint16:
        return None
    deep = samples.view(np.uint16)
    if deep.ndim == 2:
        return deep[..., None]
    return _red_first(deep) if deep.shape[2] in (3, 4) else None


def _red_first(samples: Deep) -> Deep:
    """Swap blue and red in place, a strip at a time: another array would double the memory."""
    for top in range(0, samples.shape[0], STRIP):
        rows = samples[top : top + STRIP]
        rows[..., 0], rows[..., 2] = rows[..., 2].copy(), rows[..., 0].copy()
    return samples


def _agrees(stored: Deep, image: Image.Image) -> bool:
    """Whether the high bytes are what Pillow decoded, where both mean the same."""
    seen = np.asarray(image)
    seen = seen[..., None] if seen.ndim == 2 else seen
    channels = seen.shape[2]
    if seen.shape[:2] != stored.shape[:2] or channels > stored.shape[2]:
        return False
    shift = 8 if seen.dtype.itemsize == 2 else 0
    associated = channels == 4 and PREMULTIPLIED in _extra(image)
    for top in range(0, seen.shape[0], STRIP):
        rows = slice(top, top + STRIP)
        high = (stored[rows, :, :channels] >> 8).astype(np.int16)
        wrong = np.abs(high - (seen[rows] >> shift).astype(np.int16)) > 1
        if associated:  # Pillow has divided by the opacity
            wrong[..., :3] &= high[..., 3:] == 255
        if wrong.any():
            return False
    return True


def _extra(image: Image.Image) -> tuple[int, ...]:
    return tuple(_tags(image).get(EXTRA, ()))


def _shown(stored: Deep, image: Image.Image) -> Deep:
    """Give the samples as they are meant: opacity, premultiplication and white resolved."""
    from safeshare.pixels.depth import LEAST_OPACITY

    key = image.info.get("transparency")
    if key is not None and image.mode != "RGBA":  # the one colour that is clear, all 16 bits of it
        colours = stored[..., :1] if isinstance(key, int) else stored[..., :3]
        opacity = np.where((colours == np.array(key)).all(axis=2), 0, 65535).astype(np.uint16)
        return np.dstack([np.broadcast_to(colours, (*opacity.shape, 3)), opacity])
    if image.mode == "RGB":  # a fourth sample that is no opacity
        return stored[..., :3]
    if stored.shape[2] == 1 and _tags(image).get(PHOTOMETRIC) == WHITE_IS_ZERO:
        return 65535 - stored
    if stored.shape[2] == 4 and PREMULTIPLIED in _extra(image):
        opacity = np.maximum(stored[..., 3:], LEAST_OPACITY).astype(np.float32)
        for channel in range(3):
            whole = stored[..., channel] * np.float32(65535) / opacity[..., 0]
            stored[..., channel] = np.minimum(np.rint(whole), 65535)
    return stored
