"""The command: inspect, clean, verify, ui."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeshare import terminal
from safeshare.errors import BadRequest, SafeshareError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from safeshare.batch import Entry
    from safeshare.model import Plan, Region

REFUSED, LEFTOVERS, INTERRUPTED = 3, 4, 130
"""Exit codes: some inputs refused; verification found something; stopped by the user."""

STANDARD = Path("-")

app = typer.Typer(
    name="safeshare",
    help="See what a photo gives away, remove it, and get a copy that is safer to share. "
    "Nothing leaves this computer. It lowers the risk of sharing; it does not remove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Style(StrEnum):
    """Names of redact.styles.STYLES."""

    BLUR = "blur"
    SOLID = "solid"


class Target(StrEnum):
    """Formats of a copy: the source's, or one of pixels.encode.ENCODERS."""

    KEEP = "keep"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"


class Names(StrEnum):
    """Names of copies, as in batch.NAMES."""

    NEUTRAL = "neutral"
    KEEP = "keep"


Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Photos; - is standard input.")
]
Recursive = Annotated[bool, typer.Option("-r", "--recursive", help="Take all photos in folders.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def inspect(
    paths: Paths,
    recursive: Recursive = False,
    as_json: AsJson = False,
    no_pixels: Annotated[
        bool, typer.Option("--no-pixels", help="Read metadata only; look for no faces.")
    ] = False,
) -> None:
    """Say what photos give away: place, time, device, owner, hidden pictures, faces."""
    from safeshare.pipeline import inspect as look  # noqa: PLC0415 - --help answers at once
    from safeshare.report import inspect_json  # noqa: PLC0415 - --help answers at once

    detectors = () if no_pixels else ("face",)
    objects = []

    def one(data: bytes, path: str) -> None:
        report = look(data, name=Path(path).name, detectors=detectors)
        if as_json:
            objects.append(inspect_json(path, report))
        else:
            terminal.show_report(path, report)

    refused = _each(paths, recursive, one)
    if as_json:
        terminal.show_json(objects)
    raise typer.Exit(REFUSED if refused else 0)


@app.command()
def clean(  # noqa: PLR0913 - one parameter a flag
    paths: Paths,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder for the copies.")
    ] = None,
    recursive: Recursive = False,
    style: Annotated[Style, typer.Option(help="How covered areas are filled.")] = Style.BLUR,
    faces: Annotated[
        bool, typer.Option("--faces/--no-faces", help="Cover the faces that are found.")
    ] = True,
    mark: Annotated[
        list[str] | None,
        typer.Option(metavar="x0,y0,x1,y1", help="Cover this box; upright pixels; repeatable."),
    ] = None,
    regions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.json", help="Regions to cover, or to leave visible (on: false)."
        ),
    ] = None,
    max_side: Annotated[
        int | None, typer.Option(metavar="N", help="Longest side of the copy in pixels.")
    ] = None,
    target: Annotated[Target, typer.Option("--format", help="Format of the copy.")] = Target.KEEP,
    quality: Annotated[int, typer.Option(min=1, max=100, help="For lossy formats.")] = 90,
    names: Annotated[
        Names, typer.Option(help="neutral: photo-0001; a name can carry a date or a person.")
    ] = Names.NEUTRAL,
    bake: Annotated[
        bool, typer.Option("--bake", help="Turn pixels upright, keep no orientation tag.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write what was done as JSON.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but write copies.")
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print problems only.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="List what was removed.")
    ] = False,
) -> None:
    """Make verified copies without metadata, with faces and marked areas covered.

    Originals are never touched and nothing is ever overwritten.
    """
    from safeshare.disk import refuse_existing  # noqa: PLC0415 - --help answers at once
    from safeshare.model import Plan  # noqa: PLC0415 - --help answers at once

    looks = ("face",) if faces else ()
    plan = Plan(
        detect=looks,
        recheck=looks,
        regions=_regions(mark or [], regions),
        style=style,
        format=target,
        quality=quality,
        max_side=max_side,
        bake=bake,
    )
    if STANDARD in paths:
        _clean_stream(paths, output, plan)
        return
    if output is None:
        raise BadRequest("clean needs a folder for the copies.", advice="Add -o DIR.")
    if report is not None:
        refuse_existing(report)
    entries = []
    for entry in _run(paths, output, plan, recursive=recursive, names=names, dry=dry_run):
        entries.append(entry)
        if entry.error is not None or not quiet:
            terminal.show_entry(entry, verbose=verbose)
    if not quiet:
        terminal.show_summary(entries)
    if report is not None:
        _write_report(report, entries)
    failed = any(entry.outcome == "failed" for entry in entries)
    refused = any(entry.outcome == "refused" for entry in entries)
    raise typer.Exit(REFUSED if refused else int(failed))


@app.command()
def verify(paths: Paths, recursive: Recursive = False, as_json: AsJson = False) -> None:
    """Name what files hold besides a bare picture; exit code 4 if there is anything."""
    from safeshare.report import finding_json  # noqa: PLC0415 - --help answers at once
    from safeshare.verify import verify as read_again  # noqa: PLC0415 - --help answers at once

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


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port on this computer; 0 takes a free one.")] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the link instead of opening it.")
    ] = False,
) -> None:
    """Open the page on this computer, for one photo at a time."""
    from safeshare.web.server import run  # noqa: PLC0415 - heavy

    run(port=port, open_browser=not no_browser)


def main() -> None:
    """Run the command; errors become a line on standard error and an exit code."""
    try:
        app(standalone_mode=True)
    except SafeshareError as error:
        terminal.complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        terminal.complain("stopped.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _each(paths: list[Path], recursive: bool, one: Callable[[bytes, str], None]) -> bool:
    """Do one thing to every photo; give whether some were refused."""
    from safeshare.disk import photos, read_photo  # noqa: PLC0415 - --help answers at once
    from safeshare.model import DEFAULT_LIMITS  # noqa: PLC0415 - --help answers at once

    refused = False
    for path, _ in photos(paths, recursive=recursive):
        try:
            limit = DEFAULT_LIMITS.bytes
            data = _standard_input(limit) if path == STANDARD else read_photo(path, limit)
            one(data, str(path))
        except SafeshareError as error:
            refused = True
            terminal.complain(str(error.named(str(path))))
    return refused


def _run(
    paths: list[Path], output: Path, plan: Plan, *, recursive: bool, names: str, dry: bool
) -> Iterator[Entry]:
    from safeshare.batch import jobs, run  # noqa: PLC0415 - --help answers at once
    from safeshare.disk import photos  # noqa: PLC0415 - --help answers at once

    sources = photos(paths, recursive=recursive, without=output)
    return run(jobs(sources, output, names), plan, dry=dry)


def _clean_stream(paths: list[Path], output: Path | None, plan: Plan) -> None:
    """Clean standard input to standard output, which carries nothing but the copy."""
    from safeshare.pipeline import clean as make_copy  # noqa: PLC0415 - --help answers at once

    if len(paths) > 1 or output is not None:
        raise BadRequest("- stands alone.", advice="Use: safeshare clean - < in.jpg > out.jpg")
    try:
        result = make_copy(_standard_input(plan.limits.bytes), plan)
    except SafeshareError as error:
        raise error.named("standard input") from error
    sys.stdout.buffer.write(result.data)
    sys.stdout.buffer.flush()


def _standard_input(limit: int) -> bytes:
    return sys.stdin.buffer.read(limit + 1)


def _regions(marks: list[str], file: Path | None) -> tuple[Region, ...]:
    from safeshare.disk import read_photo  # noqa: PLC0415 - --help answers at once
    from safeshare.redact import parse  # noqa: PLC0415 - --help answers at once

    drawn = tuple(parse.mark(text, number) for number, text in enumerate(marks, 1))
    if file is None:
        return drawn
    text = read_photo(file, 10_000_000).decode("utf-8", "replace")
    return drawn + parse.regions(text)


def _write_report(path: Path, entries: list[Entry]) -> None:
    from safeshare.disk import write_new  # noqa: PLC0415 - --help answers at once

    objects = {"files": [entry.as_json() for entry in entries]}
    write_new(path, (json.dumps(objects, indent=2) + "\n").encode("ascii"))
