"""Gives memory back to the system as soon as a photo's pixels are let go."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

LARGE_BLOCK = 1 << 20
"""Bytes from which a block of memory is the system's own, and goes back when it is let go."""

MMAP_THRESHOLD, ARENA_MAX = -3, -8
"""Names of settings (glibc's malloc.h)."""


def return_large_blocks() -> None:
    """Have decoded photos kept apart, so that nothing stays behind them. Does nothing but on glibc.

    By itself the allocator raises its threshold with the first large block, and keeps
    the next ones.
    """
    library = _glibc()
    if library is not None:
        library.mallopt(MMAP_THRESHOLD, LARGE_BLOCK)
        library.mallopt(ARENA_MAX, 4)


def give_back() -> None:
    """Give what is free back to the system. Does nothing but on glibc."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
