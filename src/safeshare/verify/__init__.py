"""The second opinion: reads a finished copy again, with code that did not write it.

Each reader knows the grammar of one container and accounts for every byte of a file. What a
bare picture does not need becomes a finding. Nothing here is shared with the writers, so a
mistake there is not repeated here.
"""

from __future__ import annotations

from safeshare.errors import UnreadableImage
from safeshare.model import Finding, Severity
from safeshare.verify.allowed import is_bare_orientation
from safeshare.verify.content import SURE_SIGNS
from safeshare.verify.notes import BrokenError, CutError, Notes
from safeshare.verify.readers import READERS, reader_of

__all__ = ["READERS", "verify"]

SIGNATURE_SIZE = 8  # bytes; a PNG's own would be taken for an embedded picture


def verify(data: bytes) -> tuple[Finding, ...]:
    """Return everything in the file that a bare picture does not need; empty when it is bare.

    An orientation tag alone and a colour profile of the project's own are allowed.
    Kinds of findings: "leftover" for such bytes, "unreadable" where the structure is broken,
    so that the rest can't be vouched for.
    It does not look at what the pixels show; each reader's docstring says what it can't see.

    Raises:
        UnreadableImage: the data is empty or cut, or so broken that nothing could be read.
        UnsupportedFormat: the signature is not one of a known container.
    """
    if not data:
        raise UnreadableImage("The file is empty.")
    reader = reader_of(data)
    notes = Notes()
    try:
        reader(data, notes)
    except CutError as error:
        if not notes.findings:
            raise UnreadableImage(f"The file is cut or broken ({error}).") from error
        notes.unreadable(error.where, error.why)
    except BrokenError as error:
        notes.unreadable(error.where, error.why)
    return notes.findings or _sure_signs(data)


def _sure_signs(data: bytes) -> tuple[Finding, ...]:
    """Return traces of metadata inside of what passed for coded pixels."""
    return tuple(
        Finding("leftover", f"coded data at byte {place:,}", f"traces of {what}", Severity.HIGH)
        for sign, what in SURE_SIGNS
        if (place := _place_of(sign, data)) >= 0
    )


def _place_of(sign: bytes, data: bytes) -> int:
    """Return where a sign first stands, -1 if nowhere; the orientation tag starts like any EXIF."""
    place = data.find(sign, SIGNATURE_SIZE)
    while place >= 0 and is_bare_orientation(data[place + 6 : place + 32]):
        place = data.find(sign, place + 1)
    return place
