"""EXIF: where, when, by whom and with which device a photo was taken."""

from __future__ import annotations

from collections.abc import Iterator

from safeshare.model import Block, Finding, Severity
from safeshare.reveal.camera import camera_facts
from safeshare.reveal.exif_fields import COPYRIGHT, FIELDS, RATING, TIMES, USER_COMMENT, WINDOWS
from safeshare.reveal.facts import decoded, fact, says_something, shown, size_words
from safeshare.reveal.gps import gps_facts
from safeshare.reveal.maker_note import maker_note_facts
from safeshare.reveal.moment import moment
from safeshare.reveal.prompts import remark, told
from safeshare.reveal.tags import MAKE, MODEL, Tags, Unreadable, read_tags


def reveal_exif(block: Block) -> Iterator[Finding]:
    """Yield what an EXIF block tells. The payload is a TIFF structure (Exif 3.0, CIPA DC-008).

    A structure that can't be read gives one "unreadable" finding. Pictures
    within are blocks of their own, which the walkers list.
    """
    try:
        tags = read_tags(block.payload)
    except Unreadable:
        size = size_words(len(block.payload))
        yield fact("unreadable", block.where, f"{size} of EXIF data that can't be read")
        return
    yield from gps_facts(tags)
    yield from _times(tags)
    yield from camera_facts("EXIF", tags.text(MAKE), tags.text(MODEL))
    yield from _fields(tags)
    yield from _user_comment(tags)
    yield from maker_note_facts(tags)


def _times(tags: Tags) -> Iterator[Finding]:
    for name, (verb, zone) in TIMES.items():
        raw = f"{tags.text(name)}{tags.text(zone)}"
        stamp = moment(raw)
        if stamp is not None:
            yield fact("time", "EXIF", f"{verb} on {stamp}", raw)


def _fields(tags: Tags) -> Iterator[Finding]:
    for name in tags.present():
        kind, sentence = FIELDS.get(name) or WINDOWS.get(name) or ("", "")
        if kind:
            text = tags.windows(name) if name in WINDOWS else tags.text(name)
            if says_something(text):
                yield told(kind, "EXIF", sentence, text)
    # The photographer's and the editor's copyright stand one behind the other (Exif 3.0, 4.6.5.2).
    parts = (decoded(part) for part in tags.raw(COPYRIGHT).split(b"\0")[:2])
    text = "; ".join(part for part in parts if part)
    if says_something(text):
        yield fact("owner", "EXIF", f"the copyright {shown(text)}", text)
    if tags.number(RATING):
        words = f"{tags.number(RATING)} stars"
        yield fact("caption", "EXIF", f"rated with {words}", words, severity=Severity.LOW)


def _user_comment(tags: Tags) -> Iterator[Finding]:
    """Yield the UserComment; its first eight bytes name the character code (Exif 3.0, 4.6.6.2)."""
    raw = tags.raw(USER_COMMENT)
    code, body = raw[:8], raw[8:]
    text = tags.utf16(body) if code.startswith(b"UNICODE") else decoded(body)
    if says_something(text):
        yield remark("EXIF UserComment", text)
