"""All commands together."""

from __future__ import annotations

from safeshare.cli import cleaning, looking, opening
from safeshare.cli.shared import app

__all__ = ["app", "cleaning", "looking", "opening"]
