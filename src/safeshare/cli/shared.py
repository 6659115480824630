"""What all commands share: the application, exit codes, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from safeshare import flags, terminal
from safeshare.cli import INTERRUPTED, STOPPED
from safeshare.confine import confine
from safeshare.errors import SafeshareError

REFUSED, LEFTOVERS = 3, 4
"""Exit codes: some inputs refused; verification found something."""

STANDARD = Path("-")


class _Commands(TyperGroup):
    """The commands, and the ways to end that typer would end in its own way."""

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        with _ended():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        with _ended():
            return super().invoke(ctx)


@contextmanager
def _ended() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:  # who reads the output has enough of it; what is left is not done
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), sys.stdout.fileno())  # for what is still to be flushed
        raise typer.Exit(INTERRUPTED) from None
    except SafeshareError as error:
        terminal.complain(str(error))
        raise typer.Exit(error.exit_code) from None


app = typer.Typer(
    name="safeshare",
    cls=_Commands,
    help="See what a photo gives away, remove it, and get a copy that is safer to share. "
    "Nothing leaves this computer but to a cluster of your own. "
    "It lowers the risk of sharing; it does not remove it.",
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _safeshare(version: flags.Version = False) -> None:
    if version:
        terminal.say(f"safeshare {metadata.version('safeshare')}")
        raise typer.Exit


def detectors_of(*, faces: bool, codes: bool, text: bool) -> tuple[str, ...]:
    """Give the detectors that are asked for, as keys of detect.DETECTORS."""
    asked = {"face": faces, "code": codes, "text": text}
    return tuple(name for name, wanted in asked.items() if wanted)


def give_rights_up(*, verbose: bool) -> None:
    """Cut this process off the network and bound its memory, before it opens a photo.

    On Linux it is told where that failed; other systems can't, which -v tells.
    """
    for reason in confine():
        if verbose or sys.platform == "linux":
            terminal.complain(reason)


def standard_input(limit: int) -> bytes:
    """Read standard input, at most one byte more than the limit."""
    return sys.stdin.buffer.read(limit + 1)
