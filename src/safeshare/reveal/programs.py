"""Segments that cameras and programs invented for themselves, before EXIF or beside it."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from types import MappingProxyType

from safeshare.model import Block, Finding
from safeshare.reveal.camera import camera_facts
from safeshare.reveal.facts import VALUE_LIMIT, decoded, fact, says_something, shown
from safeshare.reveal.moment import moment, written
from safeshare.reveal.photoshop import photoshop_facts

_MOST = 500
_SEGMENT = 65_536  # bytes that one segment of a JPEG has at most
_DEEPEST = 8
_INFO = re.compile(rb"\[picture info\]", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,12}")
_INFO_LINE = re.compile(r"([\w#]+)=([^\r\n\0]*)")
_DUCKY = {2: ("comment", "the comment {}"), 3: ("owner", "the copyright {}")}

_CIFF: MappingProxyType[int, tuple[str, str]] = MappingProxyType(
    {
        0x0805: ("caption", "the caption {}"),
        0x0810: ("owner", "the camera's owner {}"),
        0x0815: ("caption", "the picture's kind {}"),
        0x0816: ("filename", "the file was named {}"),
        0x0817: ("filename", "its preview was named {}"),
        0x080B: ("software", "the camera's software {}"),
        0x180B: ("serial", "the camera's serial number {}"),
        0x1817: ("id", "the camera's count of files {}"),
    }
)
_CIFF_CAMERA, _CIFF_TIME = 0x080A, 0x180E
_CIFF_NUMBERS = frozenset({0x180B, 0x1817})

_FLIR_CAMERA = 32
_FLIR_PLACES = (
    (212, 32, "camera", "camera"),
    (260, 16, "serial", "camera's serial number"),
    (368, 32, "lens", "camera's lens"),
    (416, 16, "serial", "camera's lens's serial number"),
)


def program_facts(block: Block) -> Iterator[Finding]:
    """Yield what a known segment tells; nothing for an unknown one."""
    payload = block.payload
    if _INFO.search(payload[:1_000]):
        yield from _picture_info(block)
    for start, reader in _READERS.items():
        if payload.startswith(start):
            yield from reader(block)
    if payload[6:10] == b"HEAP":
        order = "<" if payload.startswith(b"II") else ">"
        yield from _ciff(payload[:_SEGMENT], order, 0, [_MOST])


def _picture_info(block: Block) -> Iterator[Finding]:
    """Yield what Agfa, Olympus and others wrote into APP12: lines of name=value."""
    where = "APP12 PictureInfo"
    lines = dict(_INFO_LINE.findall(block.payload[: 4 * VALUE_LIMIT].decode("latin-1"))[:_MOST])
    maker = decoded(block.payload[:40].partition(b"\0")[0])
    name = lines.get("Type", "") or lines.get("ID", "")
    yield from camera_facts(where, "" if "[" in maker else maker, name)
    serial = lines.get("Serial#") or lines.get("SerialNumber") or ""
    if says_something(serial):
        yield fact("serial", where, f"the camera's serial number {shown(serial)}", serial)
    if says_something(lines.get("Version", "")):
        version = lines["Version"]
        yield fact("software", where, f"the camera's software {shown(version)}", version)
    if _SECONDS.fullmatch(lines.get("TimeDate", "")):
        yield from _taken(where, int(lines["TimeDate"]))


def _taken(where: str, seconds: int) -> Iterator[Finding]:
    stamp = written(seconds)
    if stamp and seconds:
        yield fact("time", where, f"taken on {moment(stamp)}", stamp)


def _ducky(block: Block) -> Iterator[Finding]:
    """Yield what "Save for web" wrote into APP12: type, length, and for texts a count."""
    data, at = block.payload, 5
    for _ in range(_MOST):
        if at + 4 > len(data):
            return
        kind, length = struct.unpack_from(">HH", data, at)
        kind_of, sentence = _DUCKY.get(kind, ("", ""))
        text = data[at + 8 : at + 4 + length].decode("utf-16-be", "replace").strip("\0 ")
        if kind_of and says_something(text):
            yield fact(kind_of, "APP12 Ducky", sentence.format(shown(text)), text)
        at += 4 + length


def _ciff(data: bytes, order: str, depth: int, left: list[int]) -> Iterator[Finding]:
    """Yield what Canon's CIFF tells: a heap whose directory stands at its end.

    left: how many entries may still be read, of all heaps together.
    """
    start = int.from_bytes(data[2:6], "little" if order == "<" else "big") if depth == 0 else 0
    heap = data[start:]
    try:
        (back,) = struct.unpack_from(f"{order}I", heap, len(heap) - 4)
        (count,) = struct.unpack_from(f"{order}H", heap, back)
        for index in range(min(count, _MOST)):
            left[0] -= 1
            if left[0] < 0:
                return
            place = back + 2 + 10 * index
            entry = heap[place : place + 10]
            tag, size, offset = struct.unpack(f"{order}HII", entry)
            inside = entry[2:] if tag & 0x4000 else heap[offset : offset + size]
            if tag & 0x3800 in {0x2800, 0x3000} and depth < _DEEPEST:
                yield from _ciff(inside, order, depth + 1, left)
            else:
                yield from _ciff_field(tag & 0x3FFF, inside, order)
    except struct.error:
        return


def _ciff_field(tag: int, raw: bytes, order: str) -> Iterator[Finding]:
    where = "APP0 CIFF"
    number = int.from_bytes(raw[:4], "little" if order == "<" else "big")
    if tag == _CIFF_CAMERA:
        make, _, rest = raw.partition(b"\0")
        yield from camera_facts(where, decoded(make), decoded(rest.partition(b"\0")[0]))
    elif tag == _CIFF_TIME:
        yield from _taken(where, number)
    elif tag in _CIFF:
        kind, sentence = _CIFF[tag]
        text = str(number) if tag in _CIFF_NUMBERS else decoded(raw.partition(b"\0")[0])
        if says_something(text):
            yield fact(kind, where, sentence.format(shown(text)), text)


def _flir(block: Block) -> Iterator[Finding]:
    """Yield the names and numbers in a FLIR thermal record; its layout is not published.

    Behind "FFF" stand the place and count of a directory; its entry of kind 32
    leads to the camera's texts, which stand at fixed places.
    """
    data = block.payload
    try:
        at, count = struct.unpack_from(">II", data, 24)
        for entry in range(at, at + 32 * min(count, _MOST), 32):
            kind, start = struct.unpack_from(">H10xI", data, entry)
            if kind == _FLIR_CAMERA:
                yield from _flir_texts(data[start : start + 512])
    except struct.error:
        return


def _flir_texts(record: bytes) -> Iterator[Finding]:
    for start, length, kind, words in _FLIR_PLACES:
        text = decoded(record[start : start + length].partition(b"\0")[0])
        if says_something(text) and text.isprintable():
            yield fact(kind, "APP1 FLIR", f"the thermal {words} {shown(text)}", text)


_READERS: MappingProxyType[bytes, Callable[[Block], Iterator[Finding]]] = MappingProxyType(
    {
        b"Ducky": _ducky,
        b"8BIM": photoshop_facts,
        b"Photoshop 3.0\0": photoshop_facts,
        b"FFF\0": _flir,
    }
)
"""How a segment begins -> its reader."""
