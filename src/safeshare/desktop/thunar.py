"""Thunar keeps all of a user's actions in one XML file, which may hold others."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from safeshare.disk import write_over
from safeshare.errors import CannotReadOrWrite

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, ID = "uca.xml", "safeshare-clean"
SYSTEM = Path("/etc/xdg/Thunar") / NAME
PLAIN = 0o644


def added(place: Path, label: str, command: list[str]) -> dict[Path, tuple[str, int]]:
    """Give the user's actions and this one; without a file of theirs, the system's and this one.

    Raises CannotReadOrWrite when the file can't be understood: it is left as it is.
    """
    path = place / NAME
    actions = _read(path if path.exists() else SYSTEM)
    _drop(actions)
    fields = {
        "icon": "image-x-generic",
        "name": label,
        "unique-id": ID,
        "command": f"{shlex.join(command).replace('%', '%%')} %F",
        "description": "Without metadata, with faces covered; the original stays as it is.",
        "patterns": "*",
    }
    action = ElementTree.SubElement(actions, "action")
    for tag, text in fields.items():
        ElementTree.SubElement(action, tag).text = text
    ElementTree.SubElement(action, "image-files")
    return {path: (_written(actions), PLAIN)}


def remove(path: Path) -> bool:
    """Take this project's action out of the file, and leave the others; tell whether it was there.

    Raises CannotReadOrWrite; then the file stays as it is.
    """
    actions = _read(path)
    if not _drop(actions):
        return False
    if not len(actions):  # an empty list would hide the actions that Thunar brings along
        path.unlink()
        return True
    write_over(path, _written(actions).encode(), path.stat().st_mode & 0o777)
    return True


def _read(path: Path) -> Element:
    if not path.exists():
        return ElementTree.Element("actions")
    try:
        return ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - the user's own file
    except (ElementTree.ParseError, UnicodeDecodeError) as error:
        raise CannotReadOrWrite(
            "it is no list of Thunar's actions.",
            advice="Repair it, or move it away.",
            name=str(path),
        ) from error


def _drop(actions: Element) -> bool:
    ours = [action for action in actions.findall("action") if action.findtext("unique-id") == ID]
    for action in ours:
        actions.remove(action)
    return bool(ours)


def _written(actions: Element) -> str:
    ElementTree.indent(actions)
    return ElementTree.tostring(actions, encoding="unicode", xml_declaration=True) + "\n"
