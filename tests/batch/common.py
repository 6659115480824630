"""What tests of long runs share: small photos, the command, and what a run left."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

DROP_FROM_BOUNDING_SET = 24
MODES_DO_NOT_COUNT = (1, 2)
"""Linux's numbers: prctl's PR_CAPBSET_DROP; the capabilities by which root reads and writes all."""


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "safeshare", *map(str, arguments)]


def led(signs: Path, last: str, *arguments: object) -> list[str]:
    """The command, whose photos behind `last` wait until the test lets them `go` (led.py)."""
    signs.mkdir(exist_ok=True)
    return [sys.executable, str(Path(__file__).with_name("led.py")), str(signs), last] + [
        str(argument) for argument in arguments
    ]


def wait_for(seen: Callable[[], object]) -> None:
    end = time.monotonic() + 120
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.01)


def safeshare(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=300, **options
    )


def small_photos(folder: Path, count: int, side: int = 8) -> Path:
    """Write photos that differ, each with an artist and a date."""
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(11)
    exif = Image.Exif()
    exif[315], exif[306] = "Ann Example", "2024:05:17 18:45:02"
    for number in range(count):
        pixels = noise.integers(0, 255, (side, side, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"IMG_{number:05}.jpg", exif=exif)
    return folder


def digests(folder: Path) -> dict[str, str]:
    """Digests of all files in a folder and below it, by their paths."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def entries(record: Path) -> list[dict[str, Any]]:
    """What a record says, photo by photo."""
    if record.suffix == ".json":
        files: list[dict[str, Any]] = json.loads(record.read_text())["files"]
        return files
    return [line for line in map(json.loads, record.read_text().splitlines()) if "path" in line]


def as_others() -> None:
    """Make permissions count in a process about to start, also for root (a preexec_fn)."""
    if os.geteuid() != 0:
        return
    system = ctypes.CDLL(None, use_errno=True)
    for capability in MODES_DO_NOT_COUNT:
        if system.prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "root's power over files can't be dropped")
