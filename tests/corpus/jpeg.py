"""Crafted JPEG files."""

from __future__ import annotations

import struct
from collections.abc import Callable

from . import parts
from .parts import Planted, marker


def segment(code: int, payload: bytes) -> bytes:
    """Build a marker segment."""
    return struct.pack(">BBH", 0xFF, code, len(payload) + 2) + payload


def shapes() -> dict[str, bytes]:
    """Clean files of every kind of coding that Pillow can write."""
    rgb = parts.picture(size=(67, 45))
    return {
        "baseline": parts.saved(rgb, "JPEG"),
        "progressive": parts.saved(rgb, "JPEG", progressive=True),
        "full colour": parts.saved(rgb, "JPEG", subsampling=0, quality=98),
        "restarts": parts.saved(rgb, "JPEG", restart_marker_blocks=1),
        "grey": parts.saved(rgb.convert("L"), "JPEG"),
        "adobe cmyk": parts.saved(rgb.convert("CMYK"), "JPEG"),
        "adobe rgb": parts.saved(rgb, "JPEG", keep_rgb=True),
        "pixel aspect": _with_density(parts.saved(rgb, "JPEG"), 0, 2, 1),
        "resolution": parts.saved(rgb, "JPEG", dpi=(300, 300)),
    }


def planted() -> Planted:
    """Files with one nasty block each; a long block's marker stands across its pieces."""
    base = parts.saved(parts.picture(), "JPEG", progressive=True)
    cmyk = parts.saved(parts.picture("CMYK"), "JPEG")
    files: Planted = {}
    for name, build in (_SEGMENTS | _TAILS).items():
        text = marker("jpeg", name)
        content = build(text)
        data = base + content if name in _TAILS else base[:20] + content + base[20:]
        files[name] = (data, text)
    scan = base.rindex(b"\xff\xda")
    for name, at in (("comment between scans", scan), ("comment before the end", len(base) - 2)):
        text = marker("jpeg", name)
        files[name] = (base[:at] + segment(0xFE, text.encode()) + base[at:], text)
    for name, at in (("unused table", 20), ("table behind the last scan", len(base) - 2)):
        text = marker("jpeg", name)
        files[name] = (base[:at] + _table(3, text) + base[at:], text)
    text = marker("jpeg", "replaced table")
    files["replaced table"] = (base[:20] + _table(0, text) + base[20:], text)
    text = marker("jpeg", "jfif thumbnail")
    files["jfif thumbnail"] = (_with_jfif_thumbnail(base, text), text)
    text = marker("jpeg", "adobe tail")
    at = cmyk.index(b"Adobe")
    tail = cmyk[: at - 2] + struct.pack(">H", 14 + len(text)) + cmyk[at : at + 12] + text.encode()
    files["adobe tail"] = (tail + cmyk[at + 12 :], text)
    return files


def with_everything() -> bytes:
    """One sideways file with every block at once."""
    base = parts.saved(parts.picture(), "JPEG", progressive=True)
    front = b"".join(build(marker("jpeg", name)) for name, build in _SEGMENTS.items())
    tails = b"".join(build(marker("jpeg", name)) for name, build in _TAILS.items())
    turned = segment(0xE1, b"Exif\0\0" + parts.exif("somebody", orientation=6))
    return base[:20] + turned + front + base[20:] + tails


def _table(place: int, text: str) -> bytes:
    """Build a quantization table of text."""
    return segment(0xDB, bytes([place]) + text.encode().ljust(64, b"."))


def _with_density(data: bytes, unit: int, across: int, down: int) -> bytes:
    return data[:13] + struct.pack(">BHH", unit, across, down) + data[18:]


def _with_jfif_thumbnail(data: bytes, text: str) -> bytes:
    pixels = text.encode().ljust(3 * 16, b".")
    head = data[6:18] + bytes([16, 1]) + pixels + b"behind the thumbnail"
    return data[:2] + segment(0xE0, head) + data[20:]


def _exif(text: str) -> bytes:
    return segment(0xE1, b"Exif\0\0" + parts.exif(text))


def _thumbnail(text: str) -> bytes:
    return segment(0xE1, b"Exif\0\0" + parts.exif("somebody", thumbnail=text))


def _xmp(text: str) -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + parts.xmp(text))


def _extended_xmp(text: str) -> bytes:
    packet = parts.xmp(text)
    cut = packet.index(text.encode()) + 5
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"0123456789ABCDEF" * 2
    pieces = [(cut, packet[cut:]), (0, packet[:cut])]
    return b"".join(
        segment(0xE1, head + struct.pack(">II", len(packet), at) + piece) for at, piece in pieces
    )


def _icc(text: str) -> bytes:
    profile = parts.profile(text)
    cut = len(profile) - 5
    first, second = profile[:cut], profile[cut:]
    return segment(0xE2, b"ICC_PROFILE\0\1\2" + first) + segment(
        0xE2, b"ICC_PROFILE\0\2\2" + second
    )


def _iptc(text: str) -> bytes:
    return segment(0xED, b"Photoshop 3.0\0" + parts.photoshop(1028, parts.iptc(text)))


def _photoshop_thumbnail(text: str) -> bytes:
    content = struct.pack(">IIIIIIHH", 1, 16, 16, 48, 768, 0, 24, 1) + parts.small_jpeg(text)
    return segment(0xED, b"Photoshop 3.0\0" + parts.photoshop(1036, content))


def _c2pa(text: str) -> bytes:
    claim = parts.claim(text)
    cut = len(claim) - 5
    packets = ((1, claim[:cut]), (2, claim[:8] + claim[cut:]))
    return b"".join(
        segment(0xEB, b"JP\0\1" + struct.pack(">I", number) + part) for number, part in packets
    )


_SEGMENTS: dict[str, Callable[[str], bytes]] = {
    "comment": lambda text: segment(0xFE, text.encode()),
    "exif": _exif,
    "exif thumbnail": _thumbnail,
    "xmp": _xmp,
    "extended xmp": _extended_xmp,
    "icc": _icc,
    "iptc": _iptc,
    "photoshop thumbnail": _photoshop_thumbnail,
    "jfxx": lambda text: segment(0xE0, b"JFXX\0\x10" + parts.small_jpeg(text)),
    "mpf": lambda text: segment(0xE2, b"MPF\0" + text.encode()),
    "c2pa": _c2pa,
    "maker's segment": lambda text: segment(0xE5, b"RMETA\0" + text.encode()),
    "ducky": lambda text: segment(0xEC, b"Ducky\0" + text.encode()),
    "stray marker": lambda text: b"\xff\xd3" + text.encode() + b"\xff\xd5",
    "junk": lambda text: b"\0\xff\0 " + text.encode(),
    "picture between segments": lambda text: b"junk" + _no_markers(text),
}
_TAILS: dict[str, Callable[[str], bytes]] = {
    "trailer": lambda text: text.encode(),
    "second picture": parts.small_jpeg,
    "video": lambda text: b"MotionPhoto_Data" + parts.video(text),
    "picture and text": lambda text: parts.small_jpeg("first") + text.encode(),
    "png": lambda text: parts.saved(parts.picture(), "PNG") + text.encode(),
}


def _no_markers(text: str) -> bytes:
    """Give a WebP whose bytes hold nothing that reads as a JPEG marker."""
    body = b"WEBPVP8 " + struct.pack("<I", len(text)) + text.encode()
    return b"RIFF" + struct.pack("<I", len(body)) + body
