"""Writes docs/cli.md from the command itself: `python docs/make_cli.py`.

A test compares what this gives with the file, so that no flag goes undocumented.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from safeshare.cli.commands import app

PAGE = Path(__file__).with_name("cli.md")

HEAD = """# The command

Made from the command's own help by `docs/make_cli.py`. How the options play
together, with examples: [README](../README.md#use-the-command).

Exit codes: 0 fine, 1 a defect of safeshare, 2 the request makes no sense, 3 some
photos were refused, could not be read or not be written, 4 `verify` found
something, 130 interrupted, 143 ended by the system.

`-` stands for standard input, and `--` ends the options. Every command takes
`--help`, or `-h`. `safeshare --version` says which version it is, `safeshare
--install-completion` completes names in your shell, and `--show-completion` prints
what it would install.
"""


def page() -> str:
    """Give the whole page as Markdown."""
    commands = (command.callback for command in app.registered_commands if command.callback)
    return "\n".join([HEAD, *map(section, commands)])


def section(command: Callable[..., Any]) -> str:
    """Give one command: what it does, how it is called, a table of its options."""
    name = command.__name__
    flags = list(_flags(command))
    arguments = [flag for _, _, flag, _ in flags if isinstance(flag, ArgumentInfo)]
    rows = [row(*flag) for flag in flags if isinstance(flag[2], OptionInfo)]
    usage = ["safeshare", name, *(str(argument.metavar) for argument in arguments), "[OPTIONS]"]
    lines = [f"## {name}", "", inspect.cleandoc(command.__doc__ or ""), ""]
    lines += ["```", " ".join(usage), "```", ""]
    lines += [f"- `{argument.metavar}`: {argument.help}" for argument in arguments]
    lines += [""] if arguments else []
    lines += ["| option | what it does | unless said |", "|---|---|---|", *rows, ""] if rows else []
    return "\n".join(lines)


def row(name: str, kind: Any, flag: OptionInfo, default: Any) -> str:
    """Give one option as a row of the table.

    name: the parameter, which names an option that has no name of its own.
    kind: its type. default: what holds when it is left out.
    """
    names = ", ".join(_names(flag)) or f"--{name.replace('_', '-')}"
    value = "" if kind is bool else f" {flag.metavar or '|'.join(_choices(kind)) or 'N'}"
    call = f"`{names}{value}`".replace("|", r"\|")
    return f"| {call} | {flag.help} | {_unless_said(default)} |"


def _flags(command: Callable[..., Any]) -> Iterator[tuple[str, Any, Any, Any]]:
    """Give each parameter's name, type, typer's description, and default."""
    hints = get_type_hints(command, include_extras=True)
    for name, parameter in inspect.signature(command).parameters.items():
        kind, flag, *_ = get_args(hints[name])
        yield name, kind, flag, parameter.default


def _names(flag: OptionInfo) -> list[str]:
    """Give the names an option was declared with; typer keeps the first as its default."""
    first = [flag.default] if isinstance(flag.default, str) else []
    return [*first, *(flag.param_decls or ())]


def _choices(kind: Any) -> list[str]:
    return [member.value for member in kind] if _is_enum(kind) else []


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _unless_said(default: Any) -> str:
    """Give what holds without the option; nothing for what is simply off."""
    if isinstance(default, bool):
        return "yes" if default else ""
    value = default.value if isinstance(default, Enum) else default
    return "" if value is None else f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
