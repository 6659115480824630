"""Searches a copy for pieces of the metadata that was removed from its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from safeshare.model import Finding, Severity
from safeshare.verify.content import excerpt, is_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]

SHORTEST = 16  # bytes; the shortest piece that is found
WORD = 8  # bytes; an aligned word lies inside of every piece of 15 bytes
MOST_MATCHES = 512  # places that are looked at one by one
MOST_FINDINGS = 20
FEWEST_VALUES = 8  # distinct bytes of 16; less is padding or a table
LONGEST = 4096
PORTION = 4 << 20  # bytes
MOST_COMPARED = 1024  # bytes of a piece that are looked up among the innocent ones
TABLE_BITS = 22
# Odd; a word's hash is the top of its product with one of them.
MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93)


def leftovers(removed: Iterable[bytes], copy: bytes, innocent: bytes = b"") -> tuple[Finding, ...]:
    """Return pieces of the removed blocks that still stand in the copy.

    removed: payloads of the blocks. innocent: bytes that stand in any such file, such as a
    neutral picture by the same encoder, or the coded picture itself; what occurs in them too
    is no finding. A piece has 16 bytes or more and is text or as varied as coded data. Text
    is found in UTF-8, and ASCII text in UTF-16 of either byte order, on either side.
    It can't see: shorter pieces, compressed or encrypted ones, other texts that changed their
    encoding, and more than some hundred different pieces.
    """
    hay = _with_wide_text(copy)
    found: list[Finding] = []
    seen: set[bytes] = set()
    for needles in _portions(removed):
        if min(len(needles), len(hay)) >= SHORTEST and len(found) < MOST_FINDINGS:
            found += _search(needles, hay, innocent, seen, len(copy))
    return tuple(found)


def _portions(removed: Iterable[bytes]) -> Iterator[bytes]:
    """Give the blocks, small ones joined and large ones cut with some overlap.

    A trailer can hold a whole video, and the search needs many times a portion's memory.
    """
    waiting: list[bytes] = []
    size = 0
    for block in removed:
        for start in range(0, len(block), PORTION):
            waiting.append(_with_wide_text(block[start : start + PORTION + LONGEST]))
            size += len(waiting[-1])
            if size >= PORTION:
                yield b"\0".join(waiting)
                waiting, size = [], 0
    yield b"\0".join(waiting)


def _search(
    needles: bytes, hay: bytes, innocent: bytes, seen: set[bytes], size: int
) -> list[Finding]:
    found: list[Finding] = []
    looked_at: dict[int, int] = {}  # place less offset: the end of the last piece there
    for at, place in _matches(needles, hay):
        if place < looked_at.get(place - at, 0):
            continue
        piece, start = _widest(needles, at, hay, place)
        looked_at[place - at] = start + len(piece)
        if len(piece) < SHORTEST or piece in seen:
            continue
        seen.add(piece)
        if _tells(_without_innocent(piece, innocent)):
            found.append(_finding(piece, start, size))
            if len(found) == MOST_FINDINGS:
                break
    return found


def _finding(piece: bytes, start: int, size: int) -> Finding:
    where = f"copy at byte {start:,}" if start < size else "copy, in UTF-16 text"
    what = "text" if is_text(piece) else "bytes"
    return Finding(
        "leftover", where, f"{len(piece):,} bytes of removed {what}", Severity.HIGH, excerpt(piece)
    )


def _with_wide_text(data: bytes) -> bytes:
    """Return the data, and behind it the ASCII text that stands in it as UTF-16."""
    import numpy as np

    if len(data) < 2 * SHORTEST:
        return data
    values = np.frombuffer(data, np.uint8)
    wide = (values[:-1] == 0) ^ (values[1:] == 0)  # one of each pair is zero, the other is not
    for step in (1, 2, 4, 8):  # 16 pairs in a row
        wide = wide[:-step] & wide[step:]
    starts = np.flatnonzero(wide)
    if not starts.size:
        return data
    covered = np.zeros(values.size + 1, np.int32)
    np.add.at(covered, starts, 1)
    np.add.at(covered, np.minimum(starts + 17, values.size), -1)
    text = values[(np.cumsum(covered[:-1]) > 0) & (values != 0)]
    joined: bytes = data + b"\0" + text.tobytes()
    return joined


def _matches(needles: bytes, hay: bytes) -> Iterator[tuple[int, int]]:
    """Give places of common words: any offset in the needles, aligned in the hay."""
    import numpy as np

    words = np.frombuffer(hay, "<u8", len(hay) // WORD)
    places = np.arange(words.size) * WORD
    wanted = np.concatenate([np.frombuffer(needles, "<u8", (len(needles) - shift) // WORD, shift)
                             for shift in range(WORD)])  # fmt: skip
    offsets = np.concatenate([np.arange(shift, len(needles) - WORD + 1, WORD)
                              for shift in range(WORD)])  # fmt: skip
    first, second, third = MULTIPLIERS
    for sieve, other in ((first, second), (third, None)):
        hit = _may_occur(words, wanted, sieve)
        words, places = words[hit], places[hit]
        if other:
            hit = _may_occur(wanted, words, other)
            wanted, offsets = wanted[hit], offsets[hit]
    varied = _varied(words)
    words, rows = np.unique(words[varied], return_index=True)
    places = places[varied][rows]
    if not words.size:
        return
    rank = np.minimum(np.searchsorted(words, wanted), words.size - 1)
    for index in np.flatnonzero(words[rank] == wanted)[:MOST_MATCHES]:
        yield int(offsets[index]), int(places[rank[index]])


def _may_occur(words: Words, among: Words, multiplier: int) -> NDArray[np.bool_]:
    """Return which words share a hash with one of the others; a sieve before the exact search."""
    import numpy as np

    table = np.zeros(1 << TABLE_BITS, bool)
    table[_hashes(among, multiplier)] = True
    return table[_hashes(words, multiplier)]


def _hashes(words: Words, multiplier: int) -> NDArray[np.int64]:
    import numpy as np

    with np.errstate(over="ignore"):
        product = words * np.uint64(multiplier)
    product >>= np.uint64(64 - TABLE_BITS)
    return product.view(np.int64)  # small enough to be read with a sign


def _varied(words: Words) -> NDArray[np.bool_]:
    """Return which words have at least half of the distinct bytes that a piece needs."""
    import numpy as np

    values = np.sort(np.ascontiguousarray(words).view(np.uint8).reshape(-1, WORD), axis=1)
    varied: NDArray[np.bool_] = (np.diff(values, axis=1) != 0).sum(axis=1) + 1 >= FEWEST_VALUES // 2
    return varied


def _widest(needles: bytes, at: int, hay: bytes, place: int) -> tuple[bytes, int]:
    """Return the longest common piece around a match, and where it starts in the hay."""
    before = after = 0
    while before < min(at, place, LONGEST) and (
        needles[at - before - 1] == hay[place - before - 1]
    ):
        before += 1
    room = min(len(needles) - at, len(hay) - place, LONGEST)
    while after < room and needles[at + after] == hay[place + after]:
        after += 1
    piece: bytes = needles[at - before : at + after]
    return piece, place - before


def _tells(runs: Iterable[bytes]) -> bool:
    """Return whether a run is long and varied enough to be neither chance nor padding."""
    return any(
        len(set(run[at : at + SHORTEST])) >= FEWEST_VALUES
        for run in runs
        for at in range(0, len(run) - SHORTEST + 1, WORD)
    )


def _without_innocent(piece: bytes, innocent: bytes) -> Iterator[bytes]:
    """Give the runs of the piece that are left when words of the innocent bytes are taken out."""
    if not innocent:
        yield piece
        return
    if piece in innocent:
        return
    head = piece[:MOST_COMPARED]
    known = bytearray(len(head))
    for at in range(0, len(head) - WORD + 1, WORD // 2):
        if head[at : at + WORD] in innocent:
            known[at : at + WORD] = b"\1" * WORD
    start = 0
    for at in range(len(head) + 1):
        if at == len(head) or known[at]:
            yield head[start:at]
            start = at + 1
