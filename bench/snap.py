"""How well a rough mark snaps to a drawn tattoo: `python bench/snap.py [--sheet FILE.png]`.

Tattoos of six sorts are drawn onto limbs, cloth and the public-domain portrait of the
samples, in inks from black to faded. A hand marks each of them roughly: a line across,
a scribble, a box around it, a box over half of it. Printed a mark: the share of ink that is
covered before and after, how many are covered whole (99 %), the overlap with the
tattoo's silhouette, the covered area in silhouettes, and milliseconds.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from skimage import data

from safeshare.model import Region
from safeshare.redact.mask import rasterize
from safeshare.redact.snap import snap
from scenes import HEIGHT, WIDTH, cloth, cloud, photographed, texture

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Random = np.random.Generator

SCENES = 36
WHOLE = 0.99

TONES = ((242, 205, 180), (224, 172, 138), (198, 134, 96), (150, 94, 62), (96, 60, 42))
"""Skin, lit from the front."""

INKS = {"black": ((30, 32, 40), 0.85), "faded": ((62, 78, 84), 0.55), "red": ((150, 30, 40), 0.7)}
"""Colour of an ink, and how much it hides of the skin."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo with a tattoo: image, the ink's pixels, its centre, size and turn."""

    name: str
    image: Pixels
    ink: Mask


def _star(draw: ImageDraw.ImageDraw, side: int) -> None:
    middle, turns = side / 2, [math.pi * (0.8 * step - 0.5) for step in range(6)]
    points = [
        (middle + 0.46 * side * math.cos(t), middle + 0.46 * side * math.sin(t)) for t in turns
    ]
    draw.line(points, 255, side // 16, joint="curve")


def _heart(draw: ImageDraw.ImageDraw, side: int) -> None:
    turns = np.linspace(0, 2 * math.pi, 80)
    xs = 0.5 + 0.45 * np.sin(turns) ** 3
    ys = 0.47 - 0.028 * (
        13 * np.cos(turns) - 5 * np.cos(2 * turns) - 2 * np.cos(3 * turns) - np.cos(4 * turns)
    )
    draw.polygon(list(zip((xs * side).tolist(), (ys * side).tolist(), strict=True)), 255)


def _name(draw: ImageDraw.ImageDraw, side: int) -> None:
    font = ImageFont.load_default(side // 4)
    draw.text((side * 0.04, side * 0.2), "Marta", 255, font)
    draw.text((side * 0.2, side * 0.5), "2009", 255, font)


def _flames(draw: ImageDraw.ImageDraw, side: int) -> None:
    for step in range(5):
        turns = np.linspace(0, 1, 40)
        xs = 0.12 + 0.17 * step + 0.09 * np.sin(7 * turns + step)
        points = list(zip((xs * side).tolist(), ((0.08 + 0.84 * turns) * side).tolist(), strict=True))
        draw.line(points, 255, max(2, side // (11 + 2 * step)), joint="curve")


def _rings(draw: ImageDraw.ImageDraw, side: int) -> None:
    for share in (0.46, 0.34, 0.2):
        low, high = side * (0.5 - share), side * (0.5 + share)
        draw.ellipse((low, low, high, high), outline=255, width=max(2, side // 24))
    for turn in np.linspace(0, math.pi, 6, endpoint=False):
        x, y = 0.46 * side * math.cos(turn), 0.46 * side * math.sin(turn)
        ends = (side / 2 - x, side / 2 - y, side / 2 + x, side / 2 + y)
        draw.line(ends, 255, max(2, side // 40))


def _leaf(draw: ImageDraw.ImageDraw, side: int) -> None:
    thin = max(2, side // 45)
    draw.arc((side * 0.1, side * -0.3, side * 1.4, side * 0.95), 90, 180, 255, thin)
    for step in range(6):
        x, y = side * (0.12 + 0.1 * step), side * (0.3 + 0.11 * step)
        draw.arc((x, y - side * 0.18, x + side * 0.25, y + side * 0.1), 0, 250, 255, thin)


MOTIFS: dict[str, Callable[[ImageDraw.ImageDraw, int], None]] = {
    "star": _star,
    "heart": _heart,
    "name": _name,
    "flames": _flames,
    "rings": _rings,
    "thin leaf": _leaf,
}


def tattooed(
    skin: Pixels, motif: str, ink: str, centre: tuple[int, int], side: int, turn: float
) -> tuple[Pixels, Mask]:
    """Draw a tattoo onto a photo; give the photo and the pixels of ink."""
    stencil = Image.new("L", (side, side))
    MOTIFS[motif](ImageDraw.Draw(stencil), side)
    turned = stencil.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    layer = Image.new("L", (skin.shape[1], skin.shape[0]))
    layer.paste(turned, (centre[0] - turned.width // 2, centre[1] - turned.height // 2))
    share = cv2.GaussianBlur(np.asarray(layer, np.float32) / 255, (0, 0), 1.2)[..., None]
    colour, strength = INKS[ink]
    light = skin.mean(axis=2, keepdims=True) / max(1.0, float(skin.mean()))
    inked = skin * (1 - share * strength) + np.array(colour) * light * share * strength
    return np.clip(inked, 0, 255).astype(np.uint8), share[..., 0] > 0.3


def limb(rng: Random) -> Pixels:
    """Give an arm or a back in front of something, lit from one side."""
    behind = texture(int(rng.integers(0, 6)), rng).astype(np.float32)
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    half = rng.uniform(330, 600)
    across = (xs - WIDTH / 2 + rng.uniform(-0.3, 0.3) * (ys - HEIGHT / 2)) / half
    light = np.sqrt(np.clip(1 - across**2, 0, 1)) * 0.55 + 0.45 + 0.25 * across * rng.choice([-1, 1])
    mottled = cloud(rng, 4)[..., None] * 4 + cloud(rng, 120, 3)[..., None] * 3
    skin = np.array(TONES[int(rng.integers(0, len(TONES)))]) * light[..., None] + mottled
    return np.clip(np.where(np.abs(across)[..., None] < 1, skin, behind), 0, 255).astype(np.uint8)


def shirt(rng: Random) -> Pixels:
    """Give checked cloth with folds."""
    return np.clip(cloth(rng), 0, 255).astype(np.uint8)


def scene(number: int) -> Scene:
    """Give one scene, the same every time."""
    rng = np.random.default_rng(number)
    motif = list(MOTIFS)[number % len(MOTIFS)]
    ink = list(INKS)[number // len(MOTIFS) % len(INKS)]
    turn = float(rng.uniform(-40, 40))
    if number % 9 == 8:
        skin, centre, side = data.astronaut(), (95, 430), 110
        where = "suit"
    else:
        where = "cloth" if number % 9 == 4 else "limb"
        skin = shirt(rng) if where == "cloth" else limb(rng)
        centre = (WIDTH // 2 + int(rng.integers(-60, 60)), HEIGHT // 2 + int(rng.integers(-80, 80)))
        side = int(rng.integers(150, 420))
    image, inked = tattooed(skin, motif, ink, centre, side, turn)
    return Scene(f"{motif}, {ink}, {where}", photographed(image, rng), inked)


def _line(box: tuple[int, ...], rng: Random) -> Region:
    x0, y0, x1, y1 = box
    low, high = rng.uniform(0.2, 0.4), rng.uniform(0.6, 0.8)
    ends = ((x0 + low * (x1 - x0), y0 + low * (y1 - y0)), (x0 + high * (x1 - x0), y0 + high * (y1 - y0)))
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
    wide, tall = x1 - x0, y1 - y0
    edges = (
        x0 + inset[0] * wide, y0 + inset[1] * tall, x1 - inset[2] * wide, y1 - inset[3] * tall
    )  # fmt: skip
    return Region("m", "mark", "box", tuple(float(edge) for edge in edges))


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
    start = time.perf_counter()
    snapped = snap(shown.image, region)
    spent = time.perf_counter() - start
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
        "kept": float(snapped is region),
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheet", type=Path, help="a picture of all of them, to look at")
    asked = parser.parse_args()
    tallies: dict[str, list[dict[str, float]]] = defaultdict(list)
    tiles = []
    for number in range(SCENES):
        shown, rng = scene(number), np.random.default_rng(1000 + number)
        ys, xs = np.nonzero(shown.ink)
        box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
        for name, hand in MARKS.items():
            region = hand(box, rng)
            figures, snapped = measured(shown, region)
            tallies[name].append(figures)
            title = f"{shown.name} {figures['after']:.2f}"
            tiles.append(drawn(shown, region, snapped, title))
    print("| mark | ink before | ink after | whole | IoU | area | left as drawn | ms median | ms most |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, rows in tallies.items():
        mean = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
        spent = [row["ms"] for row in rows]
        print(
            f"| {name} | {mean['before']:.2f} | {mean['after']:.3f} | {mean['whole']:.2f} "
            f"| {mean['IoU']:.2f} | {mean['area']:.2f} | {mean['kept']:.2f} "
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
