"""The command: inspect, clean, verify, ui."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from safeshare import flags, terminal
from safeshare.errors import BadRequest, CannotReadOrWrite, SafeshareError

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeshare.model import Plan, Report

REFUSED, LEFTOVERS, INTERRUPTED, TERMINATED = 3, 4, 130, 143
"""Exit codes: some inputs refused; verification found something; stopped by the user or by
the system."""

STANDARD = Path("-")

app = typer.Typer(
    name="safeshare",
    help="See what a photo gives away, remove it, and get a copy that is safer to share. "
    "Nothing leaves this computer. It lowers the risk of sharing; it does not remove it.",
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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

    detectors = () if no_pixels else _detectors(faces=True, codes=True, text=True)
    objects: list[dict[str, Any]] = []
    told: list[Report] = []

    def one(data: bytes, path: str) -> None:
        times = {} if path == str(STANDARD) else _times(Path(path))
        name = Path(path).name
        report = look(
            data, name=name, times=times, detectors=detectors, contents=verbose,
            sensitivity=sensitivity, small_faces=small_faces,
        )  # fmt: skip
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
def clean(  # noqa: PLR0913 - one parameter a flag
    paths: flags.Paths,
    output: flags.Output = None,
    beside: flags.Beside = False,
    recursive: flags.Recursive = False,
    style: flags.FillStyle = flags.Style.BLUR,
    colour: flags.FillColour = None,
    background: flags.Background = False,
    faces: flags.Faces = True,
    codes: flags.Codes = True,
    text: flags.Text = False,
    sensitivity: flags.Sensitive = flags.Sensitivity.NORMAL,
    small_faces: flags.SmallFaces = False,
    mark: flags.Marks = None,
    regions: flags.RegionsFile = None,
    grow: flags.Grow = 0,
    snap: flags.Snap = False,
    max_side: flags.MaxSide = None,
    target: flags.CopyFormat = flags.Target.KEEP,
    quality: flags.Quality = 90,
    names: flags.CopyNames = flags.Names.NEUTRAL,
    bake: flags.Bake = False,
    parallel: flags.Jobs = None,
    report: flags.ReportFile = None,
    cluster: flags.ClusterAt = None,
    ship: flags.Ship = False,
    tls_ca: flags.TlsCa = None,
    tls_cert: flags.TlsCert = None,
    tls_key: flags.TlsKey = None,
    resume: flags.Resume = False,
    private: flags.Private = False,
    notify: flags.Notify = False,
    dry_run: flags.DryRun = False,
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
) -> None:
    """Make verified copies without metadata, with faces, codes and marked areas covered.

    Originals are never touched and nothing is ever overwritten.
    """
    from safeshare import request
    from safeshare.batch import Manner
    from safeshare.cluster import Cluster
    from safeshare.desktop.notice import show
    from safeshare.model import Outcome, Plan
    from safeshare.run import Run, clean_photos, tell

    looks = _detectors(faces=faces, codes=codes, text=text)
    own = request.regions_of(regions)
    plan = Plan(
        detect=looks,
        recheck=("face",) if faces else (),
        regions=request.marks(mark or []) + own.pop(None, ()),
        style=style,
        grow=grow,
        snap=snap,
        colour=request.colour(colour, style),
        background=background,
        sensitivity=sensitivity,
        small_faces=small_faces,
        format=target,
        quality=quality,
        max_side=max_side,
        bake=bake,
    )
    if STANDARD in paths:
        _clean_stream(paths, output, replace(plan, regions=plan.regions + own.pop("-", ())))
        return
    if (output is None) is not beside:
        raise BadRequest("clean needs one place for the copies.", advice="Add -o DIR or --beside.")
    manner = Manner(dry=dry_run, private=private, resume=resume)
    there = None if cluster is None else Cluster(cluster, ship, tls_ca, tls_cert, tls_key)
    if there is not None:  # other machines have other working folders
        paths, output = [path.absolute() for path in paths], output and output.absolute()
    asked = Run(
        paths, output, recursive, names, plan, own, manner,
        record=report, workers=parallel, cluster=there, quiet=quiet, verbose=verbose,
    )  # fmt: skip
    tally = clean_photos(asked)
    tell(tally, quiet=quiet)
    if notify:
        show(tally.in_short())
    if tally.stopped:
        raise typer.Exit(INTERRUPTED)
    refused = tally.outcomes[Outcome.REFUSED]
    raise typer.Exit(REFUSED if refused else int(tally.outcomes[Outcome.FAILED] > 0))


@app.command()
def verify(
    paths: flags.Paths, recursive: flags.Recursive = False, as_json: flags.AsJson = False
) -> None:
    """Name what files hold besides a bare picture; exit code 4 if there is anything."""
    from safeshare.report import finding_json
    from safeshare.verify import verify as read_again

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
def watch(  # noqa: PLR0913 - one parameter a flag
    folder: flags.Watched,
    output: flags.Output = None,
    style: flags.FillStyle = flags.Style.BLUR,
    colour: flags.FillColour = None,
    background: flags.Background = False,
    faces: flags.Faces = True,
    codes: flags.Codes = True,
    text: flags.Text = False,
    sensitivity: flags.Sensitive = flags.Sensitivity.NORMAL,
    small_faces: flags.SmallFaces = False,
    max_side: flags.MaxSide = None,
    target: flags.CopyFormat = flags.Target.KEEP,
    quality: flags.Quality = 90,
    names: flags.CopyNames = flags.Names.NEUTRAL,
    private: flags.Private = False,
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
) -> None:
    """Make verified copies of photos as they arrive in a folder, until Ctrl-C."""
    from safeshare import request
    from safeshare.batch import Manner
    from safeshare.model import Plan
    from safeshare.run import Run, tell, watch_photos

    looks = _detectors(faces=faces, codes=codes, text=text)
    again = ("face",) if faces else ()
    plan = Plan(
        looks, again, (), style, request.colour(colour, style), background=background,
        sensitivity=sensitivity, small_faces=small_faces,
        format=target, quality=quality, max_side=max_side,
    )  # fmt: skip
    asked = Run(
        [folder], output, True, names, plan, {}, Manner(private=private),
        quiet=quiet, verbose=verbose,
    )  # fmt: skip
    tally = watch_photos(asked)
    tell(tally, quiet=quiet)
    raise typer.Exit(INTERRUPTED)


@app.command()
def integrate(remove: flags.Remove = False) -> None:
    """Add "Make a safer copy" to your file manager; --remove takes it away."""
    from safeshare import desktop

    change = desktop.withdraw if remove else desktop.integrate
    paths = list(change(Path.home()))
    for path in paths:
        terminal.say(f"{'removed from' if remove else 'written'}: {path}")
    if not paths:
        terminal.say("there was nothing to remove." if remove else desktop.NONE_FOUND)


@app.command()
def ui(port: flags.Port = 0, no_browser: flags.NoBrowser = False) -> None:
    """Open the page on this computer, for one photo at a time."""
    from safeshare.web.server import run

    run(port=port, open_browser=not no_browser)


@app.callback()
def _safeshare(version: flags.Version = False) -> None:
    if version:
        terminal.say(f"safeshare {metadata.version('safeshare')}")
        raise typer.Exit


def main(arguments: list[str] | None = None) -> None:
    """Run the command; errors become a line on standard error and an exit code.

    arguments: in place of the process's own.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that nothing stays behind
    try:
        app(arguments, standalone_mode=True)
    except SafeshareError as error:
        terminal.complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        terminal.complain("stopped.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _detectors(*, faces: bool, codes: bool, text: bool) -> tuple[str, ...]:
    """Give the detectors that are asked for, as keys of detect.DETECTORS."""
    asked = {"face": faces, "code": codes, "text": text}
    return tuple(name for name, wanted in asked.items() if wanted)


def _each(paths: list[Path], recursive: bool, one: Callable[[bytes, str], None]) -> bool:
    """Do one thing to every photo; give whether some were refused."""
    from safeshare.disk import photos, read_photo
    from safeshare.model import DEFAULT_LIMITS

    refused = seen = False
    for path, _ in photos(paths, recursive=recursive):
        seen = True
        try:
            limit = DEFAULT_LIMITS.bytes
            data = _standard_input(limit) if path == STANDARD else read_photo(path, limit)
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


def _clean_stream(paths: list[Path], output: Path | None, plan: Plan) -> None:
    """Clean standard input to standard output, which carries nothing but the copy."""
    from safeshare.pipeline import clean as make_copy

    usage = "Use: safeshare clean - < in.jpg > out.jpg"
    if len(paths) > 1 or output is not None:
        raise BadRequest("- stands alone.", advice=usage)
    if sys.stdout.isatty():
        raise BadRequest("a terminal can't show a photo.", advice=usage)
    try:
        result = make_copy(_standard_input(plan.limits.bytes), plan)
    except SafeshareError as error:
        raise error.named("standard input") from error
    try:
        sys.stdout.buffer.write(result.data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise CannotReadOrWrite("it can't be written.", name="standard output") from error


def _standard_input(limit: int) -> bytes:
    return sys.stdin.buffer.read(limit + 1)
