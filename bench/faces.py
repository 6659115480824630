"""Print how many faces of a folder with ground truth the detectors cover, and at what price.

    python bench/faces.py DIR

DIR holds photos and gt.json: {"name.jpg": {"size": [w, h], "faces": [{"box": [x0, y0, x1,
y1], "ignore": bool, "tags": [...]}]}}. A face counts as covered when the detections'
boxes hide at least 60 % of it; a detection is false when less than 20 % of it lies
on faces. Boxes are taken as they are, without the growth of a mask.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from safeshare.detect import detect
from safeshare.model import Box

COVERED, FALSE = 0.6, 0.2


def main() -> None:
    """Run the detectors over a folder and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    truth = json.loads((folder / "gt.json").read_text())
    tags: dict[str, list[bool]] = defaultdict(list)
    false, seconds = 0, 0.0
    for name, photo in truth.items():
        image = np.array(ImageOps.exif_transpose(Image.open(folder / name)).convert("RGB"))
        start = time.perf_counter()
        boxes = [found.box for found in detect(image, ["face"])]
        seconds += time.perf_counter() - start
        faces = [face["box"] for face in photo["faces"]]
        false += sum(share(box, faces) < FALSE for box in boxes)
        for face in photo["faces"]:
            if not face["ignore"]:
                for tag in ("all", *face["tags"]):
                    tags[tag].append(share(face["box"], boxes) >= COVERED)
    print(f"{'tag':<16}{'faces':>6}{'covered %':>11}")
    for tag, hits in sorted(tags.items(), key=lambda item: -len(item[1])):
        print(f"{tag:<16}{len(hits):>6}{100 * sum(hits) / len(hits):>11.1f}")
    count = len(truth)
    print(f"{count} photos, {false / count:.2f} false boxes and {seconds / count:.2f} s a photo")


def share(box: Box, others: list[Box]) -> float:
    """Share of a box, in whole pixels, that lies in the union of others."""
    x0, y0, x1, y1 = (round(value) for value in box)
    inside = np.zeros((max(1, y1 - y0), max(1, x1 - x0)), bool)
    for left, top, right, bottom in others:
        rows = slice(max(0, round(top) - y0), max(0, round(bottom) - y0))
        columns = slice(max(0, round(left) - x0), max(0, round(right) - x0))
        inside[rows, columns] = True
    return float(inside.mean())


if __name__ == "__main__":
    main()
