"""Proof that a lossless copy shows its source's picture: the coded data is the same.

Equal coded bytes decode to equal samples, so nothing is decoded here.
"""

from __future__ import annotations

from safeshare.errors import UnreadableImage, UnsupportedFormat, VerificationFailed
from safeshare.verify.decode import open_picture, upright_tag
from safeshare.verify.notes import BrokenError, Notes
from safeshare.verify.readers import reader_of


def same_coded(source: bytes, copy: bytes) -> None:
    """Raise VerificationFailed unless both files hold the same coded picture, and stand alike.

    Compared is what each container's reader records: headers, tables that are used, coded
    samples, of every frame its place and duration. Metadata and colour profiles are not.
    Raises UnreadableImage when the source can't be read to its picture's end.
    """
    wanted, stands = _coded(source), upright_tag(open_picture(source))
    try:
        kept, copy_stands = _coded(copy), upright_tag(open_picture(copy))
    except (UnreadableImage, UnsupportedFormat) as error:
        raise VerificationFailed("The copy can't be read again.") from error
    if copy_stands != stands:
        raise VerificationFailed("The copy would be shown turned.")
    if len(kept) != len(wanted):
        raise VerificationFailed("The copy has another number of coded parts.")
    for (name, part), (wanted_name, original) in zip(kept, wanted, strict=True):
        if (name, part) != (wanted_name, original):
            raise VerificationFailed(f"The copy holds another coded picture ({wanted_name}).")


def _coded(data: bytes) -> list[tuple[str, bytes]]:
    notes = Notes(record=True)
    try:
        reader_of(data)(data, notes)
    except BrokenError as error:
        raise UnreadableImage(f"The file is cut or broken ({error}).") from error
    if not notes.coded:
        raise UnreadableImage("No coded picture was found in the file.")
    return notes.coded
