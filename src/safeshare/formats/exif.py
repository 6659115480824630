"""What the containers ask of an EXIF structure: its orientation and its previews."""

from __future__ import annotations

from collections.abc import Iterable

from safeshare.model import Block, BlockKind

from . import ifd, jpeg_segments

PREFIX = b"Exif\0"
_ORIENTATION, _OFFSET, _LENGTH = 0x0112, 0x0201, 0x0202
_STRIPS, _STRIP_SIZES = 0x0111, 0x0117
_PREVIEWS = 16
_MOST_STRIPS = 1024


def without_prefix(payload: bytes) -> bytes:
    r"""Give the TIFF structure of an EXIF payload, without the "Exif\0\0" of JPEG."""
    return payload[6:] if payload.startswith(PREFIX) else payload


def orientation(blocks: Iterable[Block]) -> int:
    """Give the orientation of the first EXIF block: 1..8, 1 when missing or absurd.

    HEIC and AVIF turn by a property of their own; their decoders ignore this tag.
    """
    exif = next((block for block in blocks if block.kind is BlockKind.EXIF), None)
    first = next(iter(ifd.read(exif.payload)), None) if exif else None
    value = first.number(_ORIENTATION) if first else None
    return value if value is not None and 1 <= value <= 8 else 1


def previews(structure: bytes, where: str) -> list[Block]:
    """List the encoded pictures inside of an EXIF structure.

    First those that a directory points at (IFD1's thumbnail), then those that
    lie elsewhere in it, such as in a maker note.
    """
    found: list[Block] = []
    taken: list[tuple[int, int]] = []
    for directory in ifd.read(structure):
        span = _span(directory)
        if span is not None and not _overlaps(span, taken):
            taken.append(span)
            payload = structure[span[0] : span[1]]
            found.append(Block(BlockKind.THUMBNAIL, f"{where} {directory.name}", payload))
    for span in _signatures(structure):
        if not _overlaps(span, taken):
            payload = structure[span[0] : span[1]]
            found.append(Block(BlockKind.THUMBNAIL, f"{where} preview", payload))
    return found


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(low < span[1] and span[0] < high for low, high in taken)


def _span(directory: ifd.Ifd) -> tuple[int, int] | None:
    """Give where a directory's thumbnail lies; uncompressed ones count from strip to strip."""
    size = len(directory.data)
    start, length = directory.number(_OFFSET), directory.number(_LENGTH)
    if start and length and start < size:
        return start, min(start + length, size)
    starts, lengths = (directory.numbers(tag, _MOST_STRIPS) for tag in (_STRIPS, _STRIP_SIZES))
    pairs = [(a, min(a + b, size)) for a, b in zip(starts, lengths, strict=False) if 0 < a < size]
    if not pairs:
        return None
    return min(a for a, _ in pairs), max(b for _, b in pairs)


def _signatures(structure: bytes) -> Iterable[tuple[int, int]]:
    at = structure.find(jpeg_segments.SIGNATURE)
    for _ in range(_PREVIEWS):
        if at < 0:
            return
        end = jpeg_segments.end_of_picture(structure, at)
        if end is not None:
            yield at, end
        at = structure.find(jpeg_segments.SIGNATURE, end or at + 3)
