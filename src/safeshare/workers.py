"""Runs one function over many things in several processes, which may die.

Knows nothing about photos. Results come in the order of the things, a few are under
way at a time, and what kills its process twice takes nothing else along.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from types import SimpleNamespace
from typing import Self, TypeVar

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

AHEAD = 2
"""Things under way for each process: enough that a slow photo leaves no other process idle."""

MOST_WAITING = 64
"""Answers that wait for a slow thing before them."""

INTERRUPTIONS = (KeyboardInterrupt, SystemExit)
"""A second Ctrl-C, and what the command makes of a request by the system to end."""

TRIES = 2
"""Times that a thing is tried alone after a process died."""

SENDING = 1.0
"""Seconds in which a process that is told to end can send the answer that it has begun to."""

_here = SimpleNamespace(at_work=False)
"""Of a process of a pool: whether a thing is worked on, not asked for or answered."""


def available() -> int:
    """Give how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Stop:
    """Turns the first Ctrl-C into a request to begin nothing new; the second one interrupts.

    Use as a context manager, in the main thread. asked: whether it was pressed.
    """

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)
        self.asked = True

    def before(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Give things until a stop is asked for."""
        for thing in things:
            if self.asked:
                return
            yield thing


def spread(
    work: Callable[[Thing], Answer],
    things: Iterable[Thing],
    processes: int,
    lost: Callable[[Thing], Answer],
    again: Callable[[Thing], Answer] | None = None,
) -> Iterator[Answer]:
    """Give `work(thing)` for each thing, in order.

    work: importable by name, or a partial of such a function; what it raises is raised
    here. things: taken as they are needed, a few ahead; with one process, which is not
    this one either, the next is taken when the one before it is answered. lost: the answer
    for a thing whose process died again and again. again: in place of `work` for things
    that may have been begun when a process died.
    """
    source = iter(things)
    ahead, waiting = (AHEAD * processes, MOST_WAITING) if processes > 1 else (1, 1)
    pool = _pool(processes)
    under_way: deque[tuple[Thing, Future[Answer]]] = deque()
    try:
        while True:
            busy = {future for _, future in under_way if not future.done()}
            room = min(ahead - len(busy), waiting - len(under_way))
            begun = [(thing, _submit(pool, work, thing)) for thing in islice(source, max(0, room))]
            under_way.extend(begun)
            if not under_way:
                return
            if not under_way[0][1].done():  # others may be: they make room for more
                futures.wait([*busy, *(future for _, future in begun)], return_when=FIRST_COMPLETED)
                continue
            try:
                answer = under_way[0][1].result()
            except BrokenProcessPool:
                pool.shutdown()
                yield from _one_by_one(again or work, under_way, lost)
                under_way.clear()
                pool = _pool(processes)
            else:
                under_way.popleft()
                yield answer
    except INTERRUPTIONS:
        _end(pool)
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _one_by_one(
    work: Callable[[Thing], Answer],
    under_way: Iterable[tuple[Thing, Future[Answer]]],
    lost: Callable[[Thing], Answer],
) -> Iterator[Answer]:
    """Give the answers that were there when a process died, and try the other things alone."""
    for thing, future in under_way:
        has_answer = future.done() and not future.cancelled() and future.exception() is None
        yield future.result() if has_answer else _alone(work, thing, lost)


def _alone(
    work: Callable[[Thing], Answer], thing: Thing, lost: Callable[[Thing], Answer]
) -> Answer:
    for _ in range(TRIES):
        with _pool(1) as pool:
            try:
                return pool.submit(_run, work, thing).result()
            except BrokenProcessPool:
                continue
            except INTERRUPTIONS:
                _end(pool)
                raise
    return lost(thing)


def _end(pool: ProcessPoolExecutor) -> None:
    """Tell the processes to end, since leaving a pool waits for what is under way."""
    for process in list((pool._processes or {}).values()):  # public from Python 3.14
        process.terminate()


def _submit(
    pool: ProcessPoolExecutor, work: Callable[[Thing], Answer], thing: Thing
) -> Future[Answer]:
    """Begin, or give a future that tells that the pool is broken."""
    try:
        return pool.submit(_run, work, thing)
    except BrokenProcessPool as error:
        future: Future[Answer] = Future()
        future.set_exception(error)
        return future


def _run(work: Callable[[Thing], Answer], thing: Thing) -> Answer:
    try:
        _here.at_work = True
        return work(thing)
    except SystemExit:  # told to end; a pool's process would go on with the next thing
        os._exit(1)
    finally:
        _here.at_work = False


def _leave(*_: object) -> None:
    """End, but never in the middle of an answer: its reader would wait for the rest for ever."""
    if _here.at_work:
        sys.exit(1)  # what is under way tidies up
    soon = threading.Timer(SENDING, os._exit, (1,))
    soon.daemon = True
    soon.start()


def _pool(processes: int) -> ProcessPoolExecutor:
    # A fork shares what is loaded; elsewhere it is not to be had, or not safe.
    method = "fork" if sys.platform == "linux" else "spawn"
    threads = max(1, available() // processes)
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context(method), _begin, initargs=(threads,)
    )
    if method == "fork":  # now, while Ctrl-C is held back: the processes never take it
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        pool.submit(os.getpid)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pool


def _begin(threads: int) -> None:
    """Leave Ctrl-C to the parent, tidy up when told to end, and never outlive the parent.

    threads: for libraries that divide their work; they are loaded later, and read it then.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    os.environ.setdefault("OPENCV_FOR_THREADS_NUM", str(threads))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
