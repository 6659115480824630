"""JPEG XL by an optional library: a plugin for Pillow that decodes, and an encoder.

The extra `jxl` brings the library. The plugin reads the header itself, so that
size and colours are known and checked before a decoder sees the file.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image, ImageFile

from safeshare.errors import UnreadableImage, UnsupportedFormat
from safeshare.pixels import jxl_header
from safeshare.pixels.colour import to_srgb
from safeshare.pixels.density import check_decoded, check_density
from safeshare.pixels.extents import check_extent
from safeshare.pixels.jpeg_passes import check_passes
from safeshare.pixels.jxl_colour import check_colour, eight_bits
from safeshare.pixels.upright import TURNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeshare.pixels.jxl_header import Header

PLUGIN: Final = "SAFESHARE-JXL"
"""Pillow's name of this plugin; another program's plugin may be called JXL."""

MISSING: Final = "JPEG XL needs a library that is not installed."
ADVICE: Final = (
    "Run pip install '.[jxl]' where safeshare came from, or export the photo as JPEG or PNG first."
)
EFFORT: Final = 5  # of 1..9; 2.3 s for 12 megapixels, 7 takes 4.4 s for 1 % less
_BLACK: Final = 4  # type of the extra channel that makes a picture CMYK


def library() -> Any:
    """Load the codec. Raises UnsupportedFormat, with what to install, when it is not there."""
    try:
        import imagecodecs

        imagecodecs.jpegxl_version()
    except (ImportError, AttributeError) as error:
        raise UnsupportedFormat(MISSING, advice=ADVICE) from error
    return imagecodecs


@cache
def register() -> None:
    """Make Pillow know PLUGIN. Raises UnsupportedFormat when the library is not installed."""
    library()
    Image.register_open(PLUGIN, JxlFile, lambda head: head.startswith(jxl_header.SIGNATURES))


class JxlFile(ImageFile.ImageFile):
    """A JPEG XL file: its size from the header, its pixels 8-bit sRGB and upright.

    Raises UnsupportedFormat, when it is loaded, for an animation (its timing can't be read)
    and for colours that can't be turned into sRGB.
    """

    format = PLUGIN
    format_description = "JPEG XL"

    def _open(self) -> None:
        self._data = self.fp.read() if self.fp else b""
        self._stream = jxl_header.codestream(self._data)
        self._header = jxl_header.read(self._stream)
        self._size = (self._header.width, self._header.height)
        self._mode = "RGBA" if self._header.alpha else "RGB"
        self._shown = False

    def load(self) -> Any:
        """Decode, unless that was done."""
        if not self._shown:
            self.im = self._decoded().convert(self._mode).im
            self._shown = True
            self._data = self._stream = b""
        return Image.Image.load(self)

    def _decoded(self) -> Image.Image:
        header = self._header
        if header.moves:
            raise UnsupportedFormat(
                "This JPEG XL is an animation, whose timing can't be read.",
                advice="Export it as GIF, WebP or animated PNG first.",
            )
        if header.colour.icc and jxl_header.has_jpeg(self._data):
            return _as_jpeg(self._data, header)
        if _BLACK in header.channels:
            raise UnsupportedFormat("This JPEG XL is made for print (CMYK).")
        check_colour(header.colour)
        planes = 3 + len(header.channels)  # all are decoded, also those that nothing shows
        check_density(len(self._data), "jxl", header.width * header.height * planes)
        samples = _in_rows(library().jpegxl_decode(self._stream, index=0), header)
        frame = eight_bits(samples, header)
        return Image.fromarray(frame[..., 0] if frame.shape[2] == 1 else frame)


def _in_rows(samples: NDArray[np.generic], header: Header) -> NDArray[np.generic]:
    """Give decoded samples as (height, width, channels), checked against the header.

    Grey with channels that are no alpha comes plane by plane.
    """
    if samples.ndim == 3 and header.channels and not header.alpha and header.colour.space == 1:
        samples = samples[0]
    shaped = samples[..., None] if samples.ndim == 2 else samples
    if shaped.ndim != 3 or shaped.shape[:2] != (header.height, header.width):
        raise UnreadableImage("The picture has another size than its header says.")
    return shaped


def _as_jpeg(data: bytes, header: Header) -> Image.Image:
    """Decode the JPEG that the file was made from, which has its profile outside of the picture.

    The turn is that of the JPEG XL header, as its viewers see it.
    """
    packed = library().jpegxl_decode_jpeg(data)
    check_extent(packed, "jpeg")
    stored = Image.open(io.BytesIO(packed), formats=["JPEG"])
    size = stored.size if header.orientation < 5 else stored.size[::-1]
    if size != (header.width, header.height):  # which were checked
        raise UnreadableImage("The picture has another size than its header says.")
    check_decoded(len(packed), "jpeg", stored)
    check_passes(packed, "jpeg", stored.size)
    turn = TURNS.get(header.orientation)
    turned = stored if turn is None else stored.transpose(Image.Transpose[turn])
    profile = stored.info.get("icc_profile")
    return to_srgb(turned, profile if isinstance(profile, bytes) else b"")


def encode(frame: NDArray[np.uint8 | np.uint16], quality: int) -> bytes:
    """Give a bare codestream: no container, no metadata, sRGB.

    frame: uint8 (height, width, 3 or 4), as ENCODERS settles it. With alpha it is lossless:
    lossy colour would spill under clear pixels. quality: 1..100. Raises UnsupportedFormat
    without the library.
    """
    exact = frame.shape[2] == 4
    chosen = {"lossless": True} if exact else {"level": quality}
    codec = library()
    coded: bytes = codec.jpegxl_encode(frame, effort=EFFORT, usecontainer=False, **chosen)
    return coded
