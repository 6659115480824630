"""What hides beside the picture: previews, second pictures, videos, bytes after the end."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from safeshare.model import Block, BlockKind, Finding, Severity
from safeshare.reveal.facts import decoded, fact, says_something, shown, size_words

_PREVIEW_SAYS = "it can show what was cropped or covered"
_HEADER = 256_000
_SIZED = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")

_SIGNATURES = (
    (b"PK\x03\x04", "an archive of files"),
    (b"%PDF-", "a document"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG\r\n", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture, sound or video"),
    (b"OggS", "sound or video"),
    (b"ID3", "sound"),
)

_PLACE = {
    BlockKind.TRAILER: "after the picture's end",
    BlockKind.JUNK: "between the picture's blocks",
}


def reveal_thumbnail(block: Block) -> Iterator[Finding]:
    """Yield the small preview that a block holds."""
    yield preview(block.where, block.payload)


def preview(where: str, picture: bytes) -> Finding:
    """Return the finding for a small preview: its sides in pixels if its header says them."""
    size = _sides(picture_size(picture)) or size_words(len(picture))
    return fact("thumbnail", where, f"a small preview picture, {size}: {_PREVIEW_SAYS}", size)


def reveal_second_picture(block: Block) -> Iterator[Finding]:
    """Yield a whole second picture, gain map or depth map."""
    size = ", ".join(filter(None, (_sides(picture_size(block.payload)), _bytes(block))))
    summary = f"a second whole picture, {size}: {_PREVIEW_SAYS}"
    yield fact("hidden-picture", block.where, summary, size)


def reveal_video(block: Block) -> Iterator[Finding]:
    """Yield moving pictures or sound."""
    summary = f"a video or sound, {_bytes(block)}: the moments around the photo"
    yield fact("video", block.where, summary, _bytes(block))


def reveal_provenance(block: Block) -> Iterator[Finding]:
    """Yield a signed C2PA claim; its contents are not read."""
    summary = f"a signed history of the picture (Content Credentials), {_bytes(block)}"
    yield fact("provenance", block.where, summary, _bytes(block))


def reveal_application(block: Block) -> Iterator[Finding]:
    """Yield an application's own block, quoted if it is text, unless decoders need it."""
    if block.needed or not block.payload:
        return
    summary = f"a program's own data, {_bytes(block)}"
    text = _plain_text(block.payload)
    if text:
        yield fact("application", block.where, f"{summary}: {shown(text)}", text)
    else:
        yield fact("application", block.where, summary, f"{block.where}, {_bytes(block)}")


def reveal_unreadable(block: Block) -> Iterator[Finding]:
    """Yield a block whose structure is broken: nobody knows what it holds."""
    summary = f"{_bytes(block)} that can't be read" if block.payload else "the file is broken here"
    yield fact("unreadable", block.where, summary, f"{block.where}, {_bytes(block)}")


def reveal_stray(block: Block) -> Iterator[Finding]:
    """Yield bytes that belong to no picture: after its end or between its blocks.

    Plain padding (one byte value throughout) is told as such, with low severity.
    """
    payload, place = block.payload, _PLACE[block.kind]
    if not payload:
        return
    if payload.count(payload[:1]) == len(payload):
        summary = f"{_bytes(block)} of padding {place}"
        yield fact("trailer", block.where, summary, _bytes(block), severity=Severity.LOW)
        return
    text = _plain_text(payload)
    if text:
        yield fact("trailer", block.where, f"{_bytes(block)} of text {place}: {shown(text)}", text)
        return
    what = next(
        (words for start, words in _SIGNATURES if payload.startswith(start)), "unknown data"
    )
    yield fact("trailer", block.where, f"{_bytes(block)} {place}: {what}", _bytes(block))


def picture_size(picture: bytes) -> tuple[int, int] | None:
    """Return a picture's (width, height) in pixels from its header, or None."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its size is told, nothing is decoded
            with Image.open(io.BytesIO(picture[:_HEADER]), formats=_SIZED) as opened:
                return opened.size
    except Exception:  # noqa: BLE001 - Pillow's readers raise nearly anything on broken bytes
        return None


def _plain_text(payload: bytes) -> str:
    """Return bytes as text if their beginning is nothing but text, else ""."""
    text = decoded(payload)
    plain = says_something(text) and "".join(text.split()).isprintable()
    return text if plain and payload.isascii() else ""


def _sides(sides: tuple[int, int] | None) -> str:
    return f"{sides[0]} x {sides[1]} pixels" if sides else ""


def _bytes(block: Block) -> str:
    return size_words(len(block.payload))
