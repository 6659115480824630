"""Walks over the units of coded AV1 and HEVC pictures, without decoding them.

Source: AV1 specification section 5.3 (OBU); ISO/IEC 23008-2 section 7.3.1 (NAL unit),
ISO/IEC 14496-15 section 8.3.3 (decoder configuration).
Does not see: bytes behind the last coded block inside of a unit; frames of an animation that
are coded beside the one that is shown.
"""

from __future__ import annotations

from safeshare.model import Severity
from safeshare.verify.notes import CutError, Notes

# Sequence header, temporal delimiter, frame header, tile group, frame.
PICTURE_OBUS = (1, 2, 3, 4, 6)
SEQUENCE_HEADER = (1,)
ONCE = (1, 2)
LONGEST_SEQUENCE_HEADER = 32  # bytes; a picture's has about ten
FRAME_OBUS = (3, 6)  # a frame begins with one of them
OBU_NAMES = {1: "a sequence header that nothing needs", 5: "a metadata unit", 15: "a padding unit"}
# Coded slices, and video, sequence and picture parameter sets, access unit delimiter.
PICTURE_NALS = (*range(10), *range(16, 22), 32, 33, 34, 35)
PARAMETER_SETS = (32, 33, 34)
SLICES = range(32)
NAL_NAMES = {38: "a padding unit", 39: "an encoder's message", 40: "an encoder's message"}


def walk_obus(
    data: bytes, start: int, end: int, notes: Notes, allowed: tuple[int, ...] = PICTURE_OBUS
) -> int:
    """Note the units of an AV1 picture that hold none; return how many frames begin in it."""
    at, frames = start, 0
    seen: set[int] = set()
    while at < end:
        notes.count_block(at)
        head, body = data[at], at + 1
        kind = head >> 3 & 15
        body += head >> 2 & 1
        size = end - body
        if head & 2:
            size, body = _leb128(data, body, end)
        if body + size > end or size < 0:
            raise CutError(f"OBU at byte {at:,}", f"{size:,} bytes promised")
        surplus = kind in ONCE and kind in seen
        surplus = surplus or (kind in SEQUENCE_HEADER and size > LONGEST_SEQUENCE_HEADER)
        if head & 0x81 or kind not in allowed or surplus:
            notes.leftover("OBU", at, data[body : body + size],
                           OBU_NAMES.get(kind, "an unknown unit"), Severity.MEDIUM)  # fmt: skip
        elif kind == 2 and size:
            notes.leftover("OBU", at, data[body : body + size], severity=Severity.MEDIUM)
        seen.add(kind)
        frames += kind in FRAME_OBUS
        at = body + size
    return frames


def _leb128(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return a number of up to eight bytes, seven bits each, and the place behind it."""
    value = 0
    for index in range(8):
        if at + index >= end:
            break
        byte = data[at + index]
        value |= (byte & 0x7F) << 7 * index
        if not byte & 0x80:
            return value, at + index + 1
    raise CutError(f"OBU at byte {at:,}", "its size is cut")


def walk_nals(data: bytes, start: int, end: int, notes: Notes) -> int:
    """Note the units of an HEVC picture that hold none; return how many pictures begin in it.

    Each unit stands behind its length of 4 bytes.
    """
    at, pictures = start, 0
    while at < end:
        notes.count_block(at)
        size = int.from_bytes(data[at : at + 4], "big")
        if at + 4 + size > end or size < 2:
            raise CutError(f"NAL unit at byte {at:,}", f"{size:,} bytes promised")
        _judge_nal(data, at + 4, size, PICTURE_NALS, notes)
        first = size > 2 and data[at + 6] & 0x80  # first_slice_segment_in_pic_flag
        pictures += bool(first and data[at + 4] >> 1 & 63 in SLICES)
        at += 4 + size
    return pictures


def walk_parameter_sets(data: bytes, start: int, end: int, notes: Notes) -> None:
    """Note the units of an HEVC decoder configuration that are no parameter sets."""
    if end - start < 23:
        raise CutError(f"hvcC at byte {start:,}", "the decoder configuration is cut")
    at = start + 23
    for _ in range(data[start + 22]):
        for _ in range(int.from_bytes(data[at + 1 : at + 3], "big")):
            notes.count_block(at)
            size = int.from_bytes(data[at + 3 : at + 5], "big")
            if at + 5 + size > end or size < 2:
                raise CutError(f"hvcC at byte {at:,}", f"{size:,} bytes promised")
            _judge_nal(data, at + 5, size, PARAMETER_SETS, notes)
            at += 2 + size
        at += 3
    if at < end:
        notes.leftover("hvcC", at, data[at:end])


def _judge_nal(data: bytes, at: int, size: int, allowed: tuple[int, ...], notes: Notes) -> None:
    kind = data[at] >> 1 & 63
    if kind not in allowed:
        notes.leftover("NAL unit", at, data[at : at + size],
                       NAL_NAMES.get(kind, "an unknown unit"), Severity.MEDIUM)  # fmt: skip
