"""Crafted PNG and APNG files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from . import parts
from .parts import Planted, marker

_HEAD = 33  # signature and IHDR


def chunk(name: bytes, content: bytes) -> bytes:
    """Build a chunk."""
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def shapes() -> dict[str, bytes]:
    """Clean files of every kind of coding."""
    rgb = parts.picture()
    palette = rgb.quantize(17)
    palette = palette.remap_palette([entry for _, entry in palette.getcolors()])
    return {
        "rgb": parts.saved(rgb, "PNG"),
        "rgba": parts.saved(parts.picture("RGBA"), "PNG"),
        "grey": parts.saved(rgb.convert("L"), "PNG"),
        "grey 16": parts.saved(rgb.convert("I;16"), "PNG"),
        "bits": parts.saved(rgb.convert("1"), "PNG"),
        "palette": parts.saved(palette, "PNG", transparency=3),
        "interlaced": interlaced(),
        "animated": animated(),
        "hidden default": animated(default_image=True),
    }


def animated(**options: object) -> bytes:
    """Give an APNG with three frames."""
    frames = [parts.picture(step=step) for step in (40, 80)]
    return parts.saved(
        parts.picture(), "PNG", save_all=True, append_images=frames, duration=70, **options
    )


def interlaced(row_filter: int = 0) -> bytes:
    """Give an Adam7 picture, 8 bits of grey, which Pillow can't write."""
    image = parts.picture("L", (13, 11))
    rows = bytearray()
    passes = ["0088", "4088", "0448", "2044", "0224", "1022", "0112"]
    for left, top, across, down in (map(int, digits) for digits in passes):
        for y in range(top, 11, down):
            rows += bytes([row_filter])
            rows += bytes(image.getpixel((x, y)) for x in range(left, 13, across))
    return _whole(chunk(b"IDAT", zlib.compress(bytes(rows))), (13, 11, 8, 0, 0, 0, 1))


def filtered(row_filter: int) -> bytes:
    """Give a grey picture whose fourth row has a filter of that number."""
    rows = bytearray(_ROWS)
    rows[3 * 9] = row_filter
    return _grey(zlib.compress(bytes(rows)))


def planted() -> Planted:
    """Files with one nasty block each."""
    base = parts.saved(parts.picture(), "PNG")
    files: Planted = {}
    for name, build in _FRONT.items():
        text = marker("png", name)
        files[name] = (base[:_HEAD] + build(text) + base[_HEAD:], text)
    for name, build in _BEFORE_END.items():
        text = marker("png", name)
        files[name] = (base[:-12] + build(text) + base[-12:], text)
    for name, build in _TAILS.items():
        text = marker("png", name)
        files[name] = (base + build(text), text)
    for name, build in _WHOLE.items():
        text = marker("png", name)
        files[name] = (build(text), text)
    return files


def unseen() -> dict[str, bytes]:
    """Files in which a decoder shows nothing of what is hidden; a lossless copy leaves it out."""
    palette = parts.saved(parts.picture().quantize(200).point(lambda entry: entry % 9), "PNG")
    text = b"a text in places that no pixel names".ljust(81, b"!")
    head = palette[:_HEAD]
    first = palette.index(b"IDAT") - 4
    colours = chunk(b"PLTE", bytes(range(27)) + text)
    depths = {bits: (13, 6, bits, 3, 0, 0, 0) for bits in (1, 2, 4)}
    rows = {bits: _rows_with_spare_bits(bits) for bits in depths}
    files = {
        "unused colours": head + colours + palette[first:],
        "black and grey by turns": head
        + chunk(
            b"PLTE", bytes(range(27)) + bytes(at // 3 * (at // 3 % 5 > 1) for at in range(27, 768))
        )
        + palette[first:],
        "unused transparency": head
        + chunk(b"PLTE", bytes(range(27)) + bytes(81))
        + chunk(b"tRNS", bytes(9) + text[:20])
        + palette[first:],
        "palette of true colours": _front(chunk(b"PLTE", text)),
        "gamma": _front(chunk(b"gAMA", b"Anna")),
        "exact gamma": _front(chunk(b"gAMA", struct.pack(">I", 47_123))),
        "chromaticities": _front(chunk(b"cHRM", text[:32])),
        "exact chromaticities": _front(chunk(b"cHRM", struct.pack(">8I", *range(30_001, 30_009)))),
        "code points": _front(chunk(b"cICP", b"Anna")),
        "intent": _front(chunk(b"sRGB", b"A")),
        "significant bits": _front(chunk(b"sBIT", b"Ann")),
        "background": _front(chunk(b"bKGD", b"Anna A")),
    }
    for bits, header in depths.items():
        colours = chunk(b"PLTE", bytes(range(3 << bits)))
        stream = chunk(b"IDAT", zlib.compress(rows[bits]))
        files[f"behind rows of {bits} bits"] = _whole(colours + stream, header)
        grey = (*header[:3], 0, *header[4:])
        files[f"behind grey rows of {bits} bits"] = _whole(stream, grey)
    return files


def _front(content: bytes) -> bytes:
    base = parts.saved(parts.picture(), "PNG")
    return base[:_HEAD] + content + base[_HEAD:]


def _rows_with_spare_bits(bits: int) -> bytes:
    """Give six filtered rows of 13 pixels, with something in the bits behind the last one."""
    length = (13 * bits + 7) // 8
    return b"".join(
        bytes([row % 5, *((37 * row + 11 * place) & 255 for place in range(length))])
        for row in range(6)
    )


def with_everything() -> bytes:
    """One sideways file with every block that can stand beside the others."""
    base = parts.saved(parts.picture(), "PNG")
    turned = chunk(b"eXIf", parts.exif("somebody", orientation=8))
    front = b"".join(build(marker("png", name)) for name, build in _FRONT.items())
    back = b"".join(build(marker("png", name)) for name, build in _BEFORE_END.items())
    tails = b"".join(build(marker("png", name)) for name, build in _TAILS.items())
    return base[:_HEAD] + turned + front + base[_HEAD:-12] + back + base[-12:] + tails


def _whole(content: bytes, header: tuple[int, ...]) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *header))
    return b"\x89PNG\r\n\x1a\n" + head + content + chunk(b"IEND", b"")


def _grey(stream: bytes) -> bytes:
    return _whole(chunk(b"IDAT", stream[:9]) + chunk(b"IDAT", stream[9:]), (8, 6, 8, 0, 0, 0, 0))


_ROWS = b"".join(b"\0" + bytes(range(row, row + 8)) for row in range(6))


def _bad_checksum(text: str) -> bytes:
    """Break the checksum of a text chunk; Pillow gives up there, libpng passes it by."""
    base = parts.saved(parts.picture(), "PNG")
    broken = chunk(b"tEXt", b"key\0" + text.encode())[:-4] + b"none"
    return base[:_HEAD] + broken + base[_HEAD:]


def _unannounced_frame(text: str) -> bytes:
    control = struct.pack(">IIIIIHHBB", 0, 40, 28, 0, 0, 1, 10, 0, 0)
    data = zlib.compress(text.encode() + parts.picture().tobytes())
    return chunk(b"fcTL", control) + chunk(b"fdAT", struct.pack(">I", 1) + data + text.encode())


def _one_frame_too_many(text: str) -> bytes:
    data = animated()
    at = data.index(b"acTL") + 4
    data = data[: at - 8] + chunk(b"acTL", struct.pack(">II", 2, 0)) + data[at + 12 :]
    return data[:-12] + chunk(b"fdAT", struct.pack(">I", 9) + text.encode()) + data[-12:]


def _raw_profile(kind: str, content: bytes) -> bytes:
    text = f"\n{kind}\n{len(content):8}\n{content.hex()}\n"
    return chunk(b"zTXt", f"Raw profile type {kind}".encode() + b"\0\0" + _pack(text))


def _pack(text: str) -> bytes:
    return zlib.compress(text.encode("latin-1"))


_FRONT: dict[str, Callable[[str], bytes]] = {
    "text": lambda text: chunk(b"tEXt", b"Author\0" + text.encode()),
    "packed text": lambda text: chunk(b"zTXt", b"parameters\0\0" + _pack(text)),
    "international text": lambda text: chunk(b"iTXt", b"Title\0\0\0en\0\0" + text.encode()),
    "packed international": lambda text: chunk(b"iTXt", b"Title\0\1\0\0\0" + _pack(text)),
    "xmp": lambda text: chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + parts.xmp(text)),
    "exif": lambda text: chunk(b"eXIf", parts.exif(text)),
    "exif thumbnail": lambda text: chunk(b"eXIf", parts.exif("somebody", thumbnail=text)),
    "icc": lambda text: chunk(b"iCCP", b"name\0\0" + zlib.compress(parts.profile(text))),
    "icc name": lambda text: chunk(b"iCCP", text.encode() + b"\0\0" + zlib.compress(b"x" * 128)),
    "c2pa": lambda text: chunk(b"caBX", parts.claim(text)),
    "suggested palette": lambda text: chunk(b"PLTE", text.encode().ljust(48, b".")),
    "private chunk": lambda text: chunk(b"prVt", text.encode()),
    "imagemagick exif": lambda text: _raw_profile("exif", b"Exif\0\0" + parts.exif(text)),
    "imagemagick iptc": lambda text: _raw_profile(
        "iptc", b"Photoshop 3.0\0" + parts.photoshop(1028, parts.iptc(text))
    ),
}
_BEFORE_END: dict[str, Callable[[str], bytes]] = {
    "text behind the pixels": lambda text: chunk(b"tEXt", b"Comment\0" + text.encode()),
    "time": lambda text: chunk(b"tIME", text.encode()),
    "second data run": lambda text: chunk(b"vpAg", b"") + chunk(b"IDAT", text.encode()),
    "unannounced frame": _unannounced_frame,
}
_TAILS: dict[str, Callable[[str], bytes]] = {
    "trailer": lambda text: text.encode(),
    "second picture": parts.small_jpeg,
}
_WHOLE: dict[str, Callable[[str], bytes]] = {
    "bad checksum": _bad_checksum,
    "behind the stream": lambda text: _grey(zlib.compress(_ROWS) + text.encode()),
    "behind the last row": lambda text: _grey(zlib.compress(_ROWS + text.encode(), 0)),
    "content of the end": lambda text: (
        _grey(zlib.compress(_ROWS))[:-12] + chunk(b"IEND", text.encode())
    ),
    "one frame too many": _one_frame_too_many,
}
