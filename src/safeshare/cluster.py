"""Many machines: the same run on a Dask cluster that the user controls.

Workers have safeshare installed. They read and write a folder that all of them
share, or photos and copies travel through the scheduler's connections.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from safeshare.batch import Entry, Manner, attempt, deliver, finished, lost, make, told
from safeshare.disk import Stamp, read_stamped
from safeshare.errors import BadRequest, SafeshareError
from safeshare.model import Plan
from safeshare.naming import Job

if TYPE_CHECKING:
    from distributed import Client

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

AHEAD = 2
"""Photos under way for each thread of the cluster."""


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
class _Parcel:
    """A photo that travels. ended: how it ended before it was sent, read or not."""

    job: Job
    data: bytes = field(default=b"", repr=False)
    stamp: Stamp | None = None
    ended: Entry | None = None


def run(work: Iterable[Job], plan: Plan, manner: Manner, cluster: Cluster) -> Iterator[Entry]:
    """Clean photo after photo on a cluster, as batch.run does on this machine.

    A photo whose worker is lost is given to another one by the scheduler, as often as
    its setting `allowed-failures` says; then it is refused. Raises BadRequest when the
    cluster can't be reached or has no workers.
    """
    # A lost worker may have written a copy without telling.
    manner = replace(manner, resume=True)
    with _client(cluster) as client:
        if not cluster.ship:
            yield from _spread(client, partial(attempt, plan=plan, manner=manner), work, lost)
            return
        parcels = (_packed(job, plan) for job in work)
        clean_there = partial(_unpacked, plan=plan, manner=manner)
        for job, entry, copy in _spread(client, clean_there, parcels, _lost_parcel):
            yield entry if copy is None else told(job, partial(_kept, job, entry, copy, manner))


def _packed(job: Job, plan: Plan) -> _Parcel:
    try:
        data, stamp = read_stamped(job.source, plan.limits.bytes)
    except SafeshareError as error:
        return _Parcel(job, ended=told(job, partial(_raise, error)))
    return _Parcel(job, data, stamp, finished(job, stamp, plan))


def _unpacked(parcel: _Parcel, plan: Plan, manner: Manner) -> tuple[Job, Entry, bytes | None]:
    """Clean a photo where it arrived."""
    job, stamp = parcel.job, parcel.stamp
    if stamp is None or parcel.ended is not None:
        return job, parcel.ended or lost(job), None
    copies: list[bytes | None] = [None]

    def work() -> Entry:
        entry, copies[0] = make(job, parcel.data, stamp, plan, manner)
        return entry

    return job, told(job, work), copies[0]


def _kept(job: Job, entry: Entry, copy: bytes, manner: Manner) -> Entry:
    """Write a copy that came back."""
    deliver(job, entry, copy, manner)
    return entry


def _raise(error: Exception) -> Entry:
    raise error


def _lost_parcel(parcel: _Parcel) -> tuple[Job, Entry, None]:
    return parcel.job, lost(parcel.job), None


def _spread(
    client: Client,
    work: Callable[[Thing], Answer],
    things: Iterable[Thing],
    lost: Callable[[Thing], Answer],
) -> Iterator[Answer]:
    """Give `work(thing)` for each thing, in order, a few under way at a time."""
    from distributed import KilledWorker

    source = iter(things)
    under_way: deque[tuple[Thing, Future[Answer]]] = deque()
    with client.get_executor(pure=False) as executor:
        while True:
            room = max(1, AHEAD * sum(client.ncores().values())) - len(under_way)
            under_way.extend(
                (thing, executor.submit(work, thing)) for thing in islice(source, max(0, room))
            )
            if not under_way:
                return
            thing, future = under_way.popleft()
            try:
                answer = future.result()
            except KilledWorker:
                answer = lost(thing)
            yield answer


@contextmanager
def _client(cluster: Cluster) -> Iterator[Client]:
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        advice = "Run pip install '.[cluster]' where safeshare came from."
        raise BadRequest("--cluster needs Dask.", advice=advice) from error
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
