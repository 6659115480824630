"""Print how long a fill takes: nanoseconds a masked pixel, by style and size.

    python bench/styles.py [--megapixels 12]

One ellipse in the middle of a photo with noise, `diameter` pixels high and three quarters as
wide; then twenty small ones. Processor time of one core, best of five. The bound is 60 ns a
masked pixel and 20 ms a region; what is said is the share of it that was used.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import cv2
import numpy as np

from safeshare.redact.styles import STYLES, redact

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

NANOSECONDS, MILLISECONDS = 60, 20
"""The bound: a masked pixel, and a region."""

DIAMETERS = (60, 200, 800, 2400)
MANY, SMALL = 20, 90
ROUNDS = 5


def photo(megapixels: float, depth: type[np.uint8 | np.uint16]) -> Frame:
    """A picture of soft colours with noise, four thirds as wide as high."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    random = np.random.default_rng(0)
    coarse = random.integers(30, 220, (9, 12, 3)).astype(np.float32)
    smooth = cv2.resize(coarse, (height * 4 // 3, height), interpolation=cv2.INTER_CUBIC)
    noisy = np.clip(smooth + random.normal(0, 3, smooth.shape).astype(np.float32), 0, 255)
    return (noisy * (np.iinfo(depth).max // 255)).astype(depth)


def ellipses(shape: tuple[int, int], diameter: int, count: int) -> Mask:
    """Ellipses of a height, in a row or alone in the middle."""
    mask = np.zeros(shape, np.uint8)
    for number in range(count):
        centre = (shape[1] * (2 * number + 1) // (2 * count), shape[0] // 2)
        cv2.ellipse(mask, centre, (diameter * 3 // 8, diameter // 2), 0, 0, 360, 1, -1)
    return mask.astype(bool)


def seconds(image: Frame, mask: Mask, style: str) -> float:
    """Processor time of the fastest of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        redact(image, mask, style)
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--megapixels", type=float, default=12, help="of the photo")
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    print(f"{'style':8} {'bits':>4} {'regions':>9} {'masked px':>10} {'ms':>7} {'ns/px':>7} bound")
    for depth in (np.uint8, np.uint16):
        image = photo(chosen.megapixels, depth)
        for style in STYLES:
            for diameter, count in [*((side, 1) for side in DIAMETERS), (SMALL, MANY)]:
                mask = ellipses(image.shape[:2], diameter, count)
                masked, spent = int(mask.sum()), seconds(image, mask, style)
                bound = masked * NANOSECONDS * 1e-9 + count * MILLISECONDS * 1e-3
                print(
                    f"{style:8} {image.itemsize * 8:4} {count:3} x {diameter:4} {masked:10,} "
                    f"{spent * 1e3:7.1f} {spent * 1e9 / masked:7.0f} {spent / bound:4.0%}"
                )


if __name__ == "__main__":
    main()
