"""How many examples a property is tried on: few by day, the same in CI, many on a long run.

`pytest --hypothesis-profile=long` tries fifty times as many.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

USUAL = 100
"""Examples of a profile in which a property is tried as often as its test says."""

_SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""Photos take their time, and machines are noisy."""


def register() -> None:
    """Make the profiles known, and take the one of this place until another is asked for."""
    settings.register_profile("everyday", max_examples=USUAL, **_SLOW)
    settings.register_profile(
        "ci", max_examples=USUAL, derandomize=True, database=None, print_blob=True, **_SLOW
    )
    settings.register_profile("long", max_examples=50 * USUAL, print_blob=True, **_SLOW)
    settings.load_profile("ci" if os.environ.get("CI") else "everyday")


def examples(count: int) -> settings:
    """Decorate a property that is usually tried on `count` examples."""
    return settings(max_examples=count * settings().max_examples // USUAL)
