"""What is looked for in a photo for the page: all at once when it comes, the rest on demand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from safeshare.detect.text import find_text
from safeshare.pipeline import inspect
from safeshare.pixels.codec import decode
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.preview import preview
from safeshare.redact.regions import scaled
from safeshare.redact.snap import snap, surrounded
from safeshare.reveal.likeness import small_jpeg
from safeshare.reveal.pictures import picture_size
from safeshare.search import regions_of
from safeshare.web.covered import preview_of, reduced
from safeshare.web.store import StoredPhoto

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safeshare.model import Finding, Point, Region

PREVIEW_SIDE = 2048
THUMB_SIDE = 160
HIDDEN_SIDE = 512

MOST_HIDDEN = 12
"""Hidden pictures of a photo that are shown."""

LARGEST_HIDDEN = 50_000_000
"""Pixels of a hidden picture that is decoded; a bigger one is only told of."""


def taken_in(page: str, data: bytes, name: str | None) -> StoredPhoto:
    """Look at a photo that came; raises the errors of pipeline.inspect."""
    report = inspect(data, name=name)
    report = replace(report, findings=_with_small_pictures(report.findings))
    return StoredPhoto(page, data, report, preview(data, report.format, PREVIEW_SIDE), name)


def text_of(photo: StoredPhoto, pause: Callable[[], None]) -> tuple[Region, ...]:
    """Look for lines of text in the picture that the page shows: regions that are off.

    pause: called again and again; what it raises ends the search.
    Of several frames that is the first; a line of an animation is covered in all of them.
    """
    whole = decode(photo.data, photo.report.format)
    pages = len(whole.frames) > 1 and not whole.durations
    first = replace(whole, frames=whole.frames[:1], durations=())
    seen = [replace(line, frame=0) for line in find_text(eight_bits(first.frames[0]), pause)]
    found = regions_of(first, seen)
    return tuple(replace(line, on=False, frame=0 if pages else None) for line in found)


def with_text(photo: StoredPhoto, lines: tuple[Region, ...]) -> StoredPhoto:
    """Make lines of text the photo's own regions, once."""
    if photo.looked_for_text:
        return photo
    regions = (*photo.report.regions, *lines)
    return replace(photo, report=replace(photo.report, regions=regions), looked_for_text=True)


def snapped(photo: StoredPhoto, mark: Region) -> tuple[Point, ...]:
    """Give the polygon around the whole thing that a mark was drawn over, never less than the mark.

    mark: in pixels of the photo, as is what is given. It is looked for on the preview.
    """
    frame = preview_of(photo)
    (small,) = reduced(photo, frame, [mark])
    found = snap(frame, small)
    if found.shape != "polygon":
        found = surrounded(frame, small)
    across, down = photo.report.width / frame.shape[1], photo.report.height / frame.shape[0]
    return scaled(found, across, down).points


def thumb_of(photo: StoredPhoto) -> bytes:
    """Give the preview as a small JPEG."""
    return preview(photo.preview, "jpeg", THUMB_SIDE)


def _with_small_pictures(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Make small bare JPEGs of the pictures that findings carry; what can't be decoded goes."""
    left = MOST_HIDDEN
    shown = []
    for finding in findings:
        small = _small(finding.picture) if finding.picture and left else b""
        left -= bool(small)
        shown.append(replace(finding, picture=small))
    return tuple(shown)


def _small(picture: bytes) -> bytes:
    width, height = picture_size(picture) or (0, 0)
    if width * height > LARGEST_HIDDEN:
        return b""
    return small_jpeg(picture, HIDDEN_SIDE) or b""
