"""Ways to break a file, each a function of the file and a random number generator alone."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from random import Random

from parts import pieces

Bytes = bytearray

LARGEST = 4_000_000
"""Bytes of a mutated file: splices must not make it grow without end."""
SIGNATURE = 12
"""Bytes that name a format; mostly kept, for without them a file is refused at once."""

_LENGTHS = (0, 1, 2, 4, 7, 8, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)


def mutated(sources: Sequence[bytes], number: int, random: Random) -> bytes:
    """Give source `number` with one to twelve mutations; the others lend pieces."""
    data = bytearray(sources[number])
    for _ in range(random.choice((1, 1, 1, 2, 3, 5, 12))):
        if data:
            random.choice(MUTATIONS)(data, sources, random)
    if random.random() < 0.9:
        data[:SIGNATURE] = sources[number][:SIGNATURE]
    return bytes(data[: max(LARGEST, len(sources[number]))])


def flip(data: Bytes, _: Sequence[bytes], random: Random) -> None:
    """Flip one to sixteen bits."""
    for _bit in range(random.choice((1, 1, 2, 4, 16))):
        data[_place(data, random)] ^= 1 << random.randrange(8)


def overwrite(data: Bytes, _: Sequence[bytes], random: Random) -> None:
    """Set some bytes in a row to one value, or to noise."""
    at, count = _place(data, random), random.choice((1, 2, 4, 16))
    value = random.choice((b"\0", b"\xff", b"\x80", b"<", b"(", random.randbytes(1)))
    data[at : at + count] = random.choice((value * count, random.randbytes(count)))


def cut(data: Bytes, _: Sequence[bytes], random: Random) -> None:
    """Cut the end off."""
    del data[_place(data, random) :]


def leave_out(data: Bytes, _: Sequence[bytes], random: Random) -> None:
    """Take a piece out of the middle."""
    at = _place(data, random)
    del data[at : at + _short(random)]


def repeat(data: Bytes, _: Sequence[bytes], random: Random) -> None:
    """Say a piece twice, or many times."""
    at = _place(data, random)
    data[at:at] = data[at : at + _short(random)] * random.choice((1, 1, 2, 50))


def splice(data: Bytes, sources: Sequence[bytes], random: Random) -> None:
    """Put a piece of another file in, or over what stands there."""
    other = random.choice(sources)
    start = _place(other, random) if other else 0
    piece = other[start : start + _short(random)]
    at = _place(data, random)
    data[at : at + random.choice((0, len(piece)))] = piece


def cross(data: Bytes, sources: Sequence[bytes], random: Random) -> None:
    """Go on with the rest of another file."""
    other = random.choice(sources)
    start = _place(other, random) if other else 0
    data[_place(data, random) :] = other[start:]


def lengthen(data: Bytes, _: Sequence[bytes], random: Random) -> None:
    """Write a number that a length, count or offset should not be."""
    at = _place(data, random)
    form = random.choice(("<H", ">H", "<I", ">I", ">Q"))
    size = struct.calcsize(form)
    near = len(data) - at + random.randrange(-8, 9)
    value = random.choice((*_LENGTHS, near, at, len(data)))
    if random.random() < 0.4:  # a number that stands there, a little off
        value = int.from_bytes(data[at : at + size], "little" if form[0] == "<" else "big")
        value += random.choice((-8, -4, -2, -1, 1, 2, 4, 8))
    data[at : at + size] = struct.pack(form, value % (1 << 8 * size))


def rearrange(data: Bytes, sources: Sequence[bytes], random: Random) -> None:
    """Move, repeat, leave out or swap whole pieces of the container, lengths and checksums right.

    Half of the pieces that come in are another file's, if it is in the same container.
    """
    parts, join = pieces(bytes(data))
    if len(parts) < 2:
        return
    lent, other_join = pieces(random.choice(sources))
    pool = lent[1:] if other_join is join and len(lent) > 1 and random.random() < 0.5 else parts
    at = random.randrange(1, len(parts))
    part = random.choice(pool)
    random.choice(
        (
            lambda: parts.insert(at, part),
            lambda: parts.__setitem__(at, part),
            lambda: parts.__delitem__(at),
            lambda: parts.__setitem__(slice(at, at), [part] * random.choice((2, 20, 200))),
        )
    )()
    data[:] = join(parts)[: 2 * LARGEST]


def inside(data: Bytes, sources: Sequence[bytes], random: Random) -> None:
    """Break the inside of one piece of the container, and set its length and checksum right."""
    parts, join = pieces(bytes(data))
    if len(parts) < 2:
        return
    at = random.randrange(1, len(parts))
    part = bytearray(parts[at])
    for _ in range(random.choice((1, 1, 3))):
        if part:
            random.choice(BLIND)(part, sources, random)
    name = parts[at][:8] if random.random() < 0.9 else bytes(part[:8])
    parts[at] = name + bytes(part[8:])
    data[:] = join(parts)[: 2 * LARGEST]


BLIND: tuple[Callable[[Bytes, Sequence[bytes], Random], None], ...] = (
    flip,
    flip,
    overwrite,
    cut,
    leave_out,
    repeat,
    splice,
    cross,
    lengthen,
    lengthen,
    lengthen,
)
"""Those that know no container."""

MUTATIONS = (*BLIND, rearrange, rearrange, inside, inside, inside, inside)


def _place(data: bytes | Bytes, random: Random) -> int:
    """Choose a byte, more often near the start, where headers and metadata stand."""
    return int(len(data) * random.random() ** random.choice((1, 3, 6)))


def _short(random: Random) -> int:
    return random.choice((1, 2, 4, 12, 100, 1_000, 20_000))
