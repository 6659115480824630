"""What a file's name gives away: the moment that phones and messengers write into it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from safeshare.model import Finding
from safeshare.reveal.facts import fact

_NAME_LIMIT = 1_000

_DATE = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<sep>[-_. :]?)(?P<month>\d\d)(?P=sep)(?P<day>\d\d)"
    r"(?:(?:[-_. T]?| at |, )(?P<hour>\d\d)[-_.: hH]?(?P<minute>\d\d)[-_.: mM]?(?P<second>\d\d)"
    r"(?:[-_.]?\d{3})?)?(?!\d)",
    re.ASCII,
)
_MILLISECONDS = re.compile(r"(?<!\d)(?P<since>1\d{12})(?!\d)", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reveal_name(name: str) -> tuple[Finding, ...]:
    """Return one finding if a file name (or path) carries a likely date, else none.

    Known: IMG_20240517_184502, PXL_20240517_184502123, IMG-20240517-WA0001,
    Screenshot_2024-05-17-18-45-02, WhatsApp Image 2024-05-17 at 18.45.02,
    20240517184502, and milliseconds since 1970 (FB_IMG_1715964302123). Numbers
    that make no date between 1990 and 2099 are not taken for one.
    """
    base = re.split(r"[/\\]", name)[-1][:_NAME_LIMIT]
    stamp = _spelled(base) or _counted(base)
    if stamp is None:
        return ()
    return (fact("filename", "file name", f"the file name says when: {stamp}", base),)


def _spelled(base: str) -> str | None:
    """Return the first likely date that is written out, with its time where that is likely."""
    for match in _DATE.finditer(base):
        day = match["year"] + match["month"] + match["day"]
        clock = (match["hour"] or "") + (match["minute"] or "") + (match["second"] or "")
        stamp = _likely(day, clock) or _likely(day, "")
        if stamp is not None:
            return stamp
    return None


def _likely(day: str, clock: str) -> str | None:
    try:
        stamp = datetime.strptime(day + (clock or "000000"), "%Y%m%d%H%M%S")
    except ValueError:
        return None
    if not _FIRST_YEAR <= stamp.year <= _LAST_YEAR:
        return None
    return f"{stamp:%Y-%m-%d at %H:%M:%S}" if clock else f"{stamp:%Y-%m-%d}"


def _counted(base: str) -> str | None:
    """Return the moment of a 13-digit count of milliseconds since 1970, as messengers write."""
    match = _MILLISECONDS.search(base)
    if match is None:
        return None
    stamp = _EPOCH + timedelta(milliseconds=int(match["since"]))
    return f"{stamp:%Y-%m-%d at %H:%M:%S} (UTC)"
