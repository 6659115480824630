"""The command, led by a test: it ends no sooner than the test has done what it came for.

    python tests/batch/led.py SIGNS LAST clean IN -o OUT ...

Photos whose names come behind LAST wait for the file `go` in the folder SIGNS. In it stand
`held` once a photo waits, and `asked` once the command has seen the first Ctrl-C.
"""

from __future__ import annotations

import atexit
import signal
import sys
import time
from pathlib import Path

from safeshare import batch
from safeshare.disk import Stamp
from safeshare.workers import Stop


def lead(signs: Path, last: str) -> None:
    """Lead what this process does from now on, and those that are forked from it."""
    read, ask = batch.read_stamped, Stop._ask

    def held(path: Path, limit: int) -> tuple[bytes, Stamp]:
        while path.name > last and not (signs / "go").exists():
            (signs / "held").touch()
            time.sleep(0.01)
        return read(path, limit)

    def asked(stop: Stop, *more: object) -> None:
        ask(stop, *more)
        (signs / "asked").touch()

    batch.read_stamped = held
    Stop._ask = asked  # type: ignore[method-assign]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job may ignore it
    wake()


def wake() -> None:
    """Let the main thread look for signals again and again.

    Python sees none that comes just before it waits for a lock, and here that may be for ever.
    """
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    from safeshare.cli import main

    lead(Path(sys.argv[1]), sys.argv[2])
    main(sys.argv[3:])
