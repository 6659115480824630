"""Write a contact sheet: photos in every style, to be looked at.

    python bench/contact_sheet.py PHOTOS -o sheet.png [--count 24] [--side 260]

PHOTOS is a folder; photos are taken evenly from its sorted list. A row holds two photos, each
as it is and in every style with the faces covered that are found, then with a backdrop. Tiles
show the surroundings of the largest face, the last one the whole photo. Printed: the names of
the photos, row by row. The sheet shows faces: keep it where the photos are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from folder import ALL, listed
from safeshare.errors import SafeshareError
from safeshare.formats import sniff
from safeshare.pixels.codec import Photo, decode
from safeshare.pixels.depth import eight_bits
from safeshare.redact.cover import cover
from safeshare.redact.styles import STYLES
from safeshare.search import backgrounds_of, find_regions, masks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from safeshare.model import Region

    Pixels = NDArray[np.uint8]

AROUND = 1.5
"""What a tile shows around the middle of a face, in widths of it."""

PHOTOS_A_ROW = 2


def tiles(path: Path, side: int) -> list[Pixels]:
    """Give the tiles of one photo: as it is, in every style, with a backdrop."""
    data = path.read_bytes()
    kind = sniff(data).name
    photo = decode(data, kind)
    photo = Photo(tuple(eight_bits(frame)[..., :3] for frame in photo.frames[:1]))
    regions = find_regions(photo, ("face",))
    if not regions:
        return []
    frame, mask = photo.frames[0], masks_of(photo, regions, kind)[0]
    window = _around(max(regions, key=lambda region: region.box[2] - region.box[0]), frame.shape)
    shown = [frame[window], *(cover(frame, mask, style, None)[window] for style in STYLES)]
    try:
        back = backgrounds_of(photo, regions)[0]
        shown.append(cover(frame, mask, "blur", None, back))
    except SafeshareError:  # nobody to keep
        shown.append(frame[:1, :1])
    return [_tile(picture, side) for picture in shown]


def _around(region: Region, shape: tuple[int, ...]) -> tuple[slice, slice]:
    x0, y0, x1, y1 = region.box
    half = AROUND * max(x1 - x0, y1 - y0)
    middle = (y0 + y1) / 2, (x0 + x1) / 2
    rows, columns = (
        slice(max(0, round(at - half)), min(end, round(at + half)))
        for at, end in zip(middle, shape[:2], strict=True)
    )
    return rows, columns


def _tile(picture: Pixels, side: int) -> Pixels:
    scale = side / max(picture.shape[:2])
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))
    tile = np.full((side, side, 3), 255, np.uint8)
    tile[: size[1], : size[0]] = small
    return tile


def chosen(folder: Path, count: int) -> list[Path]:
    """Give photos evenly from a folder's sorted list; twice as many, since some have no face."""
    paths = listed(folder, ALL)
    step = max(1, len(paths) // count)
    return paths[::step] + [path for number, path in enumerate(paths) if number % step]


def rows(paths: list[Path], count: int, side: int) -> Iterator[list[Pixels]]:
    """Give the tiles of as many photos as were asked for, and say which they are."""
    for path in paths:
        if not count:
            return
        try:
            row = tiles(path, side)
        except SafeshareError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        if row:
            count -= 1
            print(path.name)
            yield row


def main() -> None:
    """Make the sheet."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path, help="of photos")
    options.add_argument("-o", "--output", type=Path, required=True, help="the sheet")
    options.add_argument("--count", type=int, default=24, help="photos on it")
    options.add_argument("--side", type=int, default=260, help="pixels of a tile")
    asked = options.parse_args()
    made = [
        np.hstack(row) for row in rows(chosen(asked.folder, asked.count), asked.count, asked.side)
    ]
    if not made:
        sys.exit("no photo there shows a face")
    made += [np.full_like(made[0], 255)] * (-len(made) % PHOTOS_A_ROW)
    pairs = [np.hstack(made[at : at + PHOTOS_A_ROW]) for at in range(0, len(made), PHOTOS_A_ROW)]
    Image.fromarray(np.vstack(pairs)).save(asked.output)


if __name__ == "__main__":
    main()
