"""The command's arguments and options: their types, names and help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option


class Style(StrEnum):
    """Names of redact.styles.STYLES."""

    BLUR = "blur"
    MOSAIC = "mosaic"
    SOLID = "solid"


class Target(StrEnum):
    """Formats of a copy: the source's, or one of pixels.encode.ENCODERS."""

    KEEP = "keep"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"


class Names(StrEnum):
    """Names of copies, as in naming.NAMES."""

    NEUTRAL = "neutral"
    RANDOM = "random"
    KEEP = "keep"


COLOUR_HELP = "Of --style solid: #rrggbb, black, grey or white; else that of the surroundings."
BACKGROUND_HELP = "Put a plain backdrop behind the people; look at the copy, some are cut off."


class Sensitivity(StrEnum):
    """Names of detect.effort.SENSITIVITIES."""

    NORMAL = "normal"
    HIGH = "high"


PATHS_HELP = "Photos, or folders with -r; - is standard input."
NAMES_HELP = "neutral counts photo-0001, ...; a name can carry a date or a person."
BESIDE_HELP = 'Put copies into a folder "safer copies" beside each photo, instead of -o.'
CLUSTER_HELP = "Work on a Dask cluster of your own; its workers have safeshare installed."
REPORT_HELP = "Write what was done, as it goes: JSON, or JSON Lines for a name in .jsonl."
GROW_HELP = "Cover more: by that share of each region's shorter side, to all sides."
SNAP_HELP = (
    "Marks are drawn roughly: cover the tattoo or logo that each lies on, as far as it is found."
)
SCRUB_HELP = "Lower the match with other photos of the same camera's sensor; some of it may stay."
MARK_HELP = (
    "Cover this box of the upright photo, in pixels or percent (5%,10%,20%,25%); repeatable."
)
REGIONS_HELP = "Regions to cover, or to leave visible where on is false."

Paths = Annotated[list[Path], Argument(metavar="PATH...", help=PATHS_HELP, readable=False)]
Recursive = Annotated[bool, Option("-r", "--recursive", help="Take all photos in folders.")]
AsJson = Annotated[bool, Option("--json", help="Print JSON.")]
NoPixels = Annotated[bool, Option("--no-pixels", help="Read metadata only, not the picture.")]

Output = Annotated[Path | None, Option("-o", "--output", metavar="DIR", help="Where copies go.")]
FillStyle = Annotated[Style, Option("--style", help="How covered areas are filled.")]
FillColour = Annotated[str | None, Option("--colour", metavar="COLOUR", help=COLOUR_HELP)]
Background = Annotated[bool, Option("--background", help=BACKGROUND_HELP)]
Faces = Annotated[bool, Option("--faces/--no-faces", help="Cover the faces that are found.")]
Text = Annotated[bool, Option("--text", help="Cover lines of text too.")]
Codes = Annotated[bool, Option("--codes/--no-codes", help="Cover QR and bar codes.")]
Sensitive = Annotated[
    Sensitivity,
    Option("--sensitivity", help="high misses fewer faces and covers more that are none."),
]
SmallFaces = Annotated[bool, Option("--small-faces", help="Search large photos in tiles too.")]
Marks = Annotated[
    list[str] | None,
    Option("--mark", metavar="x0,y0,x1,y1", help=MARK_HELP),
]
Grow = Annotated[float, Option(min=0, max=200, metavar="PERCENT", help=GROW_HELP)]
Snap = Annotated[bool, Option("--snap", help=SNAP_HELP)]
RegionsFile = Annotated[Path | None, Option("--regions", metavar="FILE.json", help=REGIONS_HELP)]
MaxSide = Annotated[
    int | None, Option(min=16, metavar="N", help="Longest side of the copy in pixels.")
]
ScrubSensor = Annotated[bool, Option("--scrub-sensor", help=SCRUB_HELP)]
CopyFormat = Annotated[Target, Option("--format", help="Format of the copy.")]
Quality = Annotated[int, Option(min=1, max=100, help="Of JPEG, WebP and AVIF copies.")]
CopyNames = Annotated[Names, Option("--names", help=NAMES_HELP)]
Bake = Annotated[bool, Option("--bake", help="Turn pixels upright; keep no orientation tag.")]
ReportFile = Annotated[Path | None, Option("--report", metavar="FILE.json", help=REPORT_HELP)]
ClusterAt = Annotated[str | None, Option("--cluster", metavar="tcp://HOST:PORT", help=CLUSTER_HELP)]
Ship = Annotated[bool, Option("--ship", help="Bytes travel; the machines share no folder.")]
TlsCa = Annotated[str | None, Option(metavar="FILE.pem", help="For a tls:// cluster.")]
TlsCert = Annotated[str | None, Option(metavar="FILE.pem", help="For a tls:// cluster.")]
TlsKey = Annotated[str | None, Option(metavar="FILE.pem", help="For a tls:// cluster.")]
Resume = Annotated[bool, Option("--resume", help="Go on with the run that --report tells of.")]
Beside = Annotated[bool, Option("--beside", help=BESIDE_HELP)]
Notify = Annotated[bool, Option("--notify", help="Say on the desktop how it ended.")]
Remove = Annotated[bool, Option("--remove", help="Take it away again.")]
Private = Annotated[bool, Option("--private", help="Copies that no other user can read.")]
Jobs = Annotated[
    int | None,
    Option("-j", "--jobs", min=1, metavar="N", help="Photos at a time; as many as processors."),
]
DryRun = Annotated[bool, Option("--dry-run", help="Do everything but write copies.")]
Contents = Annotated[bool, Option("-v", "--verbose", help="Say what codes hold, too.")]
Quiet = Annotated[bool, Option("-q", "--quiet", help="Print problems only.")]
Verbose = Annotated[bool, Option("-v", "--verbose", help="List what was removed.")]

Watched = Annotated[Path, Argument(metavar="FOLDER", help="Where photos arrive.")]

Version = Annotated[bool, Option("--version", help="Say which version this is.")]

Port = Annotated[int, Option(help="Port on this computer; 0 takes a free one.")]
NoBrowser = Annotated[bool, Option("--no-browser", help="Print the link, open no browser.")]
