"""Time stamps as cameras, programs and networks write them, in one plain form."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from safeshare.reveal.facts import says_something, shown

_STAMP = re.compile(
    r"\s*(?P<year>\d{4})[:\-/.]?(?P<month>\d\d)[:\-/.]?(?P<day>\d\d)"
    r"(?:[ T_]\s*(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?"
    r"(?:[.,]\d{1,9})?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


def moment(text: str) -> str | None:
    """Return a time stamp as "2024-05-17 at 18:45:02 (UTC+02:00)", or None if it is none.

    Understands EXIF ("2024:05:17 18:45:02"), ISO 8601 as in XMP, and IPTC's
    digits ("20240517 184502+0200"). Hour and zone are named only if they are
    there. Dates that no calendar has, such as 0000:00:00, give None.
    """
    match = _STAMP.match(text[:64])
    if match is None:
        return None
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    try:
        # Some cameras write second 60; a leap second is no reason to lose the date.
        stamp = datetime(year, month, day, hour, minute, min(second, 59))
    except ValueError:
        return None
    if match["hour"] is None:
        return f"{stamp:%Y-%m-%d}"
    return f"{stamp:%Y-%m-%d at %H:%M:%S}{_zone(match['zone'])}"


def when(text: str) -> str | None:
    """Return a time stamp as `moment` does, quoted where it is none; None where it is blank.

    Half a date tells something, and so does one in a form of the program's own.
    """
    return moment(text) or (shown(text) if says_something(text) else None)


def written(seconds: int) -> str | None:
    """Return a camera's count of seconds since 1970 as EXIF writes time, or None if it is absurd.

    Such cameras count in their own local time, whatever it is.
    """
    try:
        return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds):%Y:%m:%d %H:%M:%S}"
    except OverflowError:
        return None


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone == "Z":
        return " (UTC)"
    return f" (UTC{zone[:3]}:{zone[-2:]})"
