"""What making a copy is at, told as it really begins."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """A part of the work on a copy.

    Cover, write and check come again where the second look found a face that nothing
    covered yet; a copy whose pixels stay has no cover.
    """

    READ = "read"
    COVER = "cover"
    WRITE = "write"
    CHECK = "check"


Tell = Callable[[Step], None]
"""Is told each step as it begins. What it raises ends the work."""


def untold(step: Step) -> None:
    """Tell nobody."""
    del step
