"""Print how many of the codes in drawn scenes the code search covers and reads.

    python bench/codes.py [--photos DIR] [--draw DIR] [--short]

Every scene holds one code: on a label, printed on the texture's own colours, or light on dark;
turned by any angle, leaning back, with bars or cells of 2 to 6 pixels. The first table is
the 20 scenes of the reach; the second one asks how small and how turned a code may be, eight
scenes a cell. A code counts as covered when 98 % of it lies under the regions, as they are,
without the margin of a mask, and as read when its own text comes out; a region is false when
it touches no code. Seconds are wall time. --photos: also print what is taken for a code in a
folder of photos, and which take more than a second.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from folder import searched
from safeshare.detect import detect
from scenes import (
    HEIGHT,
    WIDTH,
    Corners,
    Pixels,
    area_of,
    corners_of,
    drawn,
    masks_of,
    photographed,
    place,
    texture,
)

COVERED = 0.98
SCENES, TRIES = 20, 8
CONTENTS = {
    "QRCode": "WIFI:T:WPA;S:Home of Anna;P:sunflower-1921;;",
    "PDF417": "M1KOWALSKI/ANNA       EABC123 HAMZRHLX 1053 211Y014C0037 100",
    "Code128": "JD0146000004512387",
    "Aztec": "M1KOWALSKI/ANNA       EABC123 HAMZRHLX 1053 211Y014C0037 100",
    "DataMatrix": "KX-2291-44817-A",
    "EAN13": "5901234123457",
    "Code39": "ANNA-1921",
    "ITF": "12345678901231",
    "UPCA": "725272730706",
    "MicroQRCode": "1921044",
}
CELLS = (1.5, 2.0, 3.0, 5.0)
TURNS = (0, 10, 30, 45, 90, 160)


@dataclass(frozen=True, slots=True)
class Try:
    """One code to draw: pixels a bar or cell, degrees, how it lies in the scene."""

    kind: str
    cell: float
    turn: float
    lean: float = 0.0
    light: bool = False


def scene(number: int, code: Try) -> tuple[Pixels, Corners]:
    """Draw a scene with a code; give the code's corners, without its quiet zone."""
    rng = np.random.default_rng(3000 + number)
    canvas = texture(number, rng).astype(np.float32)
    bare = _bars(code, quiet=False)
    label = _bars(code, quiet=True)
    margin = int(2 * code.cell) + 4
    label = np.pad(label, margin, constant_values=1)
    reach = float(np.hypot(*label.shape)) / 2 + 8
    centre = (float(rng.uniform(reach, WIDTH - reach)), float(rng.uniform(reach, HEIGHT - reach)))
    where = place(label.shape, centre, code.turn, code.lean)
    inside = (np.array(label.shape) - bare.shape) / 2
    shift = np.array([[1, 0, inside[1]], [0, 1, inside[0]], [0, 0, 1]], np.float64)
    paper, ink = rng.uniform(170, 245, 3), rng.uniform(5, 60, 3)
    if code.light:
        paper, ink = ink, paper
    size = (WIDTH, HEIGHT)
    alpha = cv2.warpPerspective(np.ones_like(label), where, size)[..., None]
    white = cv2.warpPerspective(label, where, size, flags=cv2.INTER_LINEAR)[..., None]
    canvas = canvas * (1 - alpha) + (ink * (alpha - white) + paper * white)
    scene = np.clip(canvas, 0, 255).astype(np.uint8)
    return photographed(scene, rng, 0.5), corners_of(bare.shape, where @ shift)


def _bars(code: Try, *, quiet: bool) -> np.ndarray:
    """Give a code as float (height, width), 0 ink and 1 paper, at its size."""
    made = zxingcpp.create_barcode(CONTENTS[code.kind], getattr(zxingcpp.BarcodeFormat, code.kind))
    cells = np.array(made.to_image(scale=1, add_quiet_zones=quiet), np.uint8)
    wide = max(1, round(cells.shape[1] * code.cell))
    tall = max(1, round(cells.shape[0] * code.cell))
    return cv2.resize(cells, (wide, tall), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def reach() -> list[Try]:
    """Give the 20 codes of the reach: each kind twice, turned, small, leaning, light on dark."""
    rng = np.random.default_rng(7)
    kinds = list(CONTENTS) * 2
    return [
        Try(
            kind,
            float(rng.uniform(2, 4.5)),
            float(rng.uniform(0, 360)),
            float(rng.choice([0, 0.1])),
            light=number % 7 == 3 and kind != "EAN13",
        )
        for number, kind in enumerate(kinds)
    ]


def result(number: int, code: Try, draw: Path | None = None) -> tuple[bool, bool, int, float]:
    """Run one try; give whether it is covered, whether it is read, false regions, seconds."""
    image, corners = scene(number, code)
    started = time.perf_counter()
    found = detect(image, ["code"])
    took = time.perf_counter() - started
    truth = area_of(corners)
    masks = masks_of(found, image.shape)
    hidden = np.logical_or.reduce([np.zeros(image.shape[:2], bool), *masks])
    false = sum(not (mask & truth).any() for mask in masks)
    if draw:
        drawn(image, found).save(draw / f"code-{number}.png")
    read = any(seen.value.lstrip("0") == CONTENTS[code.kind].lstrip("0") for seen in found)
    return bool(hidden[truth].mean() >= COVERED), read, false, took


def main() -> None:
    """Print both tables, and what a folder of photos gives."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, help="a folder, searched as well")
    parser.add_argument("--draw", type=Path, help="a folder for pictures of what was found")
    parser.add_argument("--short", action="store_true", help="without the second table")
    asked = parser.parse_args()
    if asked.draw:
        asked.draw.mkdir(parents=True, exist_ok=True)
    covered, read, false, seconds = [], 0, 0, 0.0
    for number, code in enumerate(reach()):
        hit, told, wrong, took = result(number, code, asked.draw)
        covered.append(hit)
        read, false, seconds = read + told, false + wrong, seconds + took
        if not hit or not told:
            print(f"  scene {number}: {code} covered: {hit}, read: {told}")
    print(f"{sum(covered)} of {SCENES} codes covered, {read} read, {false} false regions, "
          f"{seconds / SCENES:.2f} s a scene")  # fmt: skip
    if not asked.short:
        print("covered, all kinds, by pixels a cell (down) and degrees (across)")
        print("      " + "".join(f"{turn:>6}" for turn in TURNS))
        for cell in CELLS:
            row = []
            for turn in TURNS:
                kinds = list(CONTENTS)[:TRIES]
                tries = [result(n, Try(kind, cell, turn + n))[0] for n, kind in enumerate(kinds)]
                row.append(f"{sum(tries):>3}/{TRIES}")
            print(f"{cell:>5} " + "".join(f"{text:>6}" for text in row))
    for path, photo, found, took in searched(asked.photos, "code") if asked.photos else ():
        if found or took > 1:
            print(f"{path.name:<40} {took:.2f} s", [(seen.name, seen.value) for seen in found])
            if asked.draw:
                drawn(photo, found).save(asked.draw / f"{path.stem}.png")


if __name__ == "__main__":
    main()
