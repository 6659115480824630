"""The page's few options, checked as if a stranger had written them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safeshare.errors import BadPlan
from safeshare.redact.styles import STYLES

FORMATS = ("keep", "jpeg", "png", "webp")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
SIDES = range(16, 100_001)


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader chose besides regions; the fields are those of model.Plan.

    keep_name: the copy is saved under the photo's own name.
    """

    style: str = "blur"
    colour: tuple[int, int, int] | None = None
    background: bool = False
    max_side: int | None = None
    format: str = "keep"
    keep_name: bool = False


def options_from(value: object) -> Options:
    """Read {"style", "colour", "background", "max_side", "format", "keep_name"}, all optional.

    A colour counts for the style "solid" alone. Raises BadPlan.
    """
    if not isinstance(value, dict):
        raise BadPlan("The options are not an object.", advice="")
    style = _choice(value, "style", tuple(STYLES))
    colour = _colour(value)
    return Options(
        style=style,
        colour=colour if style == "solid" else None,
        background=_switch(value, "background"),
        max_side=_side(value),
        format=_choice(value, "format", FORMATS),
        keep_name=_switch(value, "keep_name"),
    )


def _choice(value: Mapping[str, Any], key: str, names: tuple[str, ...]) -> str:
    """Give one of the names; the first one where nothing is said."""
    chosen = value.get(key, names[0])
    if not isinstance(chosen, str) or chosen not in names:
        raise BadPlan(f"There is no such {key}.", advice="")
    return chosen


def _switch(value: Mapping[str, Any], key: str) -> bool:
    on = value.get(key, False)
    if not isinstance(on, bool):
        raise BadPlan(f"The option {key} is neither on nor off.", advice="")
    return on


def _colour(value: Mapping[str, Any]) -> tuple[int, int, int] | None:
    text = value.get("colour")
    if text is None:
        return None
    if not isinstance(text, str) or not COLOUR.fullmatch(text):
        raise BadPlan("The colour is not written as #rrggbb.", advice="")
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def _side(value: Mapping[str, Any]) -> int | None:
    side = value.get("max_side")
    if side is None:
        return None
    if isinstance(side, bool) or not isinstance(side, int) or side not in SIDES:
        raise BadPlan("The longest side is not a number of pixels that works.", advice="")
    return side
