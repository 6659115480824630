"""Commands that make copies: clean, watch."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from safeshare import flags, terminal
from safeshare.cli import INTERRUPTED
from safeshare.cli.shared import (
    REFUSED,
    STANDARD,
    app,
    detectors_of,
    give_rights_up,
    standard_input,
)
from safeshare.errors import BadRequest, CannotReadOrWrite, SafeshareError

if TYPE_CHECKING:
    from safeshare.model import Plan

PIPE = "Use: safeshare clean - < in.jpg > out.jpg"


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
    scrub_sensor: flags.ScrubSensor = False,
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

    Originals are never touched, and nothing is overwritten but a run's own copies by --resume.
    """
    from safeshare import request
    from safeshare.batch import Manner
    from safeshare.cluster import Cluster
    from safeshare.desktop.notice import show
    from safeshare.model import Outcome, Plan
    from safeshare.run import Run, clean_photos, tell

    looks = detectors_of(faces=faces, codes=codes, text=text)
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
        scrub_sensor=scrub_sensor,
        bake=bake,
    )
    if cluster is None:
        give_rights_up(verbose=verbose)
    if STANDARD in paths:
        if len(paths) > 1 or any((output, beside, report, cluster, resume, notify, dry_run)):
            raise BadRequest("- stands alone.", advice=PIPE)
        plan = replace(plan, regions=plan.regions + own.pop(str(STANDARD), ()))
        request.by_photo(own, ())  # refuses regions of other photos
        _clean_stream(plan)
        return
    if output is None and not beside:
        raise BadRequest("clean needs a place for the copies.", advice="Add -o DIR or --beside.")
    if output is not None and beside:
        raise BadRequest("-o and --beside name two places.", advice="Use one of them.")
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
    from safeshare.run import Run, watch_photos

    looks = detectors_of(faces=faces, codes=codes, text=text)
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
    give_rights_up(verbose=verbose)
    tally = watch_photos(asked)
    if not quiet:
        terminal.show_summary(tally.outcomes, tally.resumed)
    raise typer.Exit(INTERRUPTED)


def _clean_stream(plan: Plan) -> None:
    """Clean standard input to standard output, which carries nothing but the copy."""
    from safeshare.pipeline import clean as make_copy

    if sys.stdout.isatty():
        raise BadRequest("a terminal can't show a photo.", advice=PIPE)
    try:
        result = make_copy(standard_input(plan.limits.bytes), plan)
    except SafeshareError as error:
        raise error.named("standard input") from error
    try:
        sys.stdout.buffer.write(result.data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise CannotReadOrWrite("it can't be written.", name="standard output") from error
