"""Print how many faces of a folder with ground truth the detectors cover, and at what price.

    python bench/faces.py DIR [--vs deface] [--sensitivity high] [--turns] [--misses]

DIR holds photos and gt.json (see coverage.py, which also says what covered and false
mean). Boxes are taken as they are, without the growth of a mask. Printed for each detector, of
all faces, by their height in pixels and by their tags:

- cov%: faces that are covered. iou%: faces that have a box of their own shape.
- false boxes a photo; covered beside faces: percent of the pixels; seconds of wall time a photo.

With --turns: the share of boxes that a photo turned by quarters gives again.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import peers
import turns
from coverage import Face, Hit, Score, read_truth, score
from folder import upright
from safeshare.detect.effort import SENSITIVITIES

HEIGHTS = {"h <16": (0, 16), "h 16-32": (16, 32), "h 32-64": (32, 64), "h >64": (64, 1e9)}


def main() -> None:
    """Run the detectors over a folder and print a table for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="of photos, with gt.json")
    parser.add_argument("--vs", choices=["deface"], help="also run this tool's detector")
    parser.add_argument("--sensitivity", default="normal", choices=list(SENSITIVITIES))
    parser.add_argument("--turns", action="store_true", help="compare the photos' quarter turns")
    parser.add_argument("--misses", action="store_true", help="name each face that is missed")
    wanted = parser.parse_args()
    truth = read_truth(wanted.folder)
    ours = peers.safeshare(wanted.sensitivity)
    if wanted.turns:
        turns.report(((name, _photo(wanted.folder / name)) for name in truth), ours)
        return
    finders = {f"safeshare, {wanted.sensitivity} sensitivity": ours}
    if wanted.vs:
        rival = peers.deface()
        if rival is None:
            parser.error("deface is not installed beside this Python.")
        finders["deface 0.2"] = rival
    for name, scores, seconds in _measured(wanted.folder, truth, finders):
        report(name, scores, seconds, misses=wanted.misses)


def _measured(
    folder: Path, truth: Mapping[str, Sequence[Face]], finders: Mapping[str, peers.Find]
) -> list[tuple[str, list[Score], float]]:
    """Run all detectors photo by photo, so that a busy machine slows all of them alike."""
    scores: dict[str, list[Score]] = {}
    spent = dict.fromkeys(finders, 0.0)
    for index, (name, faces) in enumerate(truth.items()):
        photo = _photo(folder / name)
        size = photo.shape[1], photo.shape[0]
        for title, find in finders.items():
            if index == 0:
                find(photo)  # models are loaded before the clock runs
            start = time.perf_counter()
            boxes = find(photo)
            spent[title] += time.perf_counter() - start
            scores.setdefault(title, []).append(score(name, size, faces, boxes))
            if title.startswith("deface"):
                wide = [peers.grown(box) for box in boxes]
                scores.setdefault(GROWN, []).append(score(name, size, faces, wide))
    spent[GROWN] = spent.get("deface 0.2", 0.0)
    return [(title, found, spent[title]) for title, found in scores.items()]


GROWN = "deface 0.2, boxes grown as it covers them"


def report(title: str, scores: Sequence[Score], seconds: float, *, misses: bool = False) -> None:
    """Print one detector's table."""
    hits = [hit for photo in scores for hit in photo.hits]
    print(f"== {title}   images {len(scores)}")
    print(f"{'':<16} faces   cov%   iou%")
    _line("all", hits)
    for name, (low, high) in HEIGHTS.items():
        _line(name, [hit for hit in hits if low <= hit.height < high])
    tags = {tag for hit in hits for tag in hit.tags}
    of_tag = {tag: [hit for hit in hits if tag in hit.tags] for tag in tags}
    for tag, found in sorted(of_tag.items(), key=lambda item: (-len(item[1]), item[0])):
        _line(tag, found)
    count = len(scores)
    false = sorted(photo.false for photo in scores)
    spill = 100 * sum(photo.spill for photo in scores) / count
    print(
        f"false boxes a photo {sum(false) / count:.2f} (median {false[count // 2]}, "
        f"most {false[-1]}, total {sum(false)}); covered beside faces {spill:.2f} %; "
        f"{seconds / count:.2f} s a photo\n"
    )
    for hit in hits:
        if misses and not hit.covered:
            print(f"  missed in {hit.photo}: {[round(v) for v in hit.box]} {','.join(hit.tags)}")


def _line(name: str, hits: Sequence[Hit]) -> None:
    covered = _percent(hit.covered for hit in hits)
    print(f"{name:<16} {len(hits):5d}  {covered}  {_percent(hit.alike for hit in hits)}")


def _percent(flags: Iterable[bool]) -> str:
    values = list(flags)
    return f"{100 * sum(values) / len(values):5.1f}" if values else "    -"


def _photo(path: Path) -> NDArray[np.uint8]:
    return np.asarray(upright(path))


if __name__ == "__main__":
    main()
