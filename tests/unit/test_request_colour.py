from __future__ import annotations

import pytest

from safeshare.errors import BadPlan
from safeshare.request import colour


@pytest.mark.parametrize(
    ("text", "expected"),
    [("black", (0, 0, 0)), ("#0aF010", (10, 240, 16)), ("ff8000", (255, 128, 0)), (None, None)],
)
def test_colours_are_read(text: str | None, expected: tuple[int, int, int] | None) -> None:
    assert colour(text, "solid") == expected


@pytest.mark.parametrize("text", ["", "#fff", "sparkle", "#12345g", "０１２３４５"])
def test_what_is_no_colour_is_named(text: str) -> None:
    with pytest.raises(BadPlan, match="no colour"):
        colour(text, "solid")


def test_other_styles_take_no_colour() -> None:
    with pytest.raises(BadPlan, match="--style solid"):
        colour("black", "blur")
