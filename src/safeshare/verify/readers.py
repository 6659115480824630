"""Which reader knows which container, by the first bytes of a file."""

from __future__ import annotations

from collections.abc import Callable

from safeshare.errors import UnsupportedFormat
from safeshare.verify import bmp, gif, isobmff, jpeg, jxl, png, tiff, webp
from safeshare.verify.notes import Notes

Reader = Callable[[bytes, Notes], None]

# signature: pairs of an offset and the bytes that stand there
READERS: tuple[tuple[tuple[tuple[int, bytes], ...], Reader], ...] = (
    (((0, b"\xff\xd8\xff"),), jpeg.read),
    (((0, b"\x89PNG\r\n\x1a\n"),), png.read),
    (((0, b"RIFF"), (8, b"WEBP")), webp.read),
    (((0, b"GIF87a"),), gif.read),
    (((0, b"GIF89a"),), gif.read),
    (((0, b"II*\0"),), tiff.read),
    (((0, b"MM\0*"),), tiff.read),
    (((0, b"II+\0"),), tiff.read),
    (((0, b"MM\0+"),), tiff.read),
    (((0, b"BM"),), bmp.read),
    (((4, b"ftyp"),), isobmff.read),
    (((0, b"\xff\x0a"),), jxl.read),
    (((0, b"\0\0\0\x0cJXL \r\n\x87\n"),), jxl.read),
)


def reader_of(data: bytes) -> Reader:
    """Return the reader for a file by its first bytes; raise UnsupportedFormat without one."""
    for signature, reader in READERS:
        if all(data.startswith(sign, place) for place, sign in signature):
            return reader
    raise UnsupportedFormat("The file is not a photo in a format that can be checked.")
