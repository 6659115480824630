"""What the blocks of a photo give away, in words a person understands.

`reveal` reads blocks as the walkers of safeshare.formats give them, and the
file's name. It knows no container, opens no file and asks no network. What it
does not do: it looks at the pixels only to compare a preview with them, and it
doesn't promise to know every field. Whatever it can't read is named as unreadable
or as a program's own data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from safeshare.model import Block, BlockKind, Finding
from safeshare.reveal.exif import reveal_exif
from safeshare.reveal.facts import fact
from safeshare.reveal.filename import reveal_name
from safeshare.reveal.filetimes import NO_TIMES, reveal_times
from safeshare.reveal.hidden import (
    reveal_application,
    reveal_stray,
    reveal_unreadable,
    reveal_video,
)
from safeshare.reveal.icc import reveal_icc
from safeshare.reveal.iptc import reveal_iptc
from safeshare.reveal.order import distinct, gravest_first
from safeshare.reveal.pictures import reveal_second_picture, reveal_thumbnail
from safeshare.reveal.provenance import reveal_provenance
from safeshare.reveal.text import reveal_comment, reveal_text, reveal_time
from safeshare.reveal.xmp import reveal_xmp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["REVEALERS", "reveal", "reveal_name"]

BLOCKS_READ = 100
SLOW = MappingProxyType({BlockKind.EXIF: 10, BlockKind.XMP: 20, BlockKind.C2PA: 4})
"""Most blocks of one kind that are read, fewer of those that take long; the rest is counted."""

REVEALERS: MappingProxyType[BlockKind, Callable[[Block], Iterable[Finding]]] = MappingProxyType(
    {
        BlockKind.EXIF: reveal_exif,
        BlockKind.XMP: reveal_xmp,
        BlockKind.IPTC: reveal_iptc,
        BlockKind.ICC: reveal_icc,
        BlockKind.COMMENT: reveal_comment,
        BlockKind.TEXT: reveal_text,
        BlockKind.TIME: reveal_time,
        BlockKind.THUMBNAIL: reveal_thumbnail,
        BlockKind.SECOND_PICTURE: reveal_second_picture,
        BlockKind.VIDEO: reveal_video,
        BlockKind.C2PA: reveal_provenance,
        BlockKind.APPLICATION: reveal_application,
        BlockKind.TRAILER: reveal_stray,
        BlockKind.JUNK: reveal_stray,
        BlockKind.UNREADABLE: reveal_unreadable,
    }
)
"""One reader a kind of block; pictures themselves are read elsewhere."""


_PICTURES = MappingProxyType(
    {
        BlockKind.THUMBNAIL: reveal_thumbnail,
        BlockKind.SECOND_PICTURE: reveal_second_picture,
    }
)
_COMPARED = 8
"""Most pictures that are compared with the photo; each is decoded, small."""


def reveal(
    blocks: Sequence[Block],
    name: str | None = None,
    *,
    times: Mapping[str, datetime] = NO_TIMES,
    frame: NDArray[np.uint8] | None = None,
) -> tuple[Finding, ...]:
    """Return what the blocks, the file's name and its times give away, the gravest first.

    times: what happened to the file ("changed") and when, as the disk says.
    frame: the photo's upright pixels, uint8 (height, width, 3 or 4): previews
    are compared with it, and findings carry the pictures that they are about; with None
    nothing is decoded. A fact that several blocks hold is told once, its `where` naming
    them all.
    Never raises on malformed payloads, and its work is bounded.
    """
    found = [
        *_from_blocks(blocks, frame),
        *(reveal_name(name) if name else ()),
        *reveal_times(times),
    ]
    told = gravest_first(distinct(found))
    return told if frame is not None else tuple(replace(one, picture=b"") for one in told)


def _from_blocks(blocks: Sequence[Block], frame: NDArray[np.uint8] | None) -> Iterator[Finding]:
    seen: Counter[BlockKind] = Counter()
    for block in blocks:
        revealer = REVEALERS.get(block.kind)
        if revealer is None:
            continue
        seen[block.kind] += 1
        picture = _PICTURES.get(block.kind)
        if picture is not None and frame is not None and seen[block.kind] <= _COMPARED:
            yield from picture(block, frame)
        elif seen[block.kind] <= _most(block.kind):
            yield from revealer(block)
    for kind, count in seen.items():
        if count > _most(kind):
            summary = f"{count - _most(kind)} more blocks of this kind that were not read"
            yield fact("unreadable", str(kind), summary)


def _most(kind: BlockKind) -> int:
    return SLOW.get(kind, BLOCKS_READ)
