"""The file's own times: told with their zone, and weighing little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from safeshare.model import Finding, Severity
from safeshare.reveal import reveal


def test_times_are_told_with_their_zone() -> None:
    zone = timezone(timedelta(hours=2))
    changed = datetime(2024, 5, 17, 18, 45, 2, 999, tzinfo=zone)
    (found,) = reveal([], times={"changed": changed})
    assert found == Finding(
        "time",
        "the file's own times",
        "the disk says that the file was changed on 2024-05-17 at 18:45:02 (UTC+02:00)",
        Severity.LOW,
        "2024-05-17T18:45:02+02:00",
    )


def test_two_times_are_two_findings() -> None:
    made, changed = (datetime(2024, 5, day, tzinfo=UTC) for day in (17, 18))
    found = reveal([], times={"made": made, "changed": changed})
    assert [f.summary.split(" was ")[1][:7] for f in found] == ["made on", "changed"]
