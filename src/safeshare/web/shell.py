"""What Gradio does when it is imported that a program at work does not need."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STUB_WRITER = "create_or_modify_pyi"


@contextmanager
def without_stubs() -> Iterator[None]:
    """Have Gradio imported without type stubs.

    At its import it parses the source of its components, and writes stubs for editors
    beside them: nearly half of the time that the import takes, and a write into the folder
    of installed packages. A component whose source can't be found gets none, so its
    writer of stubs, and nobody else, is told that there is no source.
    """
    found = inspect.getfile
    inspect.getfile = _hidden_from(STUB_WRITER, found)
    try:
        yield
    finally:
        inspect.getfile = found


def _hidden_from(asker: str, found: Callable[..., str]) -> Callable[..., str]:
    def getfile(thing: object) -> str:
        if sys._getframe(1).f_code.co_name == asker:
            raise OSError("type stubs are not needed here")
        return found(thing)

    return getfile
