"""Crafted HEIC and AVIF files.

`shapes()` can be decoded; the files of `planted()` whose name begins with
"item" hold no coded pixels, only the tables that a walker reads.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from PIL import Image
from pillow_heif import register_heif_opener

from . import parts
from .parts import Planted, box, marker

_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"
_DEPTH = b"urn:mpeg:hevc:2015:auxid:2"

Item = tuple[bytes, bytes]  # the item's type (with a MIME type behind a colon) and its bytes
Reference = tuple[bytes, int, int]


def shapes() -> dict[str, bytes]:
    """Clean files that can be decoded."""
    register_heif_opener()
    image = parts.picture(size=(64, 64))
    return {
        "heic": parts.saved(image, "HEIF"),
        "avif": parts.saved(image, "AVIF"),
        "avif with alpha": parts.saved(parts.picture("RGBA", (64, 64)), "AVIF"),
    }


def planted() -> Planted:
    """Files with one nasty block each."""
    register_heif_opener()
    image = parts.picture(size=(64, 64))
    files: Planted = {}
    for kind, suffix in (("HEIF", "heic"), ("AVIF", "avif")):
        base = parts.saved(image, kind)
        texts = {n: marker(suffix, n) for n in (*_BOXES, "exif", "xmp", "icc")}
        for name, make in _BOXES.items():
            files[f"{name} in {suffix}"] = (base + make(texts[name]), texts[name])
        options: dict[str, dict[str, bytes]] = {
            "exif": {"exif": b"Exif\0\0" + parts.exif(texts["exif"])},
            "xmp": {"xmp": parts.xmp(texts["xmp"])},
            "icc": {"icc_profile": parts.profile(texts["icc"])},
        }
        for name, option in options.items():
            files[f"{name} in {suffix}"] = (parts.saved(image, kind, **option), texts[name])
    for name, make in _TABLES.items():
        text = marker("heif", name)
        files[name] = (make(text), text)
    return files


def with_everything() -> bytes:
    """One HEIC that can be decoded, with items, boxes and a trailer."""
    register_heif_opener()
    text = marker("heic", "with everything")
    image = parts.picture(size=(64, 64))
    data = parts.saved(
        image,
        "HEIF",
        exif=b"Exif\0\0" + parts.exif(text, thumbnail=text),
        xmp=parts.xmp(text),
        icc_profile=parts.profile(text),
    )
    return data + b"".join(make(marker("heic", name)) for name, make in _BOXES.items())


def crafted(
    items: list[Item],
    references: Sequence[Reference] = (),
    auxiliary: dict[int, bytes] | None = None,
) -> bytes:
    """Build a HEIC of items 1, 2, ...; the first is the primary one. It can't be decoded."""
    auxiliary = auxiliary or {}
    ftyp = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    size = len(_meta(items, references, auxiliary, 0))
    meta = _meta(items, references, auxiliary, len(ftyp) + size + 8)
    return ftyp + meta + box(b"mdat", *(content for _, content in items))


def _meta(
    items: list[Item], references: Sequence[Reference], auxiliary: dict[int, bytes], start: int
) -> bytes:
    entries, places = b"", b""
    for number, (kind, content) in enumerate(items, start=1):
        word, _, mime = kind.partition(b":")
        text = b"\0" + (mime + b"\0" if mime else b"")
        entries += box(b"infe", struct.pack(">IHH4s", 2 << 24, number, 0, word), text)
        places += struct.pack(">HHHII", number, 0, 1, start, len(content))
        start += len(content)
    pointers = b"".join(
        box(kind, struct.pack(">HHH", source, 1, to)) for kind, source, to in references
    )
    types = list(auxiliary.values())
    ipco = box(b"ipco", *(box(b"auxC", bytes(4) + name + b"\0") for name in types))
    links = b"".join(
        struct.pack(">HBB", number, 1, 1 + types.index(name)) for number, name in auxiliary.items()
    )
    return box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
        box(b"pitm", bytes(4) + b"\0\1"),
        box(b"iinf", bytes(4) + struct.pack(">H", len(items)) + entries),
        box(b"iref", bytes(4) + pointers),
        box(b"iprp", ipco, box(b"ipma", bytes(4) + struct.pack(">I", len(auxiliary)) + links)),
        box(b"iloc", bytes(4) + b"\x44\0" + struct.pack(">H", len(items)) + places),
    )


_PRIMARY = (b"hvc1", b"primary pixels")


def _gain_map(text: str) -> bytes:
    items = [_PRIMARY, (b"tmap", b"curve"), (b"hvc1", text.encode())]
    return crafted(items, [(b"dimg", 2, 1), (b"dimg", 2, 3)])


def _grid(text: str) -> bytes:
    items = [
        _PRIMARY,
        (b"grid", b"2x1"),
        (b"hvc1", text[:9].encode()),
        (b"hvc1", text[9:].encode()),
    ]
    return crafted(items, [(b"dimg", 2, 3), (b"dimg", 2, 4)])


def _sequence(text: str) -> bytes:
    handler = box(b"mdia", box(b"hdlr", bytes(8) + b"soun" + bytes(13)))
    picture = box(b"mdia", box(b"hdlr", bytes(8) + b"pict" + bytes(13)))
    movie = box(
        b"moov",
        box(b"mvhd", bytes(4) + b"\xd0\0\0\0\xd0\0\0\0" + bytes(88)),
        box(b"trak", picture),
        box(b"trak", handler, box(b"udta", text.encode())),
    )
    data = crafted([_PRIMARY]).replace(b"mif1heic", b"msf1hevc")
    return data + movie


_BOXES: dict[str, Callable[[str], bytes]] = {
    "uuid": lambda text: box(b"uuid", bytes(range(16)), text.encode()),
    "c2pa": lambda text: box(b"uuid", _C2PA, parts.claim(text)),
    "padding": lambda text: box(b"free", text.encode()),
    "movie": lambda text: box(b"moov", box(b"udta", text.encode())),
    "motion photo": lambda text: box(b"mpvd", parts.video(text)),
    "second data box": lambda text: box(b"mdat", text.encode()),
    "video": parts.video,
    "trailer": lambda text: text.encode(),
    "second picture": parts.small_jpeg,
}
_TABLES: dict[str, Callable[[str], bytes]] = {
    "item thumbnail": lambda text: crafted([_PRIMARY, (b"hvc1", text.encode())], [(b"thmb", 2, 1)]),
    "item depth": lambda text: crafted(
        [_PRIMARY, (b"hvc1", text.encode())], [(b"auxl", 2, 1)], {2: _DEPTH}
    ),
    "item gain map": _gain_map,
    "item second picture": lambda text: crafted([_PRIMARY, (b"hvc1", text.encode())]),
    "item grid": _grid,
    "item text": lambda text: crafted([_PRIMARY, (b"mime:text/plain", text.encode())]),
    "item exif": lambda text: crafted([_PRIMARY, (b"Exif", bytes(4) + parts.exif(text))]),
    "item exif thumbnail": lambda text: crafted(
        [_PRIMARY, (b"Exif", bytes(4) + parts.exif("somebody", thumbnail=text))]
    ),
    "item sound of a sequence": _sequence,
}


def with_alpha() -> bytes:
    """Give crafted tables in which the second item is the primary one's alpha plane."""
    return crafted([_PRIMARY, (b"hvc1", b"alpha")], [(b"auxl", 2, 1)], {2: _ALPHA})


def whole() -> Image.Image:
    """Give the picture of `cropped()`: 64 x 64 pixels, soft, and different on every side."""
    across, down = Image.linear_gradient("L").rotate(90), Image.linear_gradient("L")
    corner = Image.radial_gradient("L")
    return Image.merge("RGB", (across, down, corner)).resize((64, 64))


def cropped(kind: str, x0: int, y0: int, x1: int, y1: int, *, turns: int = 0) -> bytes:
    """Give a decodable file of 64 x 64 pixels whose container shows only this box, then turns it.

    kind: "HEIF" or "AVIF". turns: quarter turns against the clock.
    """
    register_heif_opener()
    data = parts.saved(whole(), kind, quality=100)
    shown = (x1 - x0, 1, y1 - y0, 1, x0 + x1 - 64, 2, y0 + y1 - 64, 2)
    data = with_property(data, box(b"clap", struct.pack(">8i", *shown)))
    return with_property(data, box(b"irot", bytes([turns]))) if turns else data


def with_property(data: bytes, prop: bytes) -> bytes:
    """Add a property to the primary item of a still picture that a library wrote.

    Tables are those of libavif and libheif: short item numbers, properties of one byte.
    """
    properties = _inside(data, b"meta", b"iprp", b"ipco")
    count = 0
    at = properties[-1] + 8
    end = properties[-1] + _size(data, properties[-1])
    while at < end:
        at, count = at + _size(data, at), count + 1
    data = _grown(data, end, prop, properties)
    links = _inside(data, b"meta", b"iprp", b"ipma")
    end = links[-1] + 16 + 2 + 1 + data[links[-1] + 18]
    changed = bytearray(_grown(data, end, bytes([0x80 | count + 1]), links))
    changed[links[-1] + 18] += 1
    return _moved(bytes(changed), len(prop) + 1)


def _inside(data: bytes, *path: bytes) -> list[int]:
    """Give where the boxes of a path begin, one inside of the other."""
    found: list[int] = []
    start, end = 0, len(data)
    for kind in path:
        while data[start + 4 : start + 8] != kind:
            start += _size(data, start)
            assert start < end
        found.append(start)
        end = start + _size(data, start)
        start += 12 if kind == b"meta" else 8
    return found


def _size(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _grown(data: bytes, at: int, added: bytes, holders: list[int]) -> bytes:
    """Insert bytes, and enlarge the boxes around them."""
    changed = bytearray(data)
    for holder in holders:
        changed[holder : holder + 4] = (_size(data, holder) + len(added)).to_bytes(4, "big")
    changed[at:at] = added
    return bytes(changed)


def _moved(data: bytes, distance: int) -> bytes:
    """Correct the places of the items, which moved back by a distance."""
    changed = bytearray(data)
    at = _inside(data, b"meta", b"iloc")[-1] + 8
    version, sizes = data[at], data[at + 4 : at + 6]
    offset, length, base = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    assert version < 2
    left = int.from_bytes(data[at + 6 : at + 8], "big")
    at += 8
    for _ in range(left):
        at += 2 + (2 if version else 0) + 2 + base
        extents = int.from_bytes(data[at : at + 2], "big")
        at += 2
        for _ in range(extents):
            place = int.from_bytes(data[at : at + offset], "big") + distance
            changed[at : at + offset] = place.to_bytes(offset, "big")
            at += offset + length
    return bytes(changed)
