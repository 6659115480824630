"""Opens a picture with Pillow for comparing, apart from the decoder that the copy came from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from safeshare.errors import UnreadableImage
from safeshare.verify.jxl_decode import open_stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

ORIENTATION = 0x0112
BAND = 512  # rows
# signature: Pillow's name of the format
FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG", "PNG"), (b"RIFF", "WEBP"), (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"II+\0", "TIFF"), (b"MM\0+", "TIFF"), (b"BM", "BMP"),
    (b"\xff\x0a", "JXL"),
)  # fmt: skip


def format_of(data: bytes) -> str:
    """Return Pillow's name of the picture's format; raise UnreadableImage for others."""
    for signature, name in FORMATS:
        if data.startswith(signature):
            return name
    if data[4:8] == b"ftyp":
        return "AVIF"
    raise UnreadableImage("The picture is in no format that can be compared.")


def open_picture(data: bytes) -> ImageFile:
    """Return the opened picture, whatever its size; raise UnreadableImage if it can't be.

    The format's own plug-in is called: Image.open would judge the size by a limit that is
    global, while limits are checked before a copy is made. Of a JPEG only the first picture
    is seen, also when others follow.
    """
    from PIL import Image, JpegImagePlugin

    name = format_of(data)
    if name == "JXL":
        return open_stream(data)
    with _decoding("The picture"):
        if name == "JPEG":
            return JpegImagePlugin.JpegImageFile(BytesIO(data))
        Image.init()
        return Image.OPEN[name][0](BytesIO(data), "")


@contextmanager
def _decoding(what: str) -> Iterator[None]:
    """Turn whatever a plug-in raises on broken bytes into an UnreadableImage."""
    try:
        yield
    except Exception as error:
        raise UnreadableImage(f"{what} can't be decoded ({error}).") from error


def upright_tag(picture: ImageFile) -> int:
    """Return the orientation of the EXIF tag, 1 to 8; 1 where it is missing or makes no sense.

    Viewers turn a picture by that tag alone, while Pillow's own look-up also reads XMP.
    """
    from PIL import Image

    exif = Image.Exif()
    with _decoding("The picture's orientation"):
        exif.load(picture.info.get("exif") or b"")
        tag = exif.get(ORIENTATION, 1)
    return tag if isinstance(tag, int) and 1 <= tag <= 8 else 1


def frame_count(picture: ImageFile) -> int:
    """Return how many frames or pages there are."""
    with _decoding("The picture"):
        return int(getattr(picture, "n_frames", 1))


def frames(picture: ImageFile) -> Iterator[ImageFile]:
    """Give the picture once for each of its frames, decoded; it is the same object each time.

    Raises: UnreadableImage where a frame can't be decoded.
    """
    for index in range(frame_count(picture)):
        with _decoding(f"Frame {index + 1}"):
            picture.seek(index)
            picture.load()
        yield picture


def deep_frames(data: bytes) -> Iterator[NDArray[np.uint8 | np.uint16]]:
    """Give all frames or pages of a PNG or TIFF with the depth that they are stored in.

    Each is uint8 or uint16 (height, width, 3 or 4). Pillow has 8 bits for most of them, so
    OpenCV decodes. Raises: UnreadableImage where they can't be decoded.
    """
    import cv2
    import numpy as np

    buffer = np.frombuffer(data, np.uint8)
    with _decoding("The picture"):
        if format_of(data) == "TIFF":
            stored = list(cv2.imdecodemulti(buffer, cv2.IMREAD_UNCHANGED)[1])
        else:
            only = cv2.imdecode(buffer, cv2.IMREAD_UNCHANGED)
            stored = [] if only is None else [only]
    if not stored:
        raise UnreadableImage("The picture can't be decoded.")
    for frame in stored:
        kept: NDArray[np.uint8 | np.uint16] = frame.view(
            np.uint8 if frame.dtype == np.uint8 else np.uint16
        )
        if kept.ndim == 2:
            yield np.repeat(kept[..., None], 3, axis=2)
        else:
            yield _red_first(kept)


def _red_first(frame: NDArray[np.uint8 | np.uint16]) -> NDArray[np.uint8 | np.uint16]:
    """Swap blue and red in place, a band at a time: another array would double the memory."""
    for top in range(0, frame.shape[0], BAND):
        rows = frame[top : top + BAND]
        rows[..., 0], rows[..., 2] = rows[..., 2].copy(), rows[..., 0].copy()
    return frame


def high_bytes(frame: NDArray[np.uint8 | np.uint16]) -> NDArray[np.uint8]:
    """Return a frame with 8 bits a sample: of 16 the upper ones, which are not copied."""
    import numpy as np

    if frame.dtype.itemsize == 1:
        return frame.view(np.uint8)
    halves = np.ascontiguousarray(frame).view(np.uint8)
    return halves[..., 1::2] if sys.byteorder == "little" else halves[..., ::2]


def pixels(picture: ImageFile) -> NDArray[np.uint8]:
    """Return the current frame as uint8 (height, width, 3 or 4), sRGB as it stands."""
    import numpy as np

    mode = "RGBA" if picture.has_transparency_data else "RGB"
    shown = picture if picture.mode == mode else picture.convert(mode)
    frame = np.empty((shown.height, shown.width, len(mode)), np.uint8)
    for top in range(0, shown.height, BAND):  # all at once would take the memory twice
        bottom = min(top + BAND, shown.height)
        frame[top:bottom] = np.asarray(shown.crop((0, top, shown.width, bottom)))
    return frame


def all_pixels(picture: ImageFile) -> Iterator[NDArray[np.uint8]]:
    """Give each frame as `pixels` does; the picture itself is let go before the last one."""
    last = frame_count(picture)
    for number, shown in enumerate(frames(picture), 1):
        frame = pixels(shown)
        if number == last:
            shown.close()
        yield frame
