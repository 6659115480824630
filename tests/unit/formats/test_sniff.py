from __future__ import annotations

import pytest

from safeshare.errors import UnreadableImage, UnsupportedFormat
from safeshare.formats import FORMATS, sniff
from tests.corpus import tiff
from tests.corpus.parts import box, video

from .files import SHAPES

UNSUPPORTED = {
    "PDF": b"%PDF-1.7\n",
    "PSD": b"8BPS\0\1",
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "ICO": b"\0\0\1\0\1\0",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0",
    "MP4": video("text"),
    "QuickTime": box(b"ftyp", b"qt  \0\0\0\0qt  "),
    "3g": box(b"ftyp", b"3gp5\0\0\0\0heic"),
    "WebM": b"\x1aE\xdf\xa3\0\0\0\0",
    "AVI": b"RIFF\0\0\0\0AVI LIST",
    "SVG": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "CR2": b"II*\0\x10\0\0\0CR\2\0",
    "CR3": box(b"ftyp", b"crx \0\0\0\1crx isom"),
    "RAF": b"FUJIFILMCCD-RAW 0201",
    "ORF": b"IIRO\x08\0\0\0",
    "RW2": b"IIU\0\x18\0\0\0",
    "DNG": tiff.build([(50706, 1, b"\1\4\0\0")]),
    "NEF": tiff.build([(262, 3, b"\x23\x80")]),
    "archive": b"PK\3\4",
}


@pytest.mark.parametrize("name", SHAPES)
def test_photos_are_told_by_their_bytes(name: str) -> None:
    container, _, shape = name.partition(": ")
    expected = shape.partition(" ")[0] if container == "heif" else container
    assert sniff(SHAPES[name]).name == expected


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_known_kinds_are_refused_by_name(name: str) -> None:
    word = {"3g": "video", "DNG": "RAW", "NEF": "RAW"}.get(name, name)
    with pytest.raises(UnsupportedFormat, match=word) as caught:
        sniff(UNSUPPORTED[name])
    assert "JPEG" in caught.value.advice


@pytest.mark.parametrize("data", [b"", b"\0" * 64, b"hello", b"BM, he said, is a car", b"RIFF"])
def test_anything_else_is_no_photo(data: bytes) -> None:
    with pytest.raises(UnreadableImage, match=r"empty|not a photo"):
        sniff(data)


@pytest.mark.parametrize(
    ("brands", "name"),
    [
        (b"heic\0\0\0\0mif1heic", "heic"),
        (b"mif1\0\0\0\0mif1heic", "heic"),
        (b"mif1\0\0\0\0mif1avif", "avif"),
        (b"avis\0\0\0\0msf1", "avif"),
        (b"hevx\0\0\0\0", "heic"),
        (b"MiHE\0\0\0\0mif1", "heic"),
    ],
)
def test_brands_decide_between_heic_and_avif(brands: bytes, name: str) -> None:
    assert sniff(box(b"ftyp", brands)).name == name


def test_the_table_is_complete() -> None:
    assert list(FORMATS) == ["jpeg", "png", "webp", "gif", "tiff", "bmp", "heic", "avif", "jxl"]
    for name, entry in FORMATS.items():
        assert entry.name == name
        assert entry.extension.startswith(".")
        assert entry.media_type.startswith("image/")
    assert [name for name, entry in FORMATS.items() if entry.strip is None] == [
        "tiff",
        "bmp",
        "heic",
        "avif",
        "jxl",
    ]
