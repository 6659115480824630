"""Crafted WebP files."""

from __future__ import annotations

import struct
from collections.abc import Callable

from PIL import Image

from . import parts
from .parts import Planted, marker


def chunk(name: bytes, content: bytes, padding: bytes = b"\0") -> bytes:
    """Build a chunk."""
    return name + struct.pack("<I", len(content)) + content + padding * (len(content) % 2)


def riff(content: bytes) -> bytes:
    """Build a file of chunks."""
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def shapes() -> dict[str, bytes]:
    """Clean files of every kind of coding."""
    return {
        "lossy": parts.saved(parts.picture(), "WEBP"),
        "lossless": parts.saved(parts.picture(), "WEBP", lossless=True),
        "lossy with alpha": parts.saved(parts.picture("RGBA"), "WEBP"),
        "lossless with alpha": parts.saved(parts.picture("RGBA"), "WEBP", lossless=True),
        "animated": animated(),
    }


def animated() -> bytes:
    """Give an animation with three frames."""
    frames = [parts.picture(step=step) for step in (40, 80)]
    return parts.saved(parts.picture(), "WEBP", save_all=True, append_images=frames, duration=70)


def planted() -> Planted:
    """Files with one nasty block each."""
    coded = parts.saved(parts.picture(), "WEBP")[12:]
    files: Planted = {}
    for name, build in (_CHUNKS | _ODD).items():
        text = marker("webp", name)
        files[name] = (riff(_extended() + coded + build(text)), text)
    for name, build in _TAILS.items():
        text = marker("webp", name)
        files[name] = (riff(coded) + build(text), text)
    text = marker("webp", "behind a simple picture")
    files["behind a simple picture"] = (riff(coded + chunk(b"EXIF", parts.exif(text))), text)
    text = marker("webp", "inside of a frame")
    files["inside of a frame"] = (_in_frame(chunk(b"note", text.encode())), text)
    return files


def behind() -> dict[str, bytes]:
    """Files with bytes inside of what passes for coded picture; only rebuilding leaves them out."""
    noise = parts.picture(size=(90, 70)).effect_spread(9)
    clear = noise.copy()
    clear.putalpha(noise.convert("L").effect_spread(5))
    lossy, lossless = (parts.saved(noise, "WEBP", lossless=way)[12:] for way in (False, True))
    text = b"bytes that no decoder looks at, since the picture ended before"
    alpha = parts.saved(clear, "WEBP")
    at = alpha.index(b"ALPH")
    channel, picture = _content(alpha, at), _content(alpha, alpha.index(b"VP8 "))
    frame = _frame_header(90, 70) + chunk(b"ALPH", channel + text) + chunk(b"VP8 ", picture)
    extended = chunk(b"VP8X", b"\x12\0\0\0" + b"\x59\0\0\x45\0\0")
    return {
        "lossy": riff(chunk(b"VP8 ", _content(lossy, 0) + text)),
        "lossless": riff(chunk(b"VP8L", _content(lossless, 0) + text)),
        "first part": riff(chunk(b"VP8 ", _longer_first_part(_content(lossy, 0), text))),
        "alpha": riff(alpha[12:at] + chunk(b"ALPH", channel + text) + chunk(b"VP8 ", picture)),
        "alpha of a frame": riff(extended + chunk(b"ANIM", bytes(6)) + chunk(b"ANMF", frame)),
    }


def unseen() -> dict[str, bytes]:
    """Files whose lossless data has channels that no decoder shows; only rebuilding helps."""
    noise = parts.picture(size=(90, 70)).effect_spread(9)
    plain = bytearray(parts.saved(_with_opacity(noise), "WEBP", lossless=True, exact=True))
    at = plain.index(b"VP8L")
    channel = b"\1" + _content(bytes(plain), at)[5:]
    plain[at + 12] &= 0xEF  # says that its opacity is not used
    picture = _content(parts.saved(noise, "WEBP"), 12)
    extended = chunk(b"VP8X", b"\x10\0\0\0" + b"\x59\0\0\x45\0\0")
    return {
        "opacity": riff(chunk(b"VP8L", _content(bytes(plain), at))),
        "colours of alpha": riff(extended + chunk(b"ALPH", channel) + chunk(b"VP8 ", picture)),
    }


def _with_opacity(image: Image.Image) -> Image.Image:
    clear = image.copy()
    clear.putalpha(image.convert("L").point(lambda level: 100 + level // 2))
    return clear


def _content(data: bytes, at: int) -> bytes:
    (size,) = struct.unpack_from("<I", data, at + 4)
    return data[at + 8 : at + 8 + size]


def _frame_header(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(6) + sides + b"\x50\0\0\0"


def _longer_first_part(payload: bytes, text: bytes) -> bytes:
    tag = int.from_bytes(payload[:3], "little")
    end = 10 + (tag >> 5)
    longer = (tag + (len(text) << 5)).to_bytes(3, "little")
    return longer + payload[3:end] + text + payload[end:]


def with_everything() -> bytes:
    """One sideways file with every block at once."""
    coded = parts.saved(parts.picture(), "WEBP")[12:]
    turned = chunk(b"EXIF", parts.exif("somebody", orientation=3))
    chunks = b"".join(build(marker("webp", name)) for name, build in _CHUNKS.items())
    tails = b"".join(build(marker("webp", name)) for name, build in _TAILS.items())
    return riff(_extended() + coded + turned + chunks) + tails


def _extended() -> bytes:
    """Give an extended header whose reserved bytes are set, for the 40 x 28 picture."""
    return chunk(b"VP8X", b"\x2cabc" + (39).to_bytes(3, "little") + (27).to_bytes(3, "little"))


def _in_frame(extra: bytes) -> bytes:
    data = animated()
    at = data.index(b"ANMF")
    (size,) = struct.unpack_from("<I", data, at + 4)
    end = at + 8 + size
    frame = bytearray(data[at + 8 : end])
    frame[15] |= 0xFC
    return riff(data[12:at] + chunk(b"ANMF", bytes(frame) + extra) + data[end + size % 2 :])


_CHUNKS: dict[str, Callable[[str], bytes]] = {
    "exif": lambda text: chunk(b"EXIF", parts.exif(text)),
    "prefixed exif": lambda text: chunk(b"EXIF", b"Exif\0\0" + parts.exif(text)),
    "exif thumbnail": lambda text: chunk(b"EXIF", parts.exif("somebody", thumbnail=text)),
    "xmp": lambda text: chunk(b"XMP ", parts.xmp(text)),
    "icc": lambda text: chunk(b"ICCP", parts.profile(text)),
    "c2pa": lambda text: chunk(b"C2PA", parts.claim(text)),
    "private chunk": lambda text: chunk(b"prVt", text.encode()),
}
_ODD: dict[str, Callable[[str], bytes]] = {  # libwebp refuses them, other decoders may not
    "second picture": lambda text: chunk(b"VP8 ", text.encode()),
    "hidden frame": lambda text: chunk(b"ANMF", bytes(16) + text.encode()),
}
_TAILS: dict[str, Callable[[str], bytes]] = {
    "trailer": lambda text: text.encode(),
    "video": parts.video,
}
