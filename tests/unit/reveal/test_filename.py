"""File names that carry a date, and those that only look like it."""

from __future__ import annotations

import pytest

from safeshare.reveal import reveal_name


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        ("IMG_20240517_184502.jpg", "2024-05-17 at 18:45:02"),
        ("PXL_20240517_184502123.jpg", "2024-05-17 at 18:45:02"),
        ("20240517184502.jpg", "2024-05-17 at 18:45:02"),
        ("2024-05-17 18.45.02.jpg", "2024-05-17 at 18:45:02"),
        ("WhatsApp Image 2024-05-17 at 18.45.02.jpeg", "2024-05-17 at 18:45:02"),
        ("WhatsApp Image 2024-05-17 at 18.45.02 (1).jpeg", "2024-05-17 at 18:45:02"),
        ("Screenshot_2024-05-17-18-45-02-123_com.chat.jpg", "2024-05-17 at 18:45:02"),
        ("Screenshot 2024-05-17 184502.png", "2024-05-17 at 18:45:02"),
        ("photo_2024-05-17_18-45-02.jpg", "2024-05-17 at 18:45:02"),
        ("signal-2024-05-17-184502.jpg", "2024-05-17 at 18:45:02"),
        ("IMG-20240517-WA0001.jpg", "2024-05-17"),
        ("holiday/2024.05.17 lake.jpg", "2024-05-17"),
        ("FB_IMG_1715964302123.jpg", "2024-05-17 at 16:45:02 (UTC)"),
    ],
)
def test_dates(name: str, stamp: str) -> None:
    (finding,) = reveal_name(name)
    assert (finding.kind, finding.where) == ("filename", "file name")
    assert finding.summary == f"the file name says when: {stamp}"
    assert finding.value == name.rpartition("/")[2]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "photo.jpg",
        "DSC_0042.jpg",
        "IMG_20241350.jpg",
        "order 17890101.png",
        "99991231.jpg",
        "120240517.jpg",
        "2024-05.jpg",
        "2024-0517.jpg",
        "20240517/lake.jpg",
        "1" * 50_000,
    ],
)
def test_what_is_no_date(name: str) -> None:
    assert reveal_name(name) == ()
