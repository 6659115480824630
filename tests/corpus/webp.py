"""Crafted WebP files."""

from __future__ import annotations

import struct
from collections.abc import Callable

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
