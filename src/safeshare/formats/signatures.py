"""Tells a file's format by its first bytes, never by its name."""

from __future__ import annotations

from typing import Final

from safeshare.errors import UnreadableImage, UnsupportedFormat

from . import bmp, boxes, ifd, jxl, png_chunks

_RAW: Final = "a camera RAW file"
_VIDEO: Final = "a video"
_ARCHIVE: Final = "an archive or an office document"

# Known formats that safeshare can't clean: where the signature stands, the signature, the name.
_OTHERS: Final = (
    (0, b"%PDF-", "a PDF document"),
    (0, b"8BPS", "a Photoshop document (PSD)"),
    (0, b"gimp xcf", "a GIMP document (XCF)"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"\xff\xd8\xff\xf7", "a JPEG-LS picture"),
    (0, b"II\xbc\x01", "a JPEG XR picture"),
    (0, b"\0\0\x01\0", "an icon (ICO)"),
    (0, b"\0\0\x02\0", "a cursor (CUR)"),
    (0, b"%!PS", "an EPS or PostScript document"),
    (0, b"\xc5\xd0\xd3\xc6", "an EPS or PostScript document"),
    (0, b"\x1aE\xdf\xa3", f"{_VIDEO} (WebM or Matroska)"),
    (8, b"AVI ", f"{_VIDEO} (AVI)"),
    (0, b"FLV\x01", f"{_VIDEO} (FLV)"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", f"{_VIDEO} (WMV)"),
    (0, b"\0\0\x01\xba", f"{_VIDEO} (MPEG)"),
    (0, b"\0\0\x01\xb3", f"{_VIDEO} (MPEG)"),
    (8, b"CR\x02", f"{_RAW} (CR2)"),
    (4, b"ftypcrx ", f"{_RAW} (CR3)"),
    (0, b"FUJIFILMCCD-RAW", f"{_RAW} (RAF)"),
    (0, b"IIRO\x08\0\0\0", f"{_RAW} (ORF)"),
    (0, b"IIRS\x08\0\0\0", f"{_RAW} (ORF)"),
    (0, b"MMOR\0\0\0\x08", f"{_RAW} (ORF)"),
    (0, b"IIU\0", f"{_RAW} (RW2)"),
    (0, b"FOVb", f"{_RAW} (X3F)"),
    (0, b"\0MRM", f"{_RAW} (MRW)"),
    (6, b"HEAPCCDR", f"{_RAW} (CRW)"),
    (8, b"IIII", f"{_RAW} (IIQ)"),
    (0, b"\x8aMNG\r\n\x1a\n", "an MNG animation"),
    (0, b"\x8bJNG\r\n\x1a\n", "a JNG picture"),
    (0, b"v/1\x01", "an OpenEXR picture"),
    (0, b"#?RADIANCE", "a Radiance HDR picture"),
    (0, b"qoif", "a QOI picture"),
    (0, b"DDS ", "a DDS texture"),
    (0, b"AT&TFORM", "a DjVu document"),
    (0, b"FLIF", "a FLIF picture"),
    (0, b"BPG\xfb", "a BPG picture"),
    (0, b"PK\x03\x04", _ARCHIVE),
    (0, b"Rar!\x1a\x07", "an archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "an archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _ARCHIVE),
)
_MOVIE_ATOMS: Final = (b"moov", b"mdat", b"wide", b"pnot", b"free", b"skip")

_DNG, _PHOTOMETRIC, _COMPRESSION = 0xC612, 0x0106, 0x0103
_MOSAICS: Final = (32803, 34892)  # colour filter array, linear raw
_MAKERS: Final = (32767, 32769, 34713, 65535)  # compressions of Sony, Nikon and Pentax


def name_of(data: bytes) -> str:
    """Give a name of FORMATS for the data.

    Raises UnsupportedFormat, with the format's name, for what is known but can't
    be cleaned, and UnreadableImage for everything else.
    """
    if not data:
        raise UnreadableImage("The file is empty.", advice="Choose a photo.")
    other = _other(data)
    if other:
        raise UnsupportedFormat(f"This is {other}, which safeshare can't clean.")
    name = _photo(data)
    if name is None:
        raise UnreadableImage("The file is not a photo, or its beginning is damaged.")
    return name


def _photo(data: bytes) -> str | None:
    if data[4:8] == b"ftyp":
        return "avif" if boxes.is_avif(boxes.brands(data)) else "heic"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    signatures = {
        "jpeg": data.startswith(b"\xff\xd8\xff"),
        "png": data.startswith(png_chunks.SIGNATURE),
        "gif": data.startswith((b"GIF87a", b"GIF89a")),
        "tiff": ifd.has_header(data),
        "bmp": bmp.begins(data),
        "jxl": jxl.begins(data),
    }
    return next((name for name, fits in signatures.items() if fits), None)


def _other(data: bytes) -> str | None:
    for at, signature, name in _OTHERS:
        if data.startswith(signature, at):
            return name
    if data[4:8] == b"ftyp":
        return None if boxes.is_picture(boxes.brands(data)) else f"{_VIDEO} (MP4 or QuickTime)"
    if data[4:8] in _MOVIE_ATOMS:
        return f"{_VIDEO} (QuickTime)"
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in start:
        return "an SVG drawing"
    if ifd.has_header(data) and _is_raw(data):
        return f"{_RAW} (DNG, NEF, ARW or the like)"
    return None


def _is_raw(data: bytes) -> bool:
    """Tell whether a TIFF structure holds a sensor's samples."""
    return any(
        _DNG in directory.entries
        or directory.number(_PHOTOMETRIC) in _MOSAICS
        or directory.number(_COMPRESSION) in _MAKERS
        for directory in ifd.read(data)
    )
