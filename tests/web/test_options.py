from __future__ import annotations

import math
from typing import Any

import pytest

from safeshare.errors import BadPlan
from safeshare.model import Plan
from safeshare.web.options import Options, options_from


def test_nothing_has_to_be_chosen() -> None:
    assert options_from({}) == Options()
    assert (Options().style, Options().format) == (Plan().style, Plan().format)


def test_everything_can_be_chosen() -> None:
    wish = {
        "style": "solid",
        "colour": "#0A10ff",
        "background": True,
        "max_side": 2048,
        "format": "png",
        "keep_name": True,
    }
    assert options_from(wish) == Options("solid", (10, 16, 255), True, 2048, "png", True)


def test_a_colour_is_for_the_solid_style_alone() -> None:
    assert options_from({"style": "mosaic", "colour": "#ffffff"}).colour is None
    assert options_from({"style": "solid", "colour": None, "max_side": None}).colour is None


@pytest.mark.parametrize("value", [None, [], "blur", 3])
def test_options_that_are_no_object_are_refused(value: Any) -> None:
    with pytest.raises(BadPlan):
        options_from(value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("style", value) for value in (None, 3, ["blur"], "sparkle", "b" * 100_000)),
        *(("format", value) for value in (None, 3, ["png"], "exe", "tiff", "../png")),
        *(("colour", value) for value in (3, "red", "#fff", "#gggggg", "#1234567", ["#000000"])),
        *(("background", value) for value in (None, 1, "true", [])),
        *(("keep_name", value) for value in (None, 0, "name")),
        *(("max_side", value) for value in (0, -1, 15, 1e3, True, "2048", math.nan, 10**30)),
    ],
)
def test_nonsense_is_refused(key: str, value: Any) -> None:
    with pytest.raises(BadPlan):
        options_from({"style": "solid", key: value})
