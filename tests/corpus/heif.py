"""Crafted HEIC and AVIF files.

`shapes()` can be decoded; the files of `planted()` whose name begins with
"item" hold no coded pixels, only the tables that a walker reads.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

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
