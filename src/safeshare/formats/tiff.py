"""TIFF and BigTIFF: lists their blocks. Such files are rebuilt, never copied.

Source: TIFF 6.0; Adobe TIFF technical notes; DNG 1.7 for sub-IFDs.
"""

from __future__ import annotations

from typing import Final

from safeshare.errors import UnreadableImage
from safeshare.model import Block, BlockKind

from . import ifd, photoshop, tail
from .ifd import Ifd
from .listing import Listing
from .spans import Spans

# Layout, colour model, resolution, pointers: what a decoder needs, and what tells nothing.
STRUCTURE: Final = frozenset(
    [
        *range(254, 264),
        *(266, 273),
        *range(277, 285),
        *range(286, 294),
        *(296, 297, 301, 317, 318, 319),
        *range(320, 332),
        *range(336, 343),
        347,
        *range(512, 522),
        *range(529, 533),
        *(0x8769, 0x8825, 0xA005),
    ]
)
ORIENTATION: Final = 0x0112
CONTAINERS: Final = {
    0x02BC: (BlockKind.XMP, "TIFF XMP"),
    0x83BB: (BlockKind.IPTC, "TIFF IPTC"),
    0x8773: (BlockKind.ICC, "TIFF ICC"),
    0x8649: (BlockKind.APPLICATION, "TIFF Photoshop"),
    0x935C: (BlockKind.SECOND_PICTURE, "TIFF Photoshop layers"),
    0xCD41: (BlockKind.C2PA, "TIFF C2PA"),
}
_STRIPS: Final = ((0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202), (0x0120, 0x0121))
_SUBFILE: Final = 0x00FE
_GAP: Final = 4  # shorter gaps align values; longer ones of zeros are padding
_GAPS: Final = 1000
_PAGE_HEADS: Final = (b"", b"II*\0\x08", b"MM\0*\0\0\0\x08")  # appended pages may begin like a file


def walk(data: bytes) -> tuple[Block, ...]:
    """List every block of a TIFF file: the tags as one EXIF block, then what is in them.

    The EXIF block's payload is the whole file, since tags lie anywhere in it.
    Last come bytes that no directory points at.

    Raises UnreadableImage when the data does not begin like TIFF.
    """
    if not ifd.has_header(data):
        raise UnreadableImage("The file does not begin like a TIFF picture.")
    directories = ifd.read(data)
    found = Listing("TIFF")
    if directories:
        found.picture()
    else:
        found.add(BlockKind.UNREADABLE, "TIFF IFD", data)
    if any(_tells(directory) for directory in directories):
        found.add(BlockKind.EXIF, "TIFF IFD", data)
    _containers(found, directories)
    _pictures(found, directories)
    if directories:
        _unreachable(found, data, directories)
    return found.blocks()


def _tells(directory: Ifd) -> bool:
    """Tell whether a directory has tags beyond the picture's structure."""
    tags = directory.entries.keys() - STRUCTURE - CONTAINERS.keys() - {ORIENTATION}
    return bool(tags) or directory.number(ORIENTATION) not in (None, 1)


def _containers(found: Listing, directories: tuple[Ifd, ...]) -> None:
    """List metadata blocks that stand in a tag; each place once, however many tags point at it."""
    seen: set[int] = set()
    for directory in directories:
        for tag, (kind, where) in CONTAINERS.items():
            entry = directory.entries.get(tag)
            if entry is None or entry.start in seen or len(seen) > 64:
                continue
            seen.add(entry.start)
            if tag == 0x8649:
                photoshop.add(found, where, directory.raw(tag))
            else:
                found.add(kind, where, directory.raw(tag))


def _pictures(found: Listing, directories: tuple[Ifd, ...]) -> None:
    """List pictures that are not pages: reduced ones, JPEG thumbnails, those of sub-IFDs."""
    left = len(directories[0].data) if directories else 0
    for directory in directories:
        spans = _strips(directory)
        size = sum(end - start for start, end in spans)
        if not spans or not 0 < size <= left:
            continue
        reduced = (directory.number(_SUBFILE) or 0) & 1
        jpeg_only = 0x0111 not in directory.entries and 0x0201 in directory.entries
        nested = " " in directory.name
        if not (reduced or jpeg_only or nested):
            continue
        left -= size
        small = reduced or jpeg_only
        kind = BlockKind.THUMBNAIL if small else BlockKind.SECOND_PICTURE
        payload = b"".join(directory.data[start:end] for start, end in spans)
        found.add(kind, f"TIFF {directory.name}", payload)


def _strips(directory: Ifd) -> list[tuple[int, int]]:
    """Give where a directory's coded pixels lie."""
    size = len(directory.data)
    return [
        (start, min(start + length, size))
        for starts, lengths in _STRIPS
        for start, length in zip(
            directory.numbers(starts), directory.numbers(lengths), strict=False
        )
        if 0 < start < size and length
    ]


def _unreachable(found: Listing, data: bytes, directories: tuple[Ifd, ...]) -> None:
    """List what no directory points at: a trailer, or what an editor left behind."""
    spans = Spans(len(data))
    spans.take(0, 16 if data[2:4] in (b"+\0", b"\0+") else 8)
    for directory in directories:
        spans.take(directory.start, directory.end)
        for entry in directory.entries.values():
            spans.take(entry.start, entry.end)
        for start, end in _strips(directory):
            spans.take(start, end)
    for count, (start, end) in enumerate(spans.gaps()):
        if (
            count < _GAPS
            and end - start >= _GAP
            and data[start:end].strip(b"\0") not in _PAGE_HEADS
        ):
            last = end == len(data)
            kind = BlockKind.TRAILER if last else BlockKind.JUNK
            where = "after the end" if last else "unreachable bytes"
            found.extend(tail.classify(data, start, end, where, kind))
