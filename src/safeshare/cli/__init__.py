"""The command: inspect, verify, clean, watch, integrate, ui."""

from __future__ import annotations

import os
import signal
import sys

from safeshare import terminal
from safeshare.cli import cleaning, looking, opening
from safeshare.cli.shared import TERMINATED, app
from safeshare.errors import SafeshareError

__all__ = ["app", "cleaning", "looking", "main", "opening"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command; errors become a line on standard error and an exit code.

    arguments: in place of the process's own.
    """
    # NumPy's threads for matrices wait in a busy loop, and take from the other workers what
    # they never give back on matrices as small as ours. It reads this when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that nothing stays behind
    try:
        app(arguments, standalone_mode=True)
    except SafeshareError as error:
        terminal.complain(str(error))
        sys.exit(error.exit_code)
