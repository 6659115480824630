"""Print how well a rough mark snaps to a tattoo.

    python bench/snap.py [PHOTOS] [--sheet FILE.png]

Tattoos of six sorts are drawn onto limbs, cloth and the public-domain portrait of the
samples, in inks from black to faded; or, where a folder of photos is given, onto the bare
skin that those show. A hand marks each of them roughly: a line across, a scribble, a box
around it, a box over a part of it. Printed for each mark: the share of ink that is covered
before and after, how many are covered whole (99 %), the overlap with the tattoo's silhouette,
the covered area in silhouettes, its largest, how many marks stayed as they were drawn, how
many lost a pixel of what was drawn, and milliseconds of processor time.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from safeshare.model import Region
from safeshare.redact.mask import rasterize
from safeshare.redact.snap import snap
from skin import inked_photos
from tattoos import Mask, Random, Scene, scene

SCENES = 36
WHOLE = 0.99


def _line(box: tuple[int, ...], rng: Random) -> Region:
    x0, y0, x1, y1 = box
    low, high = rng.uniform(0.2, 0.4), rng.uniform(0.6, 0.8)
    ends = (
        (x0 + low * (x1 - x0), y0 + low * (y1 - y0)),
        (x0 + high * (x1 - x0), y0 + high * (y1 - y0)),
    )
    return _stroke(ends, box)


def _scribble(box: tuple[int, ...], rng: Random) -> Region:
    x0, y0, x1, y1 = box
    shares = np.linspace(0.15, 0.85, 6) + rng.uniform(-0.04, 0.04, 6)
    sides = np.tile([0.22, 0.78], 3) + rng.uniform(-0.06, 0.06, 6)
    points = zip(x0 + sides * (x1 - x0), y0 + shares * (y1 - y0), strict=True)
    return _stroke(tuple((float(x), float(y)) for x, y in points), box)


def _stroke(points: tuple[tuple[float, float], ...], box: tuple[int, ...]) -> Region:
    radius = max(4.0, 0.05 * max(box[2] - box[0], box[3] - box[1]))
    return Region("m", "mark", "stroke", (0, 0, 1, 1), points=points, radius=radius)


def _loose_box(box: tuple[int, ...], rng: Random) -> Region:
    return _boxed(box, rng.uniform(-0.2, -0.02, 4))


def _tight_box(box: tuple[int, ...], rng: Random) -> Region:
    return _boxed(box, rng.uniform(0.05, 0.2, 4))


def _boxed(box: tuple[int, ...], inset: NDArray[np.float64]) -> Region:
    x0, y0, x1, y1 = box
    left, top, right, bottom = (float(share) for share in inset)
    wide, tall = x1 - x0, y1 - y0
    edges = (x0 + left * wide, y0 + top * tall, x1 - right * wide, y1 - bottom * tall)
    return Region("m", "mark", "box", edges)


MARKS: dict[str, Callable[[tuple[int, ...], Random], Region]] = {
    "line across": _line,
    "scribble": _scribble,
    "box around": _loose_box,
    "box over a part": _tight_box,
}


def silhouette(ink: Mask) -> Mask:
    """Give the tattoo with the skin between its lines."""
    ys, xs = np.nonzero(ink)
    side = max(3, int(max(np.ptp(ys), np.ptp(xs)) * 0.12)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    closed = cv2.morphologyEx(np.pad(ink.astype(np.uint8), side), cv2.MORPH_CLOSE, kernel)
    outer, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = cv2.drawContours(closed, outer, -1, 1, cv2.FILLED)
    return np.asarray(whole[side:-side, side:-side], bool)


def measured(shown: Scene, region: Region) -> tuple[dict[str, float], Region]:
    """Snap one mark; give its figures and the outline."""
    start = time.process_time()
    snapped = snap(shown.image, region)
    spent = time.process_time() - start
    size = (shown.ink.shape[0], shown.ink.shape[1])
    before, after = (rasterize([one], size, margin=0) for one in (region, snapped))
    body = silhouette(shown.ink)
    recall = float(after[shown.ink].mean())
    figures = {
        "before": float(before[shown.ink].mean()),
        "after": recall,
        "whole": float(recall >= WHOLE),
        "IoU": float((after & body).sum() / (after | body).sum()),
        "area": float(after.sum() / body.sum()),
        "most": float(after.sum() / body.sum()),
        "kept": float(snapped is region),
        "lost": float((before & ~after).any()),
        "ms": 1000 * spent,
    }
    return figures, snapped


def drawn(shown: Scene, region: Region, snapped: Region, title: str) -> Image.Image:
    """Give the surroundings of a mark with both outlines."""
    size = (shown.ink.shape[0], shown.ink.shape[1])
    canvas = shown.image.copy()
    for one, colour in ((region, (255, 230, 0)), (snapped, (255, 0, 200))):
        mask = rasterize([one], size, margin=0).astype(np.uint8)
        outer, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(canvas, outer, -1, colour, 2)
    ys, xs = np.nonzero(shown.ink)
    half = max(int(np.ptp(ys)), int(np.ptp(xs)))
    middle = (int(xs.mean()), int(ys.mean()))
    box = (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
    tile = Image.fromarray(canvas).crop(box).resize((260, 260))
    ImageDraw.Draw(tile).text((4, 246), title, (255, 255, 255))
    return tile


def main() -> None:
    """Print the table; write the sheet if one is wanted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="photos of people, for their skin")
    parser.add_argument("--sheet", type=Path, help="a picture of all of them, to look at")
    asked = parser.parse_args()
    tallies: dict[str, list[dict[str, float]]] = defaultdict(list)
    tiles = []
    scenes = inked_photos(asked.folder) if asked.folder else map(scene, range(SCENES))
    for number, shown in enumerate(scenes):
        rng = np.random.default_rng(1000 + number)
        ys, xs = np.nonzero(shown.ink)
        box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
        for name, hand in MARKS.items():
            region = hand(box, rng)
            figures, snapped = measured(shown, region)
            tallies[name].append(figures)
            title = f"{figures['after']:.2f} {shown.name}"
            tiles.append(drawn(shown, region, snapped, title))
    print(f"{len(tiles) // len(MARKS)} tattoos\n")
    print(
        "| mark | ink before | ink after | whole | IoU | area | most "
        "| as drawn | lost | ms median | ms most |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, rows in tallies.items():
        mean = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
        spent = [row["ms"] for row in rows]
        print(
            f"| {name} | {mean['before']:.2f} | {mean['after']:.3f} | {mean['whole']:.2f} "
            f"| {mean['IoU']:.2f} | {mean['area']:.2f} "
            f"| {max(row['most'] for row in rows):.1f} | {mean['kept']:.2f} | {mean['lost']:.2f} "
            f"| {np.median(spent):.0f} | {max(spent):.0f} |"
        )
    if asked.sheet:
        sheet = Image.new("RGB", (len(MARKS) * 3 * 260, -(-len(tiles) // (len(MARKS) * 3)) * 260))
        for index, tile in enumerate(tiles):
            row, column = divmod(index, len(MARKS) * 3)
            sheet.paste(tile, (column * 260, row * 260))
        sheet.save(asked.sheet)


if __name__ == "__main__":
    main()
