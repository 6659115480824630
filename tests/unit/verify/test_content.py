"""What leftover bytes are called."""

from __future__ import annotations

import numpy as np
import pytest

from safeshare import verify
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


def test_what_nearly_every_jpeg_has_is_called_by_its_name() -> None:
    photo = parts.saved(parts.picture(), "JPEG", dpi=(300, 300))
    (found,) = verify(photo)
    assert found.summary.startswith("a JFIF header other than the plain one")
    assert found.severity == Severity.LOW
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\x80\0\0\0\1"
    plain = parts.saved(parts.picture(), "JPEG")
    (found,) = verify(plain[:20] + adobe + plain[20:])
    assert found.summary.startswith("an Adobe segment")
