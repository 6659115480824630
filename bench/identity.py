"""Print what a re-identification attack on hidden faces finds: what is left of who somebody is.

    python bench/identity.py DIR [--people 100] [--photos 6] [--only blur mosaic]

DIR holds a folder a person with two photos or more of each. Or it holds photos without
names: then several photos of each person are made of one (transplant.py), in which all that
tells the person lies under the mask. Needs the extra "identity".

Method. Each photo is hidden by each style the way a user gets it (region, clean(), the
file's bytes, decoded), and by rivals' methods on the same mask, saved as JPEG likewise. Every
other photo of a person is the gallery, the rest are probes; then the other way round. Faces are
cut out where they were in the clean photo, as no detector could on the hidden one. Three
attacks (attack.py) rank all people for each probe. Rank-1 is how often the right one is
first (chance: one in the number of people), AUC the share of others who score lower (0.5).

Verdict. The control is black on the same mask: what an attack finds there comes from the
surroundings. A style fails when it beats the control, probe by probe, beyond the bootstrap's
interval over people; 95 % for all attacks and figures of a style together (Bonferroni). Ends
with 1 if a style fails, with 2 if these photos could not show a failure: the attack then
can't tell even a light blur from the control.

Sources: McPherson, Shokri, Shmatikov 2016 (arXiv 1609.00408); Newton, Sweeney, Malin 2005
(TKDE 17/2); Hanisch et al. 2023 (arXiv 2304.01635: weak attackers overestimate protection).
"""

from __future__ import annotations

import argparse
import io
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from attack import ATTACKS, Trial
from people import from_folders, pixels_of
from ranks import METRICS, interval
from recogniser import Recogniser
from rivals import CONTROL, RIVALS, WEAKEST, hide
from safeshare.errors import VerificationFailed
from safeshare.model import Plan
from safeshare.pipeline import clean
from safeshare.redact.mask import margin_for, rasterize
from safeshare.redact.styles import STYLES
from transplant import transplanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from attack import Measured
    from people import Picture
    from ranks import Estimate

    Pixels = NDArray[np.uint8]
    Values = dict[tuple[str, str], NDArray[np.float64]]
    """(attack, figure) -> what was found for each probe."""

CLEAN = "clean"
LEVEL = 0.95
QUALITY = 90


def hidden(picture: Picture, method: str) -> Pixels:
    """Hide the face of a picture in one way: uint8 (height, width, 3), out of a file."""
    if method == CLEAN:
        return pixels_of(picture.data)[0]
    if method in STYLES:
        plan = Plan(detect=(), recheck=(), regions=(picture.region,), style=method)
        return pixels_of(clean(picture.data, plan).data)[0]
    frame, kind = pixels_of(picture.data)
    mask = rasterize((picture.region,), frame.shape[:2], margin=margin_for(kind))
    file = io.BytesIO()
    covered = hide(frame, mask, picture.face_width, RIVALS[method])
    Image.fromarray(covered).save(file, "JPEG", quality=QUALITY)
    return pixels_of(file.getvalue())[0]


def measure(
    pictures: Sequence[Picture], methods: Sequence[str], recogniser: Recogniser, refused: set[str]
) -> Iterator[tuple[str, Measured]]:
    """Hide all pictures in each way, and measure them at the places of the faces.

    refused: people are added to it of whom the program would not copy a photo: its own check
    took the fill for what it covers. Their rows mean nothing.
    """
    places = [picture.region.landmarks for picture in pictures]

    def tried(picture: Picture) -> Pixels:
        try:
            return hidden(picture, method)
        except VerificationFailed:
            refused.add(picture.person)
            return pixels_of(picture.data)[0]

    for method in methods:
        print(f"hiding {len(pictures)} photos: {method}", file=sys.stderr, flush=True)
        yield method, recogniser.measured([tried(picture) for picture in pictures], places)


def rounds(people: NDArray[np.int64]) -> list[Trial]:
    """Give both trials: every other photo of each person is known, then the rest are."""
    turn: dict[int, Iterator[int]] = {}
    numbers = np.array([next(turn.setdefault(int(one), count())) for one in people])
    return [Trial(people, numbers % 2 == parity) for parity in (0, 1)]


def attacked(untouched: Measured, covered: Measured, trials: Sequence[Trial]) -> Values:
    """Give every attack's figures for every probe, of both trials."""
    values: Values = {}
    for attack, run in ATTACKS.items():
        scores = [run(untouched, covered, trial) for trial in trials]
        for name, metric in METRICS.items():
            parts = [
                metric(score, trial.people[~trial.known])
                for score, trial in zip(scores, trials, strict=True)
            ]
            values[attack, name] = np.concatenate(parts)
    return values


def report(found: Mapping[str, Values], probes: NDArray[np.int64]) -> dict[str, list[Estimate]]:
    """Print both tables; give for each method by how much it beats the control."""
    keys = list(found[CONTROL])
    level = 1 - (1 - LEVEL) / len(keys)
    heading = f"{'':24}" + "".join(f"{f'{attack} {figure}':>21}" for attack, figure in keys)
    print(f"\n{heading}   ({LEVEL:.0%} intervals)")
    for method, values in found.items():
        row = [interval(values[key], probes, LEVEL) for key in keys]
        print(f"{method:24}" + "".join(f"{_text(cell):>21}" for cell in row))
    print(f"\n{heading}   (less the control; {level:.1%} intervals, a * beats it)")
    margins = {}
    for method, values in found.items():
        row = [interval(values[key] - found[CONTROL][key], probes, level) for key in keys]
        margins[method] = row
        marked = (f"{_text(cell)}{'*' if cell.low > 0 else ' '}" for cell in row)
        print(f"{method:24}" + "".join(f"{cell:>21}" for cell in marked))
    return margins


def verdict(margins: Mapping[str, Sequence[Estimate]], styles: Sequence[str]) -> int:
    """Print what holds; give the exit code."""
    beats = {name: any(cell.low > 0 for cell in row) for name, row in margins.items()}
    print()
    for style in styles:
        most = max(cell.high for cell in margins[style])
        words = "FAILS: it beats the control" if beats[style] else "holds"
        print(f"{style}: {words} (at most {most:+.3f} above it)")
    if any(beats[style] for style in styles):
        return 1
    if not beats[WEAKEST]:
        print(f"These photos prove nothing: {WEAKEST} does not beat the control either.")
        return 2
    return 0


def _text(cell: Estimate) -> str:
    return f"{cell.mean:.3f} [{cell.low:.3f}, {cell.high:.3f}]"


def main() -> int:
    """Attack, and print what was found."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path, help="of people's folders, or of photos")
    options.add_argument("--people", type=int, default=100, help="made of photos without names")
    options.add_argument("--photos", type=int, default=6, help="made of each of them")
    options.add_argument(
        "--only", nargs="+", choices=list(STYLES), default=list(STYLES), help="styles"
    )
    asked = options.parse_args()
    try:
        recogniser = Recogniser()
    except ModuleNotFoundError as error:
        options.error(f"{error}; install the extra: pip install 'safeshare[identity]'")
    named = any(path.is_dir() for path in asked.folder.iterdir())
    pictures = (
        from_folders(asked.folder)
        if named
        else transplanted(asked.folder, recogniser, asked.people, max(2, asked.photos))
    )
    if len({picture.person for picture in pictures}) < 2:
        options.error("give two photos each of two people, or photos of four without names")
    print("photos of each person" if named else "several photos made of one photo of each person")
    methods = [CLEAN, CONTROL, *asked.only, *(name for name in RIVALS if name != CONTROL)]
    refused: set[str] = set()
    measured = dict(measure(pictures, methods, recogniser, refused))
    return judged(pictures, measured, refused, asked.only)


def judged(
    pictures: Sequence[Picture],
    measured: Mapping[str, Measured],
    refused: set[str],
    styles: Sequence[str],
) -> int:
    """Attack what was measured, without the people who were refused; print, give the exit code."""
    kept = np.array([picture.person not in refused for picture in pictures])
    persons = [picture.person for picture in pictures if picture.person not in refused]
    names = sorted(set(persons))
    people = np.array([names.index(person) for person in persons])
    left = f" (left out, a copy refused: {len(refused)})" if refused else ""
    print(f"{len(names)} people, {len(people)} photos{left}; chance: rank-1 {1 / len(names):.3f}")
    trials = rounds(people)
    rows = {name: one.of(kept) for name, one in measured.items()}
    found = {name: attacked(rows[CLEAN], one, trials) for name, one in rows.items()}
    probes = np.concatenate([trial.people[~trial.known] for trial in trials])
    return verdict(report(found, probes), styles)


if __name__ == "__main__":
    sys.exit(main())
