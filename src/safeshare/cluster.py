"""Many machines: the same run on a Dask cluster that the user controls.

Workers have safeshare installed. They read and write a folder that all of them
share, or photos and copies travel through the scheduler's connections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from safeshare.batch import Entry, Manner, attempt, deliver, finished, lost, make, told
from safeshare.disk import Stamp, read_stamped
from safeshare.errors import SafeshareError
from safeshare.machines import Cluster, connected, spread
from safeshare.model import Plan
from safeshare.naming import Job

__all__ = ["Cluster", "run"]


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A photo that travels. ended: how it ended before it was sent, read or not."""

    job: Job
    data: bytes = field(default=b"", repr=False)
    stamp: Stamp | None = None
    ended: Entry | None = None


def run(work: Iterable[Job], plan: Plan, manner: Manner, cluster: Cluster) -> Iterator[Entry]:
    """Clean photo after photo on a cluster, as batch.run does on this machine.

    A photo whose worker is lost is tried once more; if that one is lost as well, it is
    refused. Raises BadRequest when the cluster can't be reached or has no workers.
    """
    # A lost worker may have written a copy without telling.
    manner = replace(manner, resume=True)
    with connected(cluster) as client:
        if not cluster.ship:
            yield from spread(client, partial(attempt, plan=plan, manner=manner), work, lost)
            return
        parcels = (_packed(job, plan) for job in work)
        clean_there = partial(_unpacked, plan=plan, manner=manner)
        for job, entry, copy in spread(client, clean_there, parcels, _lost_parcel):
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
