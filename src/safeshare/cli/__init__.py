"""The command: inspect, verify, clean, watch, integrate, ui."""

from __future__ import annotations

import os
import signal
import sys

STOPPED, INTERRUPTED, TERMINATED = "safeshare: stopped.\n", 130, 143
"""What is said after Ctrl-C; exit codes when the user, or the reader of the output, stopped it,
and when the system did."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command; errors become a line on standard error and an exit code.

    arguments: in place of the process's own.
    """
    # NumPy's threads for matrices wait in a busy loop, and take from the other workers what
    # they never give back on matrices as small as ours. It reads this when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that nothing stays behind
    try:
        from safeshare.cli.commands import app  # takes so long that Ctrl-C may come meanwhile

        app(arguments, standalone_mode=True)
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED)
        sys.exit(INTERRUPTED)
