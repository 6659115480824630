"""Commands that look at photos and write nothing: inspect, verify."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from safeshare import flags, terminal
from safeshare.cli.shared import (
    LEFTOVERS,
    REFUSED,
    STANDARD,
    app,
    detectors_of,
    give_rights_up,
    standard_input,
)
from safeshare.errors import SafeshareError, UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeshare.model import Report


@app.command()
def inspect(
    paths: flags.Paths,
    recursive: flags.Recursive = False,
    as_json: flags.AsJson = False,
    no_pixels: flags.NoPixels = False,
    sensitivity: flags.Sensitive = flags.Sensitivity.NORMAL,
    small_faces: flags.SmallFaces = False,
    verbose: flags.Contents = False,
) -> None:
    """Say what photos give away: place, device, hidden pictures, faces, codes, text."""
    from safeshare.pipeline import inspect as look
    from safeshare.report import inspect_json

    give_rights_up(verbose=verbose)
    detectors = () if no_pixels else detectors_of(faces=True, codes=True, text=True)
    objects: list[dict[str, Any]] = []
    told: list[Report] = []

    def one(data: bytes, path: str) -> None:
        times = {} if path == str(STANDARD) else _times(Path(path))
        name = Path(path).name
        options: dict[str, Any] = {"name": name, "times": times, "contents": verbose}
        try:
            report = look(
                data, **options, detectors=detectors, sensitivity=sensitivity,
                small_faces=small_faces,
            )  # fmt: skip
        except UnreadableImage:
            if detectors:  # its metadata may be there all the same
                tell(look(data, **options, detectors=()), path)
            raise
        tell(report, path)

    def tell(report: Report, path: str) -> None:
        if as_json:
            objects.append(inspect_json(path, report))
        else:
            terminal.show_report(path, report)
            told.append(report)

    refused = _each(paths, recursive, one)
    if as_json:
        terminal.show_json(objects)
    if any(report.findings or report.regions for report in told):
        terminal.show_next_step()
    raise typer.Exit(REFUSED if refused else 0)


@app.command()
def verify(
    paths: flags.Paths, recursive: flags.Recursive = False, as_json: flags.AsJson = False
) -> None:
    """Name what files hold besides a bare picture; exit code 4 if there is anything."""
    from safeshare.report import finding_json
    from safeshare.verify import verify as read_again

    give_rights_up(verbose=False)
    objects = []

    def one(data: bytes, path: str) -> None:
        findings = read_again(data)
        objects.append({"path": path, "findings": [finding_json(found) for found in findings]})
        if not as_json:
            terminal.show_leftovers(path, findings)

    refused = _each(paths, recursive, one)
    if as_json:
        terminal.show_json(objects)
    found = any(entry["findings"] for entry in objects)
    raise typer.Exit(LEFTOVERS if found else REFUSED if refused else 0)


def _each(paths: list[Path], recursive: bool, one: Callable[[bytes, str], None]) -> bool:
    """Do one thing to every photo; give whether some were refused."""
    from safeshare.disk import photos, read_photo
    from safeshare.model import DEFAULT_LIMITS

    refused = seen = False
    for path, _ in photos(paths, recursive=recursive):
        seen = True
        try:
            limit = DEFAULT_LIMITS.bytes
            data = standard_input(limit) if path == STANDARD else read_photo(path, limit)
            one(data, str(path))
        except SafeshareError as error:
            refused = True
            terminal.complain(str(error.named(str(path))))
    if not seen:
        terminal.complain("there is no photo in that folder.")
    return refused


def _times(path: Path) -> dict[str, datetime]:
    """Give what the disk says happened to a file and when, in this computer's time zone."""
    try:
        kept = path.stat()
        stamps = {"made": getattr(kept, "st_birthtime", None), "changed": kept.st_mtime}
        return {
            verb: datetime.fromtimestamp(stamp).astimezone()
            for verb, stamp in stamps.items()
            if stamp is not None
        }
    except (OSError, OverflowError, ValueError):  # a time that no calendar has
        return {}
