"""What the command line asks for: marks and regions, for all photos or for one."""

from __future__ import annotations

import string
from collections.abc import Iterable
from pathlib import Path

from safeshare.disk import read_photo
from safeshare.errors import BadPlan, BadRequest
from safeshare.model import Region
from safeshare.redact import parse

MOST_JSON = 100_000_000
"""Bytes of a regions file."""

Colour = tuple[int, int, int]

COLOURS = {"black": "000000", "grey": "808080", "gray": "808080", "white": "ffffff"}

Regions = dict[str | None, tuple[Region, ...]]
"""Path of a photo, as the regions file writes it, or None for every photo -> regions."""


def marks(texts: list[str]) -> tuple[Region, ...]:
    """Read all `--mark` options. Raises BadRegion."""
    return tuple(parse.mark(text, number) for number, text in enumerate(texts, 1))


def regions_of(file: Path | None) -> Regions:
    """Read a `--regions` file, if one was given. Raises BadRegion and CannotReadOrWrite."""
    if file is None:
        return {}
    try:
        return parse.regions(read_photo(file, MOST_JSON).decode("utf-8", "replace"))
    except BadRequest as error:
        raise error.named(str(file)) from error


def colour(text: str | None, style: str) -> Colour | None:
    """Read a `--colour`: #rrggbb or a name in COLOURS. Raises BadPlan."""
    if text is None:
        return None
    if style != "solid":
        raise BadPlan(f"{style} takes its colours from the photo.", advice="Add --style solid.")
    digits = COLOURS.get(text.strip().lower(), text.strip().removeprefix("#"))
    if len(digits) != 6 or not set(digits) <= set(string.hexdigits):
        raise BadPlan(
            f"there is no colour {text[:40]!r}.", advice=f"Write #rrggbb or {', '.join(COLOURS)}."
        )
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def by_photo(
    regions: Regions, found: Iterable[tuple[Path, Path]]
) -> dict[Path, tuple[Region, ...]]:
    """Give the regions of single photos by their resolved paths.

    found: the photos of this run, as disk.photos gives them. Raises BadRequest
    when the file speaks of a photo that is not among them: what it asks for
    would be left undone in silence.
    """
    places = {Path(str(path)).resolve(): listed for path, listed in regions.items()}
    strangers = set(places) - {source.resolve() for source, _ in found}
    if strangers:
        raise BadRequest(
            f"the regions file speaks of {min(strangers)}, which is not among the photos.",
            advice='Name the photo as it is named there, or leave "path" out.',
        )
    return places
