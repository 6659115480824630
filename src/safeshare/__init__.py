"""See what a photo gives away, remove it, and get a copy that is safer to share.

`inspect` says what is in a photo, `clean` makes a verified copy, `verify` reads
any file and names what a bare picture does not need. All three take bytes and
touch neither disk nor network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safeshare.errors import SafeshareError
from safeshare.model import Finding, Limits, Outcome, Plan, Region, Report, Result, Severity

# Not lazily: the function must stand over the room of the same name, whoever imports it later.
from safeshare.verify import verify

if TYPE_CHECKING:
    from safeshare.pipeline import clean, inspect

__all__ = [
    "Finding",
    "Limits",
    "Outcome",
    "Plan",
    "Region",
    "Report",
    "Result",
    "SafeshareError",
    "Severity",
    "clean",
    "inspect",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load the pipeline when it is first used, so that `safeshare --help` answers at once."""
    if name not in ("clean", "inspect"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from safeshare import pipeline

    return getattr(pipeline, name)
