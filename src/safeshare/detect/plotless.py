"""Imports MediaPipe without the plots that it can draw of what it finds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

PLOTS = ("matplotlib", "matplotlib.pyplot")


@cache
def load() -> None:
    """Import MediaPipe's tasks.

    They would import Matplotlib, which takes longer than they do, lists all fonts of the
    computer at its first use, and writes the list to the disk.
    """
    with _stood_in_for(PLOTS):
        import mediapipe.tasks.python.vision  # noqa: F401 - to have it imported


@contextmanager
def _stood_in_for(names: tuple[str, str]) -> Iterator[None]:
    """Let a package and a module of it be imported as empty ones, unless they are there already."""
    package, module = names
    if package in sys.modules:
        yield
        return
    empty = {name: ModuleType(name) for name in names}
    setattr(empty[package], module.rpartition(".")[2], empty[module])
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
