from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from safeshare.detect.persons import person_findings, person_share
from safeshare.model import Severity

Pixels = NDArray[np.uint8]


def test_somebody_who_looks_away_is_somebody(portrait: Pixels) -> None:
    turned = portrait.copy()
    cv2.ellipse(turned, (223, 115), (62, 80), 0, 0, 360, (110, 75, 55), -1)
    (finding,) = person_findings(turned)
    assert (finding.kind, finding.severity) == ("person", Severity.LOW)
    assert "body, tattoos, clothes, room" in finding.summary


def test_nobody_is_in_a_scene(scene: Pixels) -> None:
    assert person_findings(scene) == ()


def test_the_same_photo_gives_the_same_share_again(portrait: Pixels) -> None:
    assert person_share(portrait) == person_share(portrait) > 0.2


@pytest.mark.parametrize("shape", [(1, 1, 3), (50, 20_000, 3), (20_000, 40, 3)])
def test_odd_shapes_show_nobody(shape: tuple[int, ...]) -> None:
    assert person_share(np.full(shape, 90, np.uint8)) == 0


def test_native_chatter_does_not_reach_the_terminal(
    portrait: Pixels, capfd: pytest.CaptureFixture[str]
) -> None:
    person_share(portrait)
    assert capfd.readouterr() == ("", "")
