"""Undoes PNG's row filters, a whole diagonal at a time. Source: PNG 3rd edition, section 9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeshare.errors import UnreadableImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Diagonal = NDArray[np.int16]


def unfiltered(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give the bytes of rows in which a pixel is a byte, or less.

    rows: uint8 (height, 1 + width), in front of each row its filter's number. Returns uint8
    (height, width). A byte hangs on those to its left, above, and left above; so all bytes of
    a diagonal are known at once. Raises UnreadableImage for a filter that does not exist.
    """
    import numpy as np

    filters = rows[:, 0]
    if not filters.any():
        return rows[:, 1:]
    if filters.max() > 4:
        raise UnreadableImage("The picture's pixels are broken.")
    height, width = rows.shape[0], max(2, rows.shape[1] - 1)
    coded = np.zeros((height, width), np.uint8)
    coded[:, : rows.shape[1] - 1] = rows[:, 1:]
    out = np.empty(height * width, np.uint8)
    ways = tuple((filters == way).astype(np.int16) for way in range(1, 5))
    older, old, new = (np.zeros(height + 1, np.int16) for _ in range(3))
    for number in range(height + width - 1):
        low, high = max(0, number - width + 1), min(height - 1, number)
        places = slice(number + low * (width - 1), number + high * (width - 1) + 1, width - 1)
        left, above = old[low + 1 : high + 2], old[low : high + 1]
        expected = _expected(left, above, older[low : high + 1], ways, slice(low, high + 1))
        new[low + 1 : high + 2] = coded.reshape(-1)[places] + expected & 255
        out[places] = new[low + 1 : high + 2]
        older, old, new = old, new, older
    return out.reshape(height, width)[:, : rows.shape[1] - 1]


def _expected(
    left: Diagonal, above: Diagonal, corner: Diagonal, ways: tuple[Diagonal, ...], rows: slice
) -> Diagonal:
    """Give what each row's filter expects, 0 to 255, by its three neighbours."""
    import numpy as np

    sub, up, average, paeth = (way[rows] for way in ways)
    across, down = above - corner, left - corner
    far_left, far_above = np.abs(across), np.abs(down)
    far_corner = np.abs(across + down)
    upper = np.where(far_above <= far_corner, above, corner)
    nearest = np.where((far_left <= far_above) & (far_left <= far_corner), left, upper)
    found: Diagonal = left * sub + above * up + (left + above >> 1) * average + nearest * paeth
    return found
