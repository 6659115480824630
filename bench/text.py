"""Print how much of the text in twelve drawn scenes the text search covers, and at what price.

    python bench/text.py [--photos DIR] [--draw DIR]

Each scene holds eight lines of 12 to 80 pixels, some turned, some leaning back, half of them on
a plate and half on the bare texture. A line counts as covered when 95 % of its ink lies
under the regions, as they are, without the margin of a mask; a region is false when
less than 20 % of it lies on lines. Printed: lines covered by their size and by their turn, and
each that is not; false regions and seconds of wall time a scene. --photos: also print how many
lines each photo of a folder gives.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from folder import searched
from safeshare.detect import detect
from scenes import (
    HEIGHT,
    WIDTH,
    Line,
    Pixels,
    area_of,
    corners_of,
    drawn,
    masks_of,
    photographed,
    place,
    texture,
    written,
)

COVERED, FALSE = 0.95, 0.2
SCENES, LINES = 12, 8
SIZES = (12, 14, 16, 20, 26, 36, 52, 80)
WORDS = (
    "MAIN STREET", "Dr. Anna Kowalski", "HH-AB 1234", "Room 4.07", "+49 171 5550199", "EXIT",
    "Lindenweg 12", "anna@example.org", "Class 7b", "St. Mary's Hospital", "Platform 9",
    "Flight LX 1842", "No parking", "KW 88 310", "Bakery since 1921", "Password: sunny",
)  # fmt: skip


def scene(number: int) -> tuple[Pixels, list[Line], NDArray[np.bool_]]:
    """Draw a scene; give it, its lines, and where ink is, bool (lines, HEIGHT, WIDTH)."""
    rng = np.random.default_rng(1000 + number)
    canvas = texture(number, rng).astype(np.float32)
    lines: list[Line] = []
    inks: list[NDArray[np.bool_]] = []
    taken = np.zeros((HEIGHT, WIDTH), bool)
    for index in range(LINES):
        size = SIZES[index]
        text = WORDS[int(rng.integers(len(WORDS)))]
        turned = rng.random() < 0.5
        for _ in range(200):
            turn = float(rng.choice([90, 180, 270, *rng.uniform(-60, 60, 5)])) if turned else 0.0
            ink = written(text, size)
            lean = float(rng.choice([0, 0.4]))
            centre = (float(rng.uniform(60, WIDTH - 60)), float(rng.uniform(60, HEIGHT - 60)))
            where = place(ink.shape, centre, turn, lean)
            corners = corners_of(ink.shape, where)
            area = cv2.dilate(area_of(corners).astype(np.uint8), np.ones((41, 41))).astype(bool)
            inside = (corners > 12).all() and (corners < (WIDTH - 12, HEIGHT - 12)).all()
            if inside and not (area & taken).any():
                break
        else:
            continue
        taken |= area
        _put(canvas, ink, where, plate=index % 2 == number % 2, rng=rng)
        lines.append(Line(text, size, turn, corners))
        inks.append(cv2.warpPerspective(ink, where, (WIDTH, HEIGHT)) > 0.5)
    return photographed(canvas.astype(np.uint8), rng), lines, np.array(inks)


def _put(
    canvas: NDArray[np.float32],
    ink: NDArray[np.float32],
    where: NDArray[np.float64],
    *,
    plate: bool,
    rng: np.random.Generator,
) -> None:
    """Draw a line: on a plate, or with a colour that stands out from the texture."""
    size = (WIDTH, HEIGHT)
    covers = cv2.warpPerspective(ink, where, size, flags=cv2.INTER_AREA)[..., None]
    under = canvas[area_of(corners_of(ink.shape, where))]
    bright = float(under.mean())
    colour: NDArray[np.float64] = (
        rng.uniform(0, 40, 3) if bright > 127 else rng.uniform(215, 255, 3)
    )
    if plate:
        pad = max(4, ink.shape[0] // 3)
        board = np.ones((ink.shape[0] + 2 * pad, ink.shape[1] + 2 * pad), np.float32)
        shift = np.array([[1, 0, -pad], [0, 1, -pad], [0, 0, 1]], np.float64)
        board = cv2.warpPerspective(board, where @ shift, size)[..., None]
        dark = rng.random() < 0.4
        paint = rng.uniform(20, 90, 3) if dark else rng.uniform(190, 245, 3)
        colour = rng.uniform(220, 255, 3) if dark else rng.uniform(0, 50, 3)
        canvas[:] = canvas * (1 - board) + paint * board
    canvas[:] = canvas * (1 - covers) + colour * covers


def main() -> None:
    """Run the text search over the scenes, and over a folder of photos if one is given."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, help="a folder, searched as well")
    parser.add_argument("--draw", type=Path, help="a folder for pictures of what was found")
    asked = parser.parse_args()
    if asked.draw:
        asked.draw.mkdir(parents=True, exist_ok=True)
    sizes: dict[int, list[bool]] = defaultdict(list)
    turns: dict[str, list[bool]] = defaultdict(list)
    false, seconds = 0, 0.0
    for number in range(SCENES):
        image, lines, inks = scene(number)
        started = time.perf_counter()
        found = detect(image, ["text"])
        seconds += time.perf_counter() - started
        masks = masks_of(found, image.shape)
        hidden = np.logical_or.reduce([np.zeros(image.shape[:2], bool), *masks])
        for line, ink in zip(lines, inks, strict=True):
            hit = bool(hidden[ink].mean() >= COVERED)
            sizes[line.size].append(hit)
            turns["level" if line.turn == 0 else "turned"].append(hit)
            if not hit:
                print(f"  scene {number}: {line.text!r}, {line.size} px, turned {line.turn:.0f}, "
                      f"{100 * hidden[ink].mean():.0f} % covered")  # fmt: skip
        on_lines = np.zeros(image.shape[:2], bool)
        for line in lines:
            on_lines |= area_of(line.corners)
        wrong = sum(float((mask & on_lines).sum()) < FALSE * mask.sum() for mask in masks)
        false += wrong
        if asked.draw:
            drawn(image, found).save(asked.draw / f"scene-{number}.png")
    for name, hits in [*((f"{size} px", sizes[size]) for size in SIZES), *turns.items()]:
        print(f"{name:>8}: {sum(hits):3d} of {len(hits):3d} lines covered")
    every = [hit for hits in sizes.values() for hit in hits]
    share = 100 * sum(every) / len(every)
    print(f"     all: {share:.1f} % of {len(every)} lines covered, "
          f"{false / SCENES:.2f} false regions and {seconds / SCENES:.2f} s a scene")  # fmt: skip
    for path, photo, found, took in searched(asked.photos, "text") if asked.photos else ():
        print(
            f"{path.name:<40} {photo.shape[1]} x {photo.shape[0]}: {len(found)} lines, {took:.2f} s"
        )
        if asked.draw:
            drawn(photo, found).save(asked.draw / f"{path.stem}.png")


if __name__ == "__main__":
    main()
