"""Commands that are watched while they run: time, processor seconds, memory of all processes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICK, SHARE = 0.1, 0.02
"""Seconds between two looks at the memory, and the most of a processor's time that they take
from what is watched; a look costs a few milliseconds a process."""

CLOCK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """What one command did. cpu: processor seconds. peak: bytes."""

    seconds: float
    cpu: float
    peak: int
    code: int


@dataclass(frozen=True, slots=True)
class Command:
    """What is run. one: on a single processor. others: processes that work for it, started before.

    fine: exit codes that mean that it worked.
    """

    words: Sequence[str]
    one: bool = False
    others: Sequence[int] = ()
    fine: Sequence[int] = field(default=(0, 3))


def watched(command: Command) -> Run:
    """Run a command and watch it and what it starts. Raises RuntimeError when it fails."""
    first = {min(os.sched_getaffinity(0))}
    before, start = _spent(command.others), time.perf_counter()
    running = subprocess.Popen(
        command.words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=(lambda: os.sched_setaffinity(0, first)) if command.one else None,  # noqa: PLW1509 - sets a number
    )
    peak, over = 0, threading.Event()

    def look() -> None:
        nonlocal peak
        pause = TICK
        while not over.wait(pause):
            begun = time.thread_time()
            peak = max(peak, sum(map(_resident, (running.pid, *command.others))))
            pause = max(TICK, (time.thread_time() - begun) / SHARE)

    looking = threading.Thread(target=look)
    looking.start()
    _, problems = running.communicate()
    seconds = time.perf_counter() - start
    over.set()
    looking.join()
    if running.returncode not in command.fine:
        told = problems.decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"{' '.join(command.words[:4])}: {running.returncode} {told}")
    return Run(seconds, _spent(command.others) - before, peak, running.returncode)


def _spent(others: Sequence[int]) -> float:
    """Give the processor seconds of all children that ended, and of some that still run."""
    times = os.times()
    spent = times.children_user + times.children_system
    for pid in others:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / CLOCK
    return spent


def _resident(pid: int) -> int:
    """Give the memory of a process and its children: proportional, so shared pages count once."""
    total = 0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(OSError, ValueError, StopIteration):
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
            total += int(line.split()[1]) * 1024
            children = Path(f"/proc/{one}/task/{one}/children").read_text().split()
            waiting += map(int, children)
    return total


@contextlib.contextmanager
def cluster(room: Path, workers: int = 2) -> Iterator[tuple[str, list[int]]]:
    """Start a Dask scheduler and workers on loopback; give its address and all processes.

    Raises RuntimeError when they don't come up within a minute.
    """
    place = room / "scheduler.json"
    place.unlink(missing_ok=True)
    alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # as a nanny has it
    common = ["--no-dashboard", "--scheduler-file", str(place)]
    module = [sys.executable, "-m"]
    scheduler = [*module, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    worker = [*module, "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny"]
    running: list[subprocess.Popen[bytes]] = []
    try:
        for command in (scheduler, *[worker] * workers):
            quiet = subprocess.DEVNULL
            running.append(
                subprocess.Popen(
                    [*command, *common], cwd=room, env=alone, stdout=quiet, stderr=quiet
                )
            )
            _until(place.exists)
        address = str(json.loads(place.read_text())["address"])
        _until(lambda: _workers(address) == workers)
        yield address, [process.pid for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()


def _until(seen: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not seen():
        if time.monotonic() > end:
            raise RuntimeError("the cluster does not come up")
        time.sleep(0.2)


def _workers(address: str) -> int:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return len(client.ncores())
