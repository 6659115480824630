"""The process that tries files: bounded in memory, so that a defect ends it and not the machine."""

from __future__ import annotations

import os
import resource
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

SECONDS = 10.0
"""Longest time for one call on one file."""
MEMORY = 1_000_000_000
"""Most memory for one file, in bytes over the baseline."""
PIXELS = 36_000_000
"""Pixels of an accepted file above which time and memory may grow with them, up to the limits:
whoever sends a photo of 200 megapixels has it decoded, be it one colour in few bytes."""
ROOM = 6 * MEMORY
"""Address space over the baseline: reserved is not yet used."""

_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one file.

    format: by its signature. outcome: of clean, or the name of its error, or
    "DEFECT". defect: what was wrong, alike for alike causes; details: for the
    reader. memory: bytes over the baseline. fatal: the process can't go on.
    """

    format: str
    outcome: str
    defect: str
    details: str
    seconds: float
    memory: int
    fatal: bool = False


def work(pipe: Connection, quiet: bool) -> None:  # noqa: FBT001 - a process takes no keywords here
    """Answer file after file until the other side ends.

    quiet: libraries in C complain to nowhere.
    """
    if quiet:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    warnings.simplefilter("ignore")
    _warm_up()
    baseline = _peak()
    _bound()
    while True:
        try:
            data = pipe.recv_bytes()
        except EOFError:
            return
        pipe.send(attempt(data, baseline))


def attempt(data: bytes, baseline: int) -> Answer:
    """Try every way through the house on a file: both ways out among them."""
    from safeshare import Plan, Region, clean, inspect, verify

    bare = Plan(detect=(), recheck=())
    corner = Region("mark-1", "mark", "box", (0, 0, 9, 9))
    calls: tuple[Callable[[], object], ...] = (
        lambda: inspect(data, detectors=()),
        lambda: verify(data),
        lambda: clean(data, replace(bare, regions=(corner,))).outcome,
        lambda: clean(data, bare).outcome,
    )
    outcome, defect, details = "", "", ""
    longest = 0.0
    for call in calls:
        start = time.monotonic()
        outcome, wrong, trace = _outcome(call)
        longest = max(longest, time.monotonic() - start)
        defect, details = defect or wrong, details or trace
    memory = _peak() - baseline
    larger = max(1.0, _pixels(data) / PIXELS)
    if not defect and longest > SECONDS * larger:
        defect, details = f"more than {SECONDS:.0f} s", f"{longest:.1f} s, {outcome}"
    elif not defect and memory > MEMORY * larger:
        defect, details = "more than 1 GB", f"{memory / 1e6:.0f} MB, {outcome}"
    fatal = memory > MEMORY  # the peak never falls again
    shown = "DEFECT" if defect else outcome
    return Answer(name_of(data), shown, defect, details, longest, memory, fatal)


def _pixels(data: bytes) -> int:
    """Give the pixels of all frames of a file that is accepted; 0 for a refused one."""
    from safeshare import inspect

    try:
        report = inspect(data, detectors=())
    except Exception:  # noqa: BLE001 - what it is was said before
        return 0
    return report.width * report.height * report.frames


def name_of(data: bytes) -> str:
    """Name the format of a file by its signature, or "none"."""
    from safeshare import SafeshareError
    from safeshare.formats import sniff

    try:
        return sniff(data).name
    except SafeshareError:
        return "none"


def _outcome(call: Callable[[], object]) -> tuple[str, str, str]:
    """Give the outcome of a call, and what is wrong about it with its traceback, if anything."""
    from safeshare import SafeshareError

    try:
        return str(call()), "", ""
    except SafeshareError as error:
        return type(error).__name__, "", ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the defect that is looked for
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "safeshare" in Path(frame.filename).parts] or frames
        place = f"{Path(own[-1].filename).name}:{own[-1].lineno}"
        return "DEFECT", f"{type(error).__name__} at {place}", traceback.format_exc()


def _warm_up() -> None:
    """Load what is loaded once: libraries, tables, codecs."""
    import io

    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener()
    picture = Image.effect_noise((64, 64), 50).convert("RGB")
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF"):
        out = io.BytesIO()
        picture.save(out, kind)
        attempt(out.getvalue(), 0)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _bound() -> None:
    """Bound the address space to what is mapped now and room for a file, where Linux tells."""
    status = Path("/proc/self/statm")
    if status.exists():
        mapped = int(status.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + ROOM, resource.RLIM_INFINITY))
