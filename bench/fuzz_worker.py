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
"""Longest processor time for all calls on one file together, of all threads: what else the
machine does is not the file's doing."""
MEMORY = 1_000_000_000
"""Most memory for one file, in bytes over the baseline."""
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
    start = time.process_time()
    for call in calls:
        outcome, wrong, trace = _outcome(call)
        defect, details = defect or wrong, details or trace
    seconds = time.process_time() - start
    memory = _peak() - baseline
    if not defect and seconds > SECONDS:
        defect, details = f"more than {SECONDS:.0f} s", f"{seconds:.1f} s, {outcome}"
    elif not defect and memory > MEMORY:
        defect, details = "more than 1 GB", f"{memory / 1e6:.0f} MB, {outcome}"
    fatal = memory > MEMORY  # the peak never falls again
    shown = "DEFECT" if defect else outcome
    return Answer(name_of(data), shown, defect, details, seconds, memory, fatal)


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
