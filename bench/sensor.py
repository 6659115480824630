"""Print what `--scrub-sensor` leaves of a sensor's pattern.

    python bench/sensor.py PHOTOS [--probes 6]

A made-up sensor pattern (white, multiplicative, the same in all three colours, so easier to
find than a real one) is planted in square pieces of the photos of a folder, as if one camera
had taken them. Each copy is matched with the pattern itself, which is more than anybody
has, and with one estimated from the other photos. Printed for each treatment:

- corr: correlation with the pattern, pixel on pixel.
- PCE: peak to correlation energy over small shifts, median, and the share of photos above 60,
  which counts as a match.
- estimated: the same with the estimated pattern.
- realigned: with the pattern itself, by somebody who was told turn, scale and shift.
- blocks: blocks of 128 pixels, each at its best shift, after that realignment, in deviations
  from what other patterns get.
- told all: by somebody who knows where every pixel went.
- PSNR (dB) and SSIM: harm, beside what was planted, moved alike.

PCE grows with the number of pixels: a whole photo of 12 megapixels has some eleven times
those of a piece of 1024 x 1024.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import structural_similarity

from prnu import (
    MATCH,
    Pixels,
    Plane,
    blockwise,
    brightness,
    correlation,
    fingerprint,
    peak_to_energy,
    residual,
)
from safeshare import clean
from safeshare.model import Plan, Region
from safeshare.pixels.codec import bounded, decode
from safeshare.pixels.drift import Drift, drift_of
from safeshare.pixels.sensor import moved

SIDE = 1024
PIECES = 3
"""Pieces of one photo, at most."""

OTHERS = 6
"""Patterns of other cameras."""

STRENGTHS = (0.005, 0.01, 0.02)

CORNER = (Region("corner", "mark", "box", (0, 0, 1, 1)),)
"""A mark, so that a copy is rebuilt."""

TREATMENTS = {
    "as planted, JPEG quality 95": None,
    "rebuilt, JPEG quality 90": Plan((), (), CORNER),
    "`--scrub-sensor`": Plan((), (), scrub_sensor=True),
    "`--max-side`, half": Plan((), (), max_side=SIDE // 2),
    "both": Plan((), (), max_side=SIDE // 2, scrub_sensor=True),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A treated piece: its pixels, what they were before but at the same places, its drift."""

    shown: Pixels
    before: Pixels
    drift: Drift | None


def pieces(folder: Path) -> Iterator[list[Pixels]]:
    """Cut the photos of a folder into pieces, a list a photo."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
            continue
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB"))
        rows, columns = (side // SIDE for side in pixels.shape[:2])
        cut = [
            pixels[y * SIDE : (y + 1) * SIDE, x * SIDE : (x + 1) * SIDE]
            for y in range(rows)
            for x in range(columns)
        ]
        if cut:
            yield cut[:: -(-len(cut) // PIECES)]


def planted(piece: Pixels, pattern: Plane, strength: float) -> bytes:
    """Give a piece as a camera with that pattern would have kept it."""
    lit = piece * (1 + strength * pattern[..., None])
    out = io.BytesIO()
    shot = Image.fromarray(np.clip(np.rint(lit), 0, 255).astype(np.uint8))
    shot.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def treated(data: bytes, plan: Plan | None) -> Trial:
    """Carry out a plan on a piece."""
    source = decode(data, "jpeg")
    if plan is None:
        return Trial(source.frames[0].view(np.uint8), source.frames[0].view(np.uint8), None)
    small = bounded(source, plan.max_side)
    drift = drift_of(small.frames[0]) if plan.scrub_sensor else None
    before = small if drift is None else moved(small, drift)
    return Trial(pixels(clean(data, plan).data), before.frames[0].view(np.uint8), drift)


def pixels(data: bytes) -> Pixels:
    """Decode a JPEG."""
    return decode(data, "jpeg").frames[0].view(np.uint8)


def fitted(pattern: Plane, side: int) -> Plane:
    """Make a pattern smaller, as the photo was."""
    small = Image.fromarray(pattern).resize((side, side), Image.Resampling.LANCZOS)
    return np.asarray(small, np.float32)


def pulled(pattern: Plane, drift: Drift | None, *, whole: bool) -> Plane:
    """Pull a pattern about as a photo was: wholly, or by the turn, scale and shift alone."""
    if drift is None:
        return pattern
    height, width = pattern.shape
    xs, ys = drift.sources(pattern.shape, (slice(0, height), slice(0, width)))
    if not whole:
        y, x = np.mgrid[0:height, 0:width].reshape(2, -1)[:, ::97].astype(np.float64)
        known = np.stack([np.ones_like(x), x, y], axis=1)
        y, x = np.mgrid[0:height, 0:width].astype(np.float64)
        fits = (np.linalg.lstsq(known, at.ravel()[::97], rcond=None)[0] for at in (xs, ys))
        xs, ys = ((a + b * x + c * y).astype(np.float32) for a, b, c in fits)
    return np.asarray(cv2.remap(pattern, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT))


def matched(trial: Trial, known: Plane, guess: Plane, others: list[Plane]) -> dict[str, float]:
    """Match a treated piece in every way."""
    grey = brightness(trial.shown)
    noise, side = residual(grey), len(grey)
    exact, estimate = fitted(known, side), fitted(guess, side)
    aligned = pulled(exact, trial.drift, whole=False)
    wrong = [blockwise(noise, grey * fitted(other, side)) for other in others]
    right = blockwise(noise, grey * aligned)
    error = np.square(trial.shown.astype(np.float64) - trial.before).mean()
    return {
        "corr": correlation(noise, grey * exact),
        "PCE": peak_to_energy(noise, grey * exact),
        "estimated": peak_to_energy(noise, grey * estimate),
        "realigned": peak_to_energy(noise, grey * aligned),
        "blocks": float((right - np.mean(wrong)) / np.std(wrong)),
        "told all": peak_to_energy(noise, grey * pulled(exact, trial.drift, whole=True)),
        "PSNR": float(10 * np.log10(255**2 / max(error, 1e-2))),
        "SSIM": float(structural_similarity(brightness(trial.before), grey, data_range=255)),  # type: ignore[no-untyped-call] # no hints
    }


def line(name: str, rows: list[dict[str, float]]) -> str:
    """Give a line of the table."""

    def column(key: str) -> NDArray[np.float64]:
        return np.array([row[key] for row in rows])

    peaks = (
        f"{np.median(column(key)):,.0f} ({np.mean(column(key) > MATCH):.0%})"
        for key in ("PCE", "estimated", "realigned", "told all")
    )
    pce, estimated, realigned, told = peaks
    return (
        f"| {name} | {column('corr').mean():.3f} | {pce} | {estimated} | {realigned} "
        f"| {np.median(column('blocks')):.0f} | {told} "
        f"| {column('PSNR').mean():.1f} | {column('SSIM').mean():.3f} |"
    )


def main() -> None:
    """Print a table a strength."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path, help="of photos")
    options.add_argument("--probes", type=int, default=6, help="photos that are matched")
    asked = options.parse_args()
    found = list(pieces(asked.folder))
    probes = [piece for photo in found[: asked.probes] for piece in photo]
    rest = [piece for photo in found[asked.probes :] for piece in photo]
    if not (probes and rest):
        sys.exit(f"photos of {SIDE} pixels a side are needed, more than {asked.probes}")
    random = np.random.default_rng(5)
    known, *others = random.standard_normal((1 + OTHERS, SIDE, SIDE)).astype(np.float32)
    for strength in STRENGTHS:
        shots = (pixels(planted(piece, known, strength)) for piece in rest)
        guess = fingerprint(shots)
        print(f"\nPattern of {strength:.1%}; {len(probes)} pieces, estimated from {len(rest)}\n")
        print("| | corr | PCE | estimated | realigned | blocks | told all | PSNR | SSIM |")
        print("|---|---|---|---|---|---|---|---|---|")
        for name, plan in TREATMENTS.items():
            trials = (treated(planted(piece, known, strength), plan) for piece in probes)
            rows = [matched(trial, known, guess, others) for trial in trials]
            print(line(name, rows), flush=True)


if __name__ == "__main__":
    main()
