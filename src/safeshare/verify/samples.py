"""Samples that share bytes: which values rows name, and what stands behind a row's last one.

Rows are uint8 (height, bytes), the first sample of each byte in its high bits; depth is 1, 2, 4
or 8 bits a sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIECE = 1 << 20  # bytes that are looked at at a time


def values(rows: NDArray[np.uint8], columns: int, depth: int) -> set[int]:
    """Return the values that the samples have; columns: samples of a row."""
    whole = columns * depth // 8
    shifts = range(8 - depth, -1, -depth)
    named = _split(_different(rows[:, :whole]), shifts, depth)
    return named | _split(_different(rows[:, whole:]), shifts[: columns % (8 // depth)], depth)


def split(octets: bytes, depth: int) -> set[int]:
    """Return the values of all samples that bytes hold."""
    return _split(list(octets), range(8 - depth, -1, -depth), depth)


def spare(columns: int, depth: int) -> int:
    """Return the bits of a row's last byte that stand behind its last sample, as a mask."""
    return (1 << -columns * depth % 8) - 1


def _split(octets: list[int], shifts: range, depth: int) -> set[int]:
    return {octet >> shift & ((1 << depth) - 1) for octet in octets for shift in shifts}


def _different(rows: NDArray[np.uint8]) -> list[int]:
    """Return the different bytes of the rows."""
    import numpy as np

    seen = np.zeros(256, bool)
    height = max(1, PIECE // max(1, rows.shape[1]))
    for at in range(0, len(rows), height):
        seen[rows[at : at + height]] = True
    return [int(octet) for octet in np.flatnonzero(seen)]
