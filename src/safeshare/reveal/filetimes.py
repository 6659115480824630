"""The times that a disk keeps for a file, which can travel with it in archives and clouds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from safeshare.model import Finding, Severity
from safeshare.reveal.facts import fact
from safeshare.reveal.moment import moment

NO_TIMES: Mapping[str, datetime] = MappingProxyType({})


def reveal_times(times: Mapping[str, datetime]) -> Iterator[Finding]:
    """Yield one finding a time: what happened to the file, "changed" or "made", and when.

    Times are told with their zone, where they have one.
    """
    for verb, stamp in times.items():
        raw = stamp.replace(microsecond=0).isoformat()
        summary = f"the disk says that the file was {verb} on {moment(raw)}"
        yield fact("time", "the file's own times", summary, raw, severity=Severity.LOW)
