"""Finder takes a Quick Action: an Automator workflow that runs one shell line."""

from __future__ import annotations

import plistlib
import shlex
from pathlib import Path

PLAIN = 0o644


def quick_action(place: Path, label: str, command: list[str]) -> dict[Path, tuple[str, int]]:
    """Give the two files of the workflow."""
    contents = place / f"{label}.workflow" / "Contents"
    return {
        contents / "Info.plist": (_plist(_service(label)), PLAIN),
        contents / "document.wflow": (_plist(_workflow(command)), PLAIN),
    }


def _service(label: str) -> dict[str, object]:
    return {
        "NSServices": [
            {
                "NSMenuItem": {"default": label},
                "NSMessage": "runWorkflowAsService",
                "NSSendFileTypes": ["public.image"],
                "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
            }
        ]
    }


def _workflow(command: list[str]) -> dict[str, object]:
    """One "Run Shell Script" action that gets the chosen files as arguments."""
    action = {
        "ActionBundlePath": "/System/Library/Automator/Run Shell Script.action",
        "ActionName": "Run Shell Script",
        "ActionParameters": {
            "COMMAND_STRING": f'{shlex.join(command)} "$@"',
            "CheckedForUserDefaultShell": True,
            "inputMethod": 1,
            "shell": "/bin/sh",
            "source": "",
        },
        "BundleIdentifier": "com.apple.RunShellScript",
        "AMAccepts": {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.path"]},
        "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.path"]},
        "Class Name": "RunShellScriptAction",
    }
    return {
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [{"action": action, "isViewVisible": True}],
        "connectors": {},
        "workflowMetaData": {
            "serviceInputTypeIdentifier": "com.apple.Automator.fileSystemObject.image",
            "serviceApplicationBundleID": "com.apple.finder",
            "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
        },
    }


def _plist(value: dict[str, object]) -> str:
    return plistlib.dumps(value).decode("utf-8")
