"""Crafted TIFF and BigTIFF files."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from PIL.TiffImagePlugin import ImageFileDirectory_v2

from . import parts
from .parts import Planted, marker

Tag = tuple[int, int, bytes]  # number, type, value


def build(*directories: Sequence[Tag], tail: bytes = b"") -> bytes:
    """Build a little-endian TIFF of chained directories, each with a 4 x 4 grey picture."""
    data = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for tags in directories:
        pixels = len(data)
        data += bytes(range(16))
        values = {number: (kind, value) for number, kind, value in (*_GREY, *tags)}
        values.setdefault(273, (4, struct.pack("<I", pixels)))
        entries = b""
        for number, (kind, value) in sorted(values.items()):
            place = value.ljust(4, b"\0")
            if len(value) > 4:
                place = struct.pack("<I", len(data))
                data += value + b"\0" * (len(value) % 2)
            count = len(value) // {1: 1, 2: 1, 3: 2, 4: 4, 7: 1}[kind]
            entries += struct.pack("<HHI", number, kind, count) + place
        struct.pack_into("<I", data, link, len(data))
        data += struct.pack("<H", len(values)) + entries + bytes(4)
        link = len(data) - 4
    return bytes(data) + tail


_GREY: tuple[Tag, ...] = (
    (256, 3, b"\x04\0"),
    (257, 3, b"\x04\0"),
    (258, 3, b"\x08\0"),
    (259, 3, b"\x01\0"),
    (262, 3, b"\x01\0"),
    (277, 3, b"\x01\0"),
    (278, 3, b"\x04\0"),
    (279, 4, struct.pack("<I", 16)),
)


def shapes() -> dict[str, bytes]:
    """Clean files of every kind of coding."""
    rgb = parts.picture()
    pages = [parts.picture(step=step) for step in (40, 80)]
    return {
        "plain": parts.saved(rgb, "TIFF"),
        "packed": parts.saved(rgb, "TIFF", compression="tiff_lzw"),
        "pages": parts.saved(rgb, "TIFF", save_all=True, append_images=pages),
        "bigtiff": parts.saved(rgb, "TIFF", big_tiff=True),
        "crafted": build([]),
    }


def planted() -> Planted:
    """Files with one nasty block each."""
    files: Planted = {}
    for name, make in _FILES.items():
        text = marker("tiff", name)
        files[name] = (make(text), text)
    return files


def with_everything() -> bytes:
    """One sideways file with two pages, tags, containers, a thumbnail and a trailer."""
    text = marker("tiff", "with everything")
    tags = [
        (270, 2, text.encode() + b"\0"),
        (274, 3, b"\x06\0"),
        (700, 1, parts.xmp(text)),
        (33723, 7, parts.iptc(text)),
        (34377, 7, parts.photoshop(1028, parts.iptc(text))),
        (34675, 7, parts.profile()),
    ]
    return build(tags, [_reduced(), _strip(text)], tail=parts.small_jpeg(text))


def _reduced() -> Tag:
    return 254, 4, struct.pack("<I", 1)


def _strip(text: str) -> Tag:
    """Give a tag whose value holds the text; it stands for a maker's own."""
    return 37500, 7, text.encode()


def _with_thumbnail(text: str) -> bytes:
    """Point a reduced page's strip at a text, which stands for its pixels."""
    pixels = text.encode().ljust(64, b".")
    plain = build([], [_reduced(), (273, 4, bytes(4)), (279, 4, struct.pack("<I", 64))])
    at = plain.index(struct.pack("<HHI", 273, 4, 1) + bytes(4)) + 8
    return plain[:at] + struct.pack("<I", len(plain)) + plain[at + 4 :] + pixels


def _with_pointer(text: str, pointer: int) -> bytes:
    """Hang a directory with one text tag below the first one."""
    plain = build([(pointer, 4, b"\xaa\xbb\xcc\xdd")])
    place = len(plain) + len(plain) % 2
    value = text.encode() + b"\0"
    below = struct.pack("<HHHII", 1, 42032, 2, len(value), place + 18) + bytes(4) + value
    plain = plain.replace(b"\xaa\xbb\xcc\xdd", struct.pack("<I", place))
    return plain.ljust(place, b"\0") + below


def _exif_by_pillow(text: str) -> bytes:
    tags = ImageFileDirectory_v2()
    tags[315] = text
    return parts.saved(parts.picture(), "TIFF", tiffinfo=tags, big_tiff=True)


_FILES: dict[str, Callable[[str], bytes]] = {
    "description": lambda text: build([(270, 2, text.encode() + b"\0")]),
    "artist in bigtiff": _exif_by_pillow,
    "tag of the second page": lambda text: build([], [(315, 2, text.encode() + b"\0")]),
    "exif directory": lambda text: _with_pointer(text, 34665),
    "sub-directory": lambda text: _with_pointer(text, 330),
    "xmp": lambda text: build([(700, 1, parts.xmp(text))]),
    "iptc": lambda text: build([(33723, 7, parts.iptc(text))]),
    "icc": lambda text: build([(34675, 7, parts.profile(text))]),
    "photoshop": lambda text: build([(34377, 7, parts.photoshop(1028, parts.iptc(text)))]),
    "photoshop layers": lambda text: build([(37724, 7, text.encode())]),
    "thumbnail": _with_thumbnail,
    "unreachable": lambda text: _with_gap(text.encode()),
    "trailer": lambda text: build([], tail=text.encode()),
    "second picture": lambda text: build([], tail=parts.small_jpeg(text)),
}


def _with_gap(content: bytes) -> bytes:
    """Overwrite a value's tag number with a hole: nothing points at the content any more."""
    data = build([(37500, 7, content)], tail=b"")
    at = data.index(struct.pack("<HHI", 37500, 7, len(content)))
    return data[:at] + struct.pack("<HHIHH", 296, 3, 1, 2, 0) + data[at + 12 :]
