"""The small files by which file managers learn of an action."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

EXECUTABLE, PLAIN = 0o755, 0o644

TYPES = (
    "image/jpeg", "image/png", "image/webp", "image/gif", "image/tiff", "image/bmp",
    "image/heic", "image/heif", "image/avif", "image/jxl",
)  # fmt: skip


def script(place: Path, label: str, command: list[str]) -> dict[Path, tuple[str, int]]:
    """Nautilus runs an executable with the chosen files as arguments."""
    return {place / label: (f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', EXECUTABLE)}


def service_menu(place: Path, label: str, command: list[str]) -> dict[Path, tuple[str, int]]:
    """Dolphin takes a desktop entry; since Plasma 5.85 it must be executable."""
    text = f"""[Desktop Entry]
Type=Service
MimeType={";".join(TYPES)};
Actions=safer;
Icon=image-x-generic

[Desktop Action safer]
Name={label}
Icon=image-x-generic
Exec={_quoted(command)} %F
"""
    return {place / "safeshare.desktop": (text, EXECUTABLE)}


def nemo_action(place: Path, label: str, command: list[str]) -> dict[Path, tuple[str, int]]:
    """Nemo takes an action file."""
    text = f"""[Nemo Action]
Name={label}
Comment=Without metadata, with faces covered; the original stays as it is.
Exec={_quoted(command)} %F
Icon-Name=image-x-generic
Selection=notnone
Mimetypes={";".join(TYPES)};
Quote=double
"""
    return {place / "safeshare.nemo_action": (text, PLAIN)}


def send_to(place: Path, label: str, command: list[str]) -> dict[Path, tuple[str, int]]:
    """Windows shows what lies in SendTo and runs it with the chosen files as arguments.

    In JScript: a batch file would take what follows "&" in a photo's name for a command.
    """
    program, *words = (json.dumps(word) for word in command)
    text = f"""var words = [{", ".join(words)}];
for (var i = 0; i < WScript.Arguments.length; i++) {{
  words.push(WScript.Arguments(i));
}}
for (var j = 0; j < words.length; j++) {{
  words[j] = '"' + words[j].replace(/\\\\+$/, "$&$&") + '"'; // a name holds no quote
}}
new ActiveXObject("Shell.Application").ShellExecute({program}, words.join(" "), "", "open", 1);
"""
    return {place / f"{label}.js": (text.replace("\n", "\r\n"), PLAIN)}


def _quoted(command: list[str]) -> str:
    """Quote words as the Desktop Entry specification wants it (section "The Exec key")."""
    return " ".join(_word(word) for word in command)


def _word(word: str) -> str:
    escaped = word.replace("%", "%%")
    if not set(escaped) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return escaped
    for character in '\\"`$':
        escaped = escaped.replace(character, "\\" + character)
    return f'"{escaped}"'.replace("\\", "\\\\")
