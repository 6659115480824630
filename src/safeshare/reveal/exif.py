"""EXIF: where, when, by whom and with which device a photo was taken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from safeshare.model import Block, Finding, Severity
from safeshare.reveal.camera import camera_facts
from safeshare.reveal.exif_fields import (
    COPYRIGHT,
    DULL,
    FIELDS,
    RATING,
    TIMES,
    TOLD_ELSEWHERE,
    USER_COMMENT,
    WINDOWS,
)
from safeshare.reveal.facts import decoded, fact, says_something, shown, size_words
from safeshare.reveal.gps import gps_facts
from safeshare.reveal.maker_note import maker_note_facts
from safeshare.reveal.moment import when
from safeshare.reveal.prompts import remark, told
from safeshare.reveal.tags import MAKE, MODEL, Page, Tags, Unreadable, read_pages

_KNOWN = DULL | TOLD_ELSEWHERE | set(FIELDS) | set(WINDOWS)
_MOST_TEXTS = 200  # that no table knows, of all pages


def reveal_exif(block: Block) -> Iterator[Finding]:
    """Yield what an EXIF block tells. The payload is a TIFF structure (Exif 3.0, CIPA DC-008).

    A structure that can't be read gives one "unreadable" finding. Pictures
    within are blocks of their own, which the walkers list.
    """
    try:
        pages = list(read_pages(block.payload))
    except Unreadable:
        size = size_words(len(block.payload))
        yield fact("unreadable", block.where, f"{size} of EXIF data that can't be read")
        return
    for page in pages:
        yield from _page(page)
    unknown = chain.from_iterable(_unknown(page.tags) for page in pages)
    yield from islice(unknown, _MOST_TEXTS)


def _page(page: Page) -> Iterator[Finding]:
    tags = page.tags
    yield from gps_facts(page.gps)
    yield from _times(tags)
    yield from camera_facts("EXIF", tags.text(MAKE), tags.text(MODEL))
    yield from _fields(tags)
    yield from _copyright_and_rating(tags)
    comment = tags.coded(USER_COMMENT)
    if says_something(comment):
        yield remark("EXIF UserComment", comment)
    yield from maker_note_facts(tags)


def _times(tags: Tags) -> Iterator[Finding]:
    for tag, (verb, zone) in TIMES.items():
        day = tags.text(tag)
        raw = f"{day}{tags.text(zone)}"
        if says_something(day):
            yield fact("time", "EXIF", f"{verb} on {when(raw)}", raw)


def _fields(tags: Tags) -> Iterator[Finding]:
    for tag in tags.present():
        kind, sentence = FIELDS.get(tag) or WINDOWS.get(tag) or ("", "")
        if kind:
            text = tags.windows(tag) if tag in WINDOWS else tags.text(tag)
            if says_something(text):
                yield told(kind, "EXIF", sentence, text)


def _copyright_and_rating(tags: Tags) -> Iterator[Finding]:
    # The photographer's and the editor's copyright stand one behind the other (Exif 3.0, 4.6.5.2).
    parts = (decoded(part) for part in tags.raw(COPYRIGHT).split(b"\0")[:2])
    text = "; ".join(part for part in parts if part)
    if says_something(text):
        yield fact("owner", "EXIF", f"the copyright {shown(text)}", text)
    if tags.number(RATING):
        words = f"{tags.number(RATING)} stars"
        yield fact("caption", "EXIF", f"rated with {words}", words, severity=Severity.LOW)


def _unknown(tags: Tags) -> Iterator[Finding]:
    """Yield texts in fields that no table knows, such as a program's own."""
    for tag in filter(tags.is_text, tags.present()):
        text = tags.text(tag)
        if tag not in _KNOWN and says_something(text):
            yield fact("text", "EXIF", f"the EXIF field {tag:04X} {shown(text)}", text)
