"""What leftover bytes are called."""

from __future__ import annotations

import numpy as np
import pytest

from safeshare.model import Severity
from safeshare.verify.content import recognise
from tests.corpus import parts

NOISE = np.random.default_rng(8).integers(1, 255, 4_000, np.uint8).tobytes()


@pytest.mark.parametrize("at", [0, 1, 3_000])
@pytest.mark.parametrize("cut", [None, 300])
def test_a_picture_in_other_data_is_seen(at: int, cut: int | None) -> None:
    jpeg = parts.saved(parts.picture(), "JPEG")[:cut]
    name, severity = recognise(NOISE[:at] + jpeg + NOISE[at:])
    assert "embedded picture" in name
    assert severity == Severity.HIGH


def test_three_bytes_that_come_by_chance_are_no_picture() -> None:
    for chance in (
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\x07",
        b"\xff\xd8\xff\xe1\0\0",
        b"\xff\xd8\xff\xdb\1\2",
    ):
        assert recognise(b"\0\1" + NOISE + chance + NOISE) == ("unknown data", Severity.MEDIUM)
