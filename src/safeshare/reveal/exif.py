"""EXIF: where, when, by whom and with which device a photo was taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from safeshare.model import Block, Finding
from safeshare.reveal.camera import camera_facts
from safeshare.reveal.facts import decoded, fact, says_something, shown, size_words
from safeshare.reveal.gps import gps_facts
from safeshare.reveal.maker_note import maker_note_facts
from safeshare.reveal.moment import moment
from safeshare.reveal.prompts import remark
from safeshare.reveal.tags import Tags, Unreadable, read_tags


@dataclass(frozen=True, slots=True)
class _Says:
    """How one field is told: the finding's kind and a sentence with a place for the text."""

    kind: str
    sentence: str


_FIELDS = {
    "EXIF BodySerialNumber": _Says("serial", "the camera's serial number {}"),
    "EXIF LensSerialNumber": _Says("serial", "the lens's serial number {}"),
    "Image Tag 0xC62F": _Says("serial", "the camera's serial number {}"),  # DNG 1.7
    "Image Artist": _Says("owner", "the photographer {}"),
    "Image XPAuthor": _Says("owner", "the author {}"),
    "Image Copyright": _Says("owner", "the copyright {}"),
    "EXIF CameraOwnerName": _Says("owner", "the camera's owner {}"),
    "MakerNote OwnerName": _Says("owner", "the camera's owner {}"),
    "Image ImageDescription": _Says("caption", "the caption {}"),
    "Image XPTitle": _Says("caption", "the title {}"),
    "Image XPSubject": _Says("caption", "the subject {}"),
    "Image XPKeywords": _Says("caption", "the keywords {}"),
    "Image XPComment": _Says("comment", "the comment {}"),
    "EXIF ImageUniqueID": _Says("id", "a number that only this picture has: {}"),
    "MakerNote ContentIdentifier": _Says("id", "a number shared with its live video: {}"),
    "MakerNote BurstUUID": _Says("id", "a number shared with the other shots of a burst: {}"),
    "EXIF LensModel": _Says("lens", "the lens {}"),
    "Image Software": _Says("software", "the software {}"),
    "Image ProcessingSoftware": _Says("software", "the software {}"),
    "Image HostComputer": _Says("software", "made on the device {}"),
}
"""Fields that are told as they are; ExifRead's names, "directory field"."""

_TIMES = {
    "EXIF DateTimeOriginal": ("taken", "EXIF OffsetTimeOriginal"),
    "EXIF DateTimeDigitized": ("digitised", "EXIF OffsetTimeDigitized"),
    "Image DateTime": ("changed", "EXIF OffsetTime"),
}


def reveal_exif(block: Block) -> Iterator[Finding]:
    """Yield what an EXIF block tells. The payload is a TIFF structure (Exif 3.0, CIPA DC-008).

    Broken structures give one "unreadable" finding. Pictures within are blocks
    of their own, which the walkers list.
    """
    try:
        tags = read_tags(block.payload)
    except Unreadable:
        size = size_words(len(block.payload))
        yield fact("unreadable", block.where, f"{size} of EXIF data that can't be read")
        return
    yield from gps_facts(tags)
    yield from _times(tags)
    yield from camera_facts("EXIF", tags.text("Image Make"), tags.text("Image Model"))
    yield from _fields(tags)
    yield from _serials(tags)
    yield from _user_comment(tags)
    yield from maker_note_facts(tags)


def _times(tags: Tags) -> Iterator[Finding]:
    for name, (verb, zone) in _TIMES.items():
        raw = f"{tags.text(name)}{tags.text(zone)}"
        stamp = moment(raw)
        if stamp is not None:
            yield fact("time", "EXIF", f"{verb} on {stamp}", raw)


def _fields(tags: Tags) -> Iterator[Finding]:
    for name, says in _FIELDS.items():
        text = tags.text(name)
        if says_something(text):
            yield fact(says.kind, _where(name), says.sentence.format(shown(text)), text)


def _serials(tags: Tags) -> Iterator[Finding]:
    """Yield serial numbers under any other name, which makers' notes are full of."""
    for name in tags.names():
        if name in _FIELDS or not name.strip().endswith("SerialNumber"):
            continue
        text = tags.text(name)
        if says_something(text):
            yield fact("serial", _where(name), f"the camera's serial number {shown(text)}", text)


def _user_comment(tags: Tags) -> Iterator[Finding]:
    """Yield the UserComment; its first eight bytes name the character code (Exif 3.0, 4.6.6.2)."""
    raw = tags.raw("EXIF UserComment")
    code, body = raw[:8], raw[8:]
    text = tags.utf16(body) if code.startswith(b"UNICODE") else decoded(body)
    if says_something(text):
        yield remark("EXIF UserComment", text)


def _where(name: str) -> str:
    return "EXIF MakerNote" if name.startswith("MakerNote ") else "EXIF"
