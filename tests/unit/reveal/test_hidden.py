"""Previews, second pictures, videos and stray bytes, in plain words."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from safeshare.model import Block, BlockKind, Severity
from safeshare.reveal import reveal


def jpeg(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "payload", "told", "summary"),
    [
        (
            BlockKind.THUMBNAIL,
            jpeg(160, 120),
            "thumbnail",
            "a small preview picture, 160 x 120 pixels: it can show what was cropped or covered",
        ),
        (
            BlockKind.THUMBNAIL,
            b"raw" * 500,
            "thumbnail",
            "a small preview picture, 1.5 kB: it can show what was cropped or covered",
        ),
        (
            BlockKind.VIDEO,
            bytes(2_500_000),
            "video",
            "a video or sound, 2.5 MB: the moments around the photo",
        ),
        (
            BlockKind.C2PA,
            b"jumb" * 5,
            "provenance",
            "a signed history of the picture (Content Credentials), 20 bytes",
        ),
        (BlockKind.APPLICATION, b"\0\1\2", "application", "a program's own data, 3 bytes"),
        (
            BlockKind.APPLICATION,
            b"user=Mona",
            "application",
            "a program's own data, 9 bytes: “user=Mona”",
        ),
        (BlockKind.UNREADABLE, b"??", "unreadable", "2 bytes that can't be read"),
        (BlockKind.UNREADABLE, b"", "unreadable", "the file is broken here"),
        (
            BlockKind.TRAILER,
            b"Meet me\nat nine",
            "trailer",
            "15 bytes of text after the picture's end: “Meet me at nine”",
        ),
        (
            BlockKind.TRAILER,
            b"PK\x03\x04\xff",
            "trailer",
            "5 bytes after the picture's end: an archive of files",
        ),
        (
            BlockKind.JUNK,
            b"\1\2\3",
            "trailer",
            "3 bytes between the picture's blocks: unknown data",
        ),
    ],
)
def test_hidden_blocks(kind: BlockKind, payload: bytes, told: str, summary: str) -> None:
    (finding,) = reveal([Block(kind, "somewhere", payload)])
    assert (finding.kind, finding.where, finding.summary) == (told, "somewhere", summary)


def test_second_picture_tells_sides_and_bytes() -> None:
    payload = jpeg(400, 300)
    (finding,) = reveal([Block(BlockKind.SECOND_PICTURE, "after the end", payload)])
    assert finding.kind == "hidden-picture"
    assert finding.severity is Severity.HIGH
    assert finding.value == f"400 x 300 pixels, {len(payload) / 1000:.1f} kB"


def test_padding_weighs_less_than_data() -> None:
    padding, data = (Block(BlockKind.TRAILER, "end", raw) for raw in (bytes(64), b"\1\2"))
    assert [(f.severity, f.value) for f in reveal([padding, data])] == [
        (Severity.MEDIUM, "2 bytes"),
        (Severity.LOW, "64 bytes"),
    ]


def test_needed_and_empty_blocks_are_no_findings() -> None:
    blocks = [
        Block(BlockKind.APPLICATION, "APP14 Adobe", b"Adobe", needed=True),
        Block(BlockKind.APPLICATION, "APP9", b""),
        Block(BlockKind.TRAILER, "end", b""),
        Block(BlockKind.PICTURE, "JPEG", b"pixels", needed=True),
    ]
    assert reveal(blocks) == ()
