"""Commands that look at photos and write nothing: inspect, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from safeshare.listing import Seen, Source
    from safeshare.model import Finding, Report


@app.command()
def inspect(  # noqa: PLR0913 - one parameter a flag
    paths: flags.Paths,
    recursive: flags.Recursive = False,
    as_json: flags.AsJson = False,
    no_pixels: flags.NoPixels = False,
    sensitivity: flags.Sensitive = flags.Sensitivity.NORMAL,
    small_faces: flags.SmallFaces = False,
    parallel: flags.Jobs = None,
    verbose: flags.Contents = False,
) -> None:
    """Say what photos give away: place, device, hidden pictures, faces, codes, text."""
    from safeshare.listing import Looks, inspect_each
    from safeshare.report import inspect_json
    from safeshare.workers import available

    give_rights_up(verbose=verbose)
    detectors = () if no_pixels else detectors_of(faces=True, codes=True, text=True)
    looks = Looks(detectors, sensitivity, small_faces, contents=verbose)
    sources = _sources(paths, recursive=recursive)
    objects, exit_code, gives_away = [], 0, False
    for seen in inspect_each(sources, looks, parallel or available()):
        if seen.found is not None and as_json:
            objects.append(inspect_json(seen.path, seen.found))
        elif seen.found is not None:
            terminal.show_report(seen.path, seen.found)
            gives_away = gives_away or bool(seen.found.findings or seen.found.regions)
        exit_code = max(exit_code, _complain(seen))
    if as_json:
        terminal.show_json(objects)
    if gives_away:
        terminal.show_next_step()
    raise typer.Exit(exit_code)


@app.command()
def verify(
    paths: flags.Paths,
    recursive: flags.Recursive = False,
    as_json: flags.AsJson = False,
    parallel: flags.Jobs = None,
) -> None:
    """Name what files hold besides a bare picture; exit code 4 if there is anything."""
    from safeshare.listing import verify_each
    from safeshare.report import finding_json
    from safeshare.workers import available

    give_rights_up(verbose=False)
    objects, exit_code = [], 0
    for seen in verify_each(_sources(paths, recursive=recursive), parallel or available()):
        exit_code = max(exit_code, _complain(seen))
        if seen.found is None:
            continue
        exit_code = max(exit_code, LEFTOVERS if seen.found else 0)
        objects.append({"path": seen.path, "findings": [finding_json(one) for one in seen.found]})
        if not as_json:
            terminal.show_leftovers(seen.path, seen.found)
    if as_json:
        terminal.show_json(objects)
    raise typer.Exit(exit_code)


def _sources(paths: list[Path], *, recursive: bool) -> Iterator[Source]:
    from safeshare.disk import photos
    from safeshare.listing import Source
    from safeshare.model import DEFAULT_LIMITS

    path = None
    for path, _ in photos(paths, recursive=recursive):
        piped = standard_input(DEFAULT_LIMITS.bytes) if path == STANDARD else None
        yield Source(path, piped)
    if path is None:
        terminal.complain("there is no photo in that folder.")


def _complain(seen: Seen[Report] | Seen[tuple[Finding, ...]]) -> int:
    """Say what could not be done; give the exit code for it."""
    if seen.error is None:
        return 0
    terminal.complain(seen.error)
    return 1 if seen.broken else REFUSED
