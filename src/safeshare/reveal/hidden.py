"""What hides beside the picture: videos, sounds, programs' own data, bytes after the end."""

from __future__ import annotations

from collections.abc import Iterator

from safeshare.model import Block, BlockKind, Finding, Severity
from safeshare.reveal.facts import decoded, fact, says_something, shown, size_words
from safeshare.reveal.programs import program_facts
from safeshare.reveal.recordings import UNKNOWN, recording, trailer_names

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


def reveal_video(block: Block) -> Iterator[Finding]:
    """Yield moving pictures or sound, with their length where it is written."""
    yield video(block.where, block.payload)


def video(where: str, payload: bytes) -> Finding:
    """Return the finding for a video or a sound recording."""
    what, seconds = recording(payload)
    length = "" if seconds is None else f", {seconds:.1f} seconds"
    words = f"{size_words(len(payload))}{length}"
    return fact("video", where, f"{what}, {words}: the moments around the photo", words)


def reveal_application(block: Block) -> Iterator[Finding]:
    """Yield an application's own block, quoted if it is text, unless decoders need it."""
    if block.needed or not block.payload:
        return
    yield from program_facts(block)
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
    if recording(payload)[0] != UNKNOWN:
        yield video(block.where, payload)
        return
    what = next(
        (words for start, words in _SIGNATURES if payload.startswith(start)), "unknown data"
    )
    names = trailer_names(payload)
    listed = f"{what}, with entries named {shown(', '.join(names))}" if names else what
    value = f"{_bytes(block)}: {', '.join(names)}" if names else _bytes(block)
    yield fact("trailer", block.where, f"{_bytes(block)} {place}: {listed}", value)


def _plain_text(payload: bytes) -> str:
    """Return bytes as text if their beginning is nothing but text, else ""."""
    text = decoded(payload)
    plain = says_something(text) and "".join(text.split()).isprintable()
    return text if plain and payload.isascii() else ""


def _bytes(block: Block) -> str:
    return size_words(len(block.payload))
