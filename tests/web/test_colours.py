"""Text can be read in light and in dark: contrast as WCAG 2.2 (1.4.3) measures it."""

from __future__ import annotations

import re

import pytest

from safeshare.web.assets import assets

LEAST = 4.5

# text colour, colour that it stands on
PAIRS = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "tint"),
    ("ink", "medium-tint"),
    ("quiet", "paper"),
    ("quiet", "card"),
    ("quiet", "low-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "tint"),
    ("accent-strong", "paper"),
    ("accent-strong", "card"),
    ("high", "high-tint"),
    ("medium", "medium-tint"),
    ("medium", "card"),
    ("ink", "low-tint"),
]


def palettes() -> dict[str, dict[str, str]]:
    style = assets()["theme.css"].body.decode()
    light, _, rest = style.partition("@media (prefers-color-scheme: dark)")
    found = [dict(re.findall(r"--ss-([\w-]+): (#[0-9a-f]{6});", text)) for text in (light, rest)]
    return {"light": found[0], "dark": {**found[0], **found[1]}}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out(scheme: str, text: str, ground: str) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[text], palette[ground]) >= LEAST
