"""Crafted GIF files."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from . import parts
from .parts import Planted, marker


def sub_blocks(content: bytes) -> bytes:
    """Cut content into sub-blocks, with the empty one at the end."""
    cuts = [content[at : at + 255] for at in range(0, len(content), 255)]
    return b"".join(bytes([len(cut)]) + cut for cut in cuts) + b"\0"


def application(name: bytes, content: bytes) -> bytes:
    """Build an application extension."""
    return b"\x21\xff" + bytes([len(name)]) + name + content


def shapes() -> dict[str, bytes]:
    """Clean files of every kind of coding."""
    image = parts.picture().quantize(32)
    return {
        "still": parts.saved(image, "GIF"),
        "clear colour": parts.saved(image, "GIF", transparency=5),
        "interlaced": parts.saved(image, "GIF", interlace=1),
        "animated": animated(),
        "other loop word": animated().replace(b"NETSCAPE2.0", b"ANIMEXTS1.0"),
    }


def animated() -> bytes:
    """Give an animation with three frames, local colours and a loop count."""
    frames = [parts.picture(step=step).quantize(20 + step) for step in (40, 80)]
    first = parts.picture().quantize(32)
    return parts.saved(first, "GIF", save_all=True, append_images=frames, duration=70, loop=5)


def planted() -> Planted:
    """Files with one nasty block each."""
    base = animated()
    files: Planted = {}
    for name, build in (_BLOCKS | _TAILS).items():
        text = marker("gif", name)
        at = len(base) if name in _TAILS else len(base) - 1
        files[name] = (base[:at] + build(text) + base[at:], text)
    text = marker("gif", "behind the loop count")
    bare = b"NETSCAPE2.0\x03\x01\x05\0"
    longer = base.replace(bare + b"\0", bare + sub_blocks(text.encode()))
    files["behind the loop count"] = (longer, text)
    text = marker("gif", "behind a control")
    at = base.index(b"\x21\xf9\x04")
    longer = base[: at + 7] + sub_blocks(text.encode()) + base[at + 8 :]
    files["behind a control"] = (longer, text)
    return files


def unseen() -> dict[str, bytes]:
    """Files in which a decoder shows nothing of what is hidden; a lossless copy leaves it out."""
    base, moving = still(), animated()
    at = base.index(b"\x2c", 13 + 96)
    control = moving.index(b"\x21\xf9\x04")
    return {
        "unused colours": base[: 13 + 30] + b"a text, not black" + base[13 + 47 :],
        "table that no frame uses": _whole(base, at),
        "unused colours of a frame": _own_table(base, at),
        "sort flag": _with_byte(base, 10, base[10] | 0x08),
        "size of no table": base[:10]
        + b"\x07\0\0"
        + base[at : at + 9]
        + b"\x84"
        + base[13:109]
        + base[at + 10 :],
        "background": _with_byte(base, 11, 7),
        "pixel shape": _with_byte(base, 12, 0x41),
        "sort flag of a frame": _with_byte(base, at + 9, 0x20),
        "reserved flags of a frame": _with_byte(base, at + 9, 0x18),
        "size of no table of a frame": _with_byte(base, at + 9, 0x05),
        "duration of a still": base[:at] + b"\x21\xf9\x04\0Ma\0\0" + base[at:],
        "index that is not clear": base[:at] + b"\x21\xf9\x04\0\0\0A\0" + base[at:],
        "two controls": base[:at] + 2 * b"\x21\xf9\x04\0\0\0\0\0" + base[at:],
        "waits for a key": _with_byte(moving, control + 3, moving[control + 3] | 2),
        "rounds of a still": base[:at] + application(b"NETSCAPE2.0", b"\x03\x01Ma\0") + base[at:],
    }


def still() -> bytes:
    """Give a still with a table of 32 entries, of which the first eight are named."""
    image = Image.frombytes("P", (40, 28), bytes(place // 7 % 8 for place in range(40 * 28)))
    image.putpalette(bytes(range(96)))
    data = parts.saved(image, "GIF", optimize=False)
    return data[:37] + bytes(72) + data[109:]


def _whole(data: bytes, at: int) -> bytes:
    """Give a still whose frame has a table of its own, and the file another one."""
    image = data[at : at + 9] + b"\x84" + data[13:109] + data[at + 10 :]
    return data[:13] + b"nobody sees this".ljust(96, b".") + image


def _own_table(data: bytes, at: int) -> bytes:
    """Give a still whose frame has a table of its own, with colours that no pixel has."""
    table = data[13:43] + b"a text, not black".ljust(66, b"?")
    image = data[at : at + 9] + b"\x84" + table + data[at + 10 :]
    return data[:13] + bytes(96) + image


def _with_byte(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + bytes([value]) + data[at + 1 :]


def with_everything() -> bytes:
    """One file with every block at once."""
    base = animated()
    blocks = b"".join(build(marker("gif", name)) for name, build in _BLOCKS.items())
    tails = b"".join(build(marker("gif", name)) for name, build in _TAILS.items())
    return base[:-1] + blocks + base[-1:] + tails


def _xmp(text: str) -> bytes:
    magic = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    return application(b"XMP DataXMP", parts.xmp(text) + magic)


_BLOCKS: dict[str, Callable[[str], bytes]] = {
    "comment": lambda text: b"\x21\xfe" + sub_blocks(text.encode()),
    "plain text": lambda text: b"\x21\x01" + b"\x0c" + bytes(12) + sub_blocks(text.encode()),
    "xmp": _xmp,
    "icc": lambda text: application(b"ICCRGBG1012", sub_blocks(parts.profile(text))),
    "c2pa": lambda text: application(b"C2PA_GIF", sub_blocks(parts.claim(text))),
    "application": lambda text: application(b"MAKER   1.0", sub_blocks(text.encode())),
    "second loop": lambda text: application(b"NETSCAPE2.0", sub_blocks(text.encode())),
    "unknown extension": lambda text: b"\x21\xce" + sub_blocks(text.encode()),
    "junk": lambda text: b"\0" + text.encode(),
}
_TAILS: dict[str, Callable[[str], bytes]] = {
    "trailer": lambda text: text.encode(),
    "second picture": parts.small_jpeg,
}
