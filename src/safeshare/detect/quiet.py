"""Native code that chats on standard error is not heard."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_lock = threading.Lock()


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drop what native code prints: half a hundred lines that no option turns off.

    One thread at a time: two that swap the stream at once would lose it for good.
    """
    with _lock, Path(os.devnull).open("w") as nowhere:
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
