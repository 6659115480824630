"""Runs one function over many things on a Dask cluster, whose workers may be lost.

Knows nothing about photos. Answers come in the order of the things, a few are under way
at a time, and what takes two workers with it takes nothing else along.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from safeshare.errors import BadRequest

if TYPE_CHECKING:
    from distributed import Client

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

AHEAD = 2
"""Things under way for each thread of the cluster."""

HELD = 4
"""Things for each thread that are held, with those whose answers wait for a slow one."""

PATIENCE = 60.0
"""Seconds without any worker after which a run ends; they may be on their way back."""

LOOK = 1.0
"""Seconds between two looks at how many workers there are."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster is. ship: bytes travel, else all machines share the folders.

    address: of the scheduler, such as tcp://host:8786 or tls://host:8786. ca, cert, key:
    paths of PEM files for tls.
    """

    address: str
    ship: bool = False
    ca: str | None = None
    cert: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Begun(Generic[Thing, Answer]):
    """A thing under way. name: of the sign that a worker has begun it."""

    thing: Thing
    name: str
    future: Future[Answer | None]


class _Hands(Generic[Thing, Answer]):
    """Gives things to a cluster, and notices when nobody is left to take them."""

    def __init__(self, client: Client, executor: Executor, work: Callable[[Thing], Answer]) -> None:
        self._client, self._executor, self._work = client, executor, work
        self._run, self._number = secrets.token_hex(8), 0
        self._threads, self._looked, self._seen = 1, -LOOK, time.monotonic()

    def threads(self) -> int:
        """Give how many things can be worked on at once. Raises BadRequest for none in a while."""
        now = time.monotonic()
        if now - self._looked >= LOOK:
            try:
                self._threads = sum(self._client.ncores().values())
            except (OSError, ValueError) as error:
                raise _gone("the cluster's scheduler can't be reached any more.") from error
            self._looked = now
        if self._threads:
            self._seen = now
        elif now - self._seen > PATIENCE:
            raise _gone("the cluster has lost all of its workers.")
        return max(1, self._threads)

    def begin(self, thing: Thing) -> _Begun[Thing, Answer]:
        """Give a thing away."""
        self._number += 1
        name = f"safeshare-{self._run}-{self._number}"
        return _Begun(thing, name, self._executor.submit(_once, self._work, thing, name))

    def wait(self, begun: Iterable[_Begun[Thing, Answer]]) -> None:
        """Wait until one of the things is done."""
        futures = [one.future for one in begun]
        while not wait(futures, timeout=LOOK, return_when=FIRST_COMPLETED).done:
            self.threads()

    def answer(self, begun: _Begun[Thing, Answer]) -> Answer | None:
        """Give the answer; None if a worker was lost with the thing, or next to it."""
        from distributed import KilledWorker

        try:
            return begun.future.result()
        except KilledWorker:
            return None
        except CancelledError as error:
            raise _gone("the cluster's scheduler was ended.") from error

    def alone(self, thing: Thing) -> Answer | None:
        """Give the answer to a thing that nothing runs beside; None if its worker is lost again."""
        begun = self.begin(thing)
        self.wait([begun])
        return self.answer(begun)


def spread(
    client: Client,
    work: Callable[[Thing], Answer],
    things: Iterable[Thing],
    lost: Callable[[Thing], Answer],
) -> Iterator[Answer]:
    """Give `work(thing)` for each thing, in order.

    work: importable by name, or a partial of such a function, also on the workers; its
    answer is not None. A thing that was begun on a worker that is lost is tried once more,
    when nothing is beside it; lost: the answer when that worker is lost as well. Raises
    BadRequest when the cluster is gone.
    """
    source = iter(things)
    under_way: deque[_Begun[Thing, Answer]] = deque()
    executor = client.get_executor(pure=False)
    hands = _Hands(client, executor, work)
    try:
        while True:
            busy = [begun for begun in under_way if not begun.future.done()]
            threads = hands.threads()
            room = min(AHEAD * threads - len(busy), HELD * threads - len(under_way))
            fresh = [hands.begin(thing) for thing in islice(source, max(0, room))]
            under_way.extend(fresh)
            if not under_way:
                return
            if not under_way[0].future.done():  # others may be: they make room for more
                hands.wait([*busy, *fresh])
                continue
            answer = hands.answer(under_way[0])
            if answer is None:
                yield from _one_by_one(hands, under_way, lost)
                under_way.clear()
            else:
                under_way.popleft()
                yield answer
    finally:
        executor.shutdown(wait=False)


def _one_by_one(
    hands: _Hands[Thing, Answer],
    under_way: Iterable[_Begun[Thing, Answer]],
    lost: Callable[[Thing], Answer],
) -> Iterator[Answer]:
    """Give the answers that come when a worker was lost, and try the other things alone."""
    for begun in under_way:
        while not begun.future.done():
            hands.wait([begun])
    for begun in under_way:
        answer = hands.answer(begun)
        answer = hands.alone(begun.thing) if answer is None else answer
        yield lost(begun.thing) if answer is None else answer


def _once(work: Callable[[Thing], Answer], thing: Thing, name: str) -> Answer | None:
    """Do the work on a worker, unless one was lost that had begun it: then give None.

    In that case the sign stays set: the scheduler asks again where an answer was lost, too.
    """
    from distributed import Event

    # A worker takes one thing for each of its threads: libraries, loaded later, add none.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")
    begun = Event(name)
    if begun.is_set():
        return None
    begun.set()
    answer = work(thing)
    begun.clear()
    return answer


def _gone(message: str) -> BadRequest:
    return BadRequest(
        message, advice="When it is there again, go on with --report FILE and --resume."
    )


@contextmanager
def connected(cluster: Cluster) -> Iterator[Client]:
    """Give a client of the cluster. Raises BadRequest when it can't be reached or has no worker."""
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        advice = "Run pip install '.[cluster]' where safeshare came from."
        raise BadRequest("--cluster needs Dask.", advice=advice) from error
    _hush()
    secure = Security(
        tls_ca_file=cluster.ca,
        tls_client_cert=cluster.cert,
        tls_client_key=cluster.key,
        require_encryption=cluster.address.startswith("tls:"),
    )
    try:
        client = Client(cluster.address, security=secure, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        advice = "Check that the scheduler runs and that its certificates fit."
        raise BadRequest(
            f"the cluster at {cluster.address} can't be reached.", advice=advice
        ) from error
    with client:
        if not client.ncores():
            raise BadRequest(
                f"the cluster at {cluster.address} has no workers.", advice="Start some."
            )
        yield client


def _hush() -> None:
    """Keep Dask's own log, with traces and names of photos, from the terminal."""
    for name in [*logging.root.manager.loggerDict]:
        if name.startswith(("distributed", "tornado")):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", message="Sending large graph")
