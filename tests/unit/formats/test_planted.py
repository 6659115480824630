from __future__ import annotations

import pytest

from safeshare.formats import Keep, sniff
from safeshare.model import BlockKind

from .files import EVERYTHING, PLANTED, SHAPES, frames, lossless

K = BlockKind
KINDS = {
    "jpeg: comment": K.COMMENT,
    "jpeg: exif": K.EXIF,
    "jpeg: exif thumbnail": K.THUMBNAIL,
    "jpeg: xmp": K.XMP,
    "jpeg: extended xmp": K.XMP,
    "jpeg: icc": K.ICC,
    "jpeg: iptc": K.IPTC,
    "jpeg: photoshop thumbnail": K.THUMBNAIL,
    "jpeg: jfxx": K.THUMBNAIL,
    "jpeg: mpf": K.APPLICATION,
    "jpeg: c2pa": K.C2PA,
    "jpeg: maker's segment": K.APPLICATION,
    "jpeg: ducky": K.APPLICATION,
    "jpeg: stray marker": K.JUNK,
    "jpeg: junk": K.JUNK,
    "jpeg: picture between segments": K.SECOND_PICTURE,
    "jpeg: trailer": K.TRAILER,
    "jpeg: second picture": K.SECOND_PICTURE,
    "jpeg: video": K.VIDEO,
    "jpeg: picture and text": K.TRAILER,
    "jpeg: png": K.TRAILER,
    "jpeg: comment between scans": K.COMMENT,
    "jpeg: comment before the end": K.COMMENT,
    "jpeg: unused table": K.JUNK,
    "jpeg: table behind the last scan": K.JUNK,
    "jpeg: replaced table": K.JUNK,
    "jpeg: jfif thumbnail": K.THUMBNAIL,
    "jpeg: adobe tail": K.JUNK,
    "png: text": K.TEXT,
    "png: packed text": K.TEXT,
    "png: international text": K.TEXT,
    "png: packed international": K.TEXT,
    "png: xmp": K.XMP,
    "png: exif": K.EXIF,
    "png: exif thumbnail": K.THUMBNAIL,
    "png: icc": K.ICC,
    "png: icc name": K.ICC,
    "png: c2pa": K.C2PA,
    "png: suggested palette": K.APPLICATION,
    "png: private chunk": K.APPLICATION,
    "png: bad checksum": K.TEXT,
    "png: imagemagick exif": K.EXIF,
    "png: imagemagick iptc": K.IPTC,
    "png: text behind the pixels": K.TEXT,
    "png: time": K.TIME,
    "png: second data run": K.JUNK,
    "png: unannounced frame": K.SECOND_PICTURE,
    "png: trailer": K.TRAILER,
    "png: second picture": K.SECOND_PICTURE,
    "png: behind the stream": K.JUNK,
    "png: behind the last row": K.JUNK,
    "png: content of the end": K.JUNK,
    "png: one frame too many": K.SECOND_PICTURE,
    "webp: exif": K.EXIF,
    "webp: prefixed exif": K.EXIF,
    "webp: exif thumbnail": K.THUMBNAIL,
    "webp: xmp": K.XMP,
    "webp: icc": K.ICC,
    "webp: c2pa": K.C2PA,
    "webp: private chunk": K.APPLICATION,
    "webp: second picture": K.SECOND_PICTURE,
    "webp: hidden frame": K.SECOND_PICTURE,
    "webp: trailer": K.TRAILER,
    "webp: video": K.VIDEO,
    "webp: behind a simple picture": K.EXIF,
    "webp: inside of a frame": K.APPLICATION,
    "gif: comment": K.COMMENT,
    "gif: plain text": K.TEXT,
    "gif: xmp": K.XMP,
    "gif: icc": K.ICC,
    "gif: c2pa": K.C2PA,
    "gif: application": K.APPLICATION,
    "gif: second loop": K.APPLICATION,
    "gif: unknown extension": K.APPLICATION,
    "gif: junk": K.JUNK,
    "gif: trailer": K.TRAILER,
    "gif: second picture": K.SECOND_PICTURE,
    "gif: behind the loop count": K.JUNK,
    "gif: behind a control": K.JUNK,
    "tiff: description": K.EXIF,
    "tiff: artist in bigtiff": K.EXIF,
    "tiff: tag of the second page": K.EXIF,
    "tiff: exif directory": K.EXIF,
    "tiff: sub-directory": K.EXIF,
    "tiff: xmp": K.XMP,
    "tiff: iptc": K.IPTC,
    "tiff: icc": K.ICC,
    "tiff: photoshop": K.IPTC,
    "tiff: photoshop layers": K.SECOND_PICTURE,
    "tiff: thumbnail": K.THUMBNAIL,
    "tiff: unreachable": K.JUNK,
    "tiff: trailer": K.TRAILER,
    "tiff: second picture": K.SECOND_PICTURE,
    "bmp: trailer": K.TRAILER,
    "bmp: second picture": K.SECOND_PICTURE,
    "bmp: gap": K.JUNK,
    "bmp: profile": K.ICC,
    "heif: item thumbnail": K.THUMBNAIL,
    "heif: item depth": K.SECOND_PICTURE,
    "heif: item gain map": K.SECOND_PICTURE,
    "heif: item second picture": K.SECOND_PICTURE,
    "heif: item grid": K.SECOND_PICTURE,
    "heif: item text": K.APPLICATION,
    "heif: item exif": K.EXIF,
    "heif: item exif thumbnail": K.THUMBNAIL,
    "heif: item sound of a sequence": K.VIDEO,
    "jxl: exif": K.EXIF,
    "jxl: exif thumbnail": K.THUMBNAIL,
    "jxl: xmp": K.XMP,
    "jxl: c2pa": K.C2PA,
    "jxl: packed exif": K.EXIF,
    "jxl: packed xmp": K.XMP,
    "jxl: packed rubbish": K.UNREADABLE,
    "jxl: gain map": K.SECOND_PICTURE,
    "jxl: uuid": K.APPLICATION,
    "jxl: padding": K.APPLICATION,
    "jxl: trailer": K.TRAILER,
    "jxl: second picture": K.SECOND_PICTURE,
    "jxl: box before the picture": K.APPLICATION,
    "jxl: original jpeg": K.COMMENT,
} | {
    f"heif: {name} in {suffix}": kind
    for suffix in ("heic", "avif")
    for name, kind in {
        "uuid": K.APPLICATION,
        "c2pa": K.C2PA,
        "padding": K.JUNK,
        "movie": K.VIDEO,
        "motion photo": K.VIDEO,
        "second data box": K.JUNK,
        "video": K.VIDEO,
        "trailer": K.TRAILER,
        "second picture": K.SECOND_PICTURE,
        "exif": K.EXIF,
        "xmp": K.XMP,
        "icc": K.ICC,
    }.items()
}

# Files that Pillow can't decode, with the picture that stripping makes of them.
UNDECODABLE = {
    "png: bad checksum": "png: rgb",
    "webp: second picture": "webp: lossy",
    "webp: hidden frame": "webp: lossy",
}


def test_every_planted_block_has_a_kind() -> None:
    assert PLANTED.keys() == KINDS.keys()


@pytest.mark.parametrize("name", PLANTED)
def test_walk_finds_the_planted_block(name: str) -> None:
    data, marker = PLANTED[name]
    holders = [
        block.kind
        for block in sniff(data).walk(data)
        if marker.encode() in block.payload or marker in block.where
    ]
    assert KINDS[name] in holders


@pytest.mark.parametrize("name", PLANTED)
def test_walk_marks_no_planted_block_as_needed(name: str) -> None:
    data, _ = PLANTED[name]
    blocks = sniff(data).walk(data)
    assert any(block.needed for block in blocks)
    assert all((block.kind is K.PICTURE) == block.needed for block in blocks)
    assert not any(block.payload for block in blocks if block.needed)


@pytest.mark.parametrize("name", [name for name in PLANTED if lossless(name)])
def test_strip_leaves_the_picture_and_nothing_else(name: str) -> None:
    data, marker = PLANTED[name]
    entry = sniff(data)
    assert entry.strip
    copy = entry.strip(data, Keep())
    assert marker.encode() not in copy
    assert all(block.needed for block in entry.walk(copy))
    assert frames(copy) == frames(SHAPES[UNDECODABLE[name]] if name in UNDECODABLE else data)
    assert entry.strip(copy, Keep()) == copy


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "gif"])
def test_strip_of_everything_at_once(name: str) -> None:
    data = EVERYTHING[name]
    entry = sniff(data)
    assert entry.strip
    copy = entry.strip(data, Keep())
    assert b"planted" not in copy
    assert b"somebody" not in copy
    assert frames(copy) == frames(data)
