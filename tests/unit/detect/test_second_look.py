"""The second look turns its window until it knows enough, or has seen nothing twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from safeshare.detect import second_look
from safeshare.detect.views import Zoom, padded
from safeshare.model import Detection

PLACE = (20.0, 20.0, 60.0, 60.0)


def look(
    scores: Iterator[float], monkeypatch: pytest.MonkeyPatch, **options: float
) -> tuple[float, list[Detection]]:
    """Look again where the window's turns show faces of these scores; 0 shows none."""

    def best(*_: object) -> Detection | None:
        score = next(scores)
        return Detection("face", PLACE, score) if score else None

    monkeypatch.setattr(second_look, "_best", best)
    zoom = Zoom(padded(np.zeros((96, 96, 3), np.uint8)))
    return second_look.look_again(zoom, PLACE, 0.2, 0, **options)


@pytest.mark.parametrize(
    ("scores", "options", "turns"),
    [
        ((0, 0, 0, 0), {}, 4),
        ((0, 0, 0, 0), {"blind": 2}, 2),
        ((0, 0.6, 0, 0), {"blind": 2}, 4),
        ((0.9, 0.9, 0.9, 0.9), {"enough": 0.9}, 1),
    ],
)
def test_turns_end_when_they_can_tell_no_more(
    scores: tuple[float, ...],
    options: dict[str, float],
    turns: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = iter(scores)
    belief, support = look(left, monkeypatch, **options)
    assert len(scores) - len(list(left)) == turns
    assert (belief > 0.5) == bool(support) == any(scores)
