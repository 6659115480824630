"""Videos and sounds that travel with a photo: what they are, and how long they run."""

from __future__ import annotations

import re
import struct
from typing import Final

UNKNOWN: Final = "a video or sound"
_BOXES: Final = 1_000
_NAMES: Final = 50
_FMT, _DATA = b"fmt ", b"data"
_SOUND_BRANDS = frozenset({b"M4A ", b"M4B "})


def recording(data: bytes) -> tuple[str, float | None]:
    """Return what a recording is, "a video" or "a sound", and its seconds where they are known.

    Known are MP4 and QuickTime (ISO/IEC 14496-12, mvhd) and WAV. Anything else
    is UNKNOWN, of unknown length.
    """
    if data[4:8] == b"ftyp":
        what = "a sound" if data[8:12] in _SOUND_BRANDS else "a video"
        return what, _movie_seconds(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "a sound", _wave_seconds(data)
    return UNKNOWN, None


def _movie_seconds(data: bytes) -> float | None:
    moov = _box(data, b"moov", 0, len(data))
    header = _box(data, b"mvhd", *moov) if moov else None
    if header is None:
        return None
    at = header[0]
    try:
        form = ">QQIQ" if data[at] == 1 else ">IIII"
        *_, scale, duration = struct.unpack_from(form, data, at + 4)
    except (struct.error, IndexError):
        return None
    unknown = duration in {0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF}
    return duration / scale if scale and not unknown else None


def _box(data: bytes, kind: bytes, at: int, end: int) -> tuple[int, int] | None:
    """Return where the content of the first box of a kind begins and ends."""
    for _ in range(_BOXES):
        if at + 8 > end:
            return None
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        stop = end if size == 0 else min(at + size, end)
        if data[at + 4 : at + 8] == kind:
            return at + head, stop
        if size and size < head:
            return None
        at = stop
    return None


def _wave_seconds(data: bytes) -> float | None:
    """Return the length from the bytes a second ("fmt ") and the bytes there are ("data")."""
    at, rate = 12, 0
    for _ in range(_BOXES):
        if at + 8 > len(data):
            return None
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == _FMT:
            rate = int.from_bytes(data[at + 16 : at + 20], "little")
        if data[at : at + 4] == _DATA:
            return min(size, len(data) - at - 8) / rate if rate else None
        at += 8 + size + size % 2
    return None


def trailer_names(data: bytes) -> list[str]:
    """Return the names of the entries in a Samsung trailer, which ends with "SEFT".

    Its directory ("SEFH", version, count) has for each entry two numbers, a way
    back from the directory, and a size; each entry begins with four bytes, the
    length of its name, and the name. The layout is not published.
    """
    if not data.endswith(b"SEFT"):
        return []
    head = data.rfind(b"SEFH")
    if head < 0:
        return []
    (count,) = struct.unpack_from("<I", data.ljust(head + 12, b"\0"), head + 8)
    names = []
    for index in range(min(count, _NAMES)):
        place = head + 12 + 12 * index
        entry = data[place : place + 12]
        if len(entry) < 12:
            break
        back = int.from_bytes(entry[4:8], "little")
        start = head - back
        if not 0 <= start < head:
            continue
        length = min(int.from_bytes(data[start + 4 : start + 8], "little"), 64)
        name = data[start + 8 : start + 8 + length].decode("latin-1")
        if re.fullmatch(r"[\w .-]+", name):
            names.append(name)
    return names
