"""Coded data of a JPEG that holds more than the picture is found, and nothing else is."""

from __future__ import annotations

import pytest

from safeshare import Plan, clean, verify
from safeshare.errors import UnreadableImage
from safeshare.formats import Keep, jpeg
from safeshare.verify import scan as room
from safeshare.verify.notes import BrokenError
from safeshare.verify.scan import surplus
from tests.corpus import parts
from tests.corpus.jpeg import shapes
from tests.corpus.jpeg_coded import ARITHMETIC, TEXT, hiding, inserted, scans

HIDING = hiding()
REFUSED = "second scan of the only one"
PICTURE = parts.picture(size=(150, 90))
FLAT = parts.Image.new("RGB", (304, 256), "white")
BARE = shapes() | {
    f"{name} {mode} {options}": parts.saved(image.convert(mode), "JPEG", **options)
    for name, image in (("picture", PICTURE), ("flat", FLAT))
    for mode in ("RGB", "L", "CMYK")
    for options in (
        {"progressive": True, "restart_marker_blocks": 2},
        {"progressive": True, "quality": 95},
        {"optimize": True, "quality": 20},
        {"restart_marker_rows": 1},
    )
}


@pytest.mark.parametrize("name", HIDING)
def test_hidden_bytes_are_found_in_source_and_lossless_copy(name: str) -> None:
    assert verify(HIDING[name])
    assert verify(jpeg.strip(HIDING[name], Keep()))


@pytest.mark.parametrize("name", [name for name in HIDING if name != REFUSED])
def test_a_rebuilt_copy_leaves_them_behind(name: str) -> None:
    result = clean(HIDING[name], Plan(detect=(), recheck=()))
    assert not result.lossless
    assert TEXT not in result.data
    assert verify(result.data) == ()


def test_what_even_the_decoder_stumbles_over_is_refused() -> None:
    with pytest.raises(UnreadableImage):
        clean(HIDING[REFUSED], Plan(detect=(), recheck=()))


@pytest.mark.parametrize("name", BARE)
def test_bare_pictures_hold_no_surplus(name: str) -> None:
    data = jpeg.strip(BARE[name], Keep())
    assert surplus(data, scans(data), len(data), arithmetic=False) == []


@pytest.mark.parametrize("name", ARITHMETIC)
def test_bare_arithmetic_pictures_hold_no_surplus(name: str) -> None:
    assert verify(ARITHMETIC[name]) == ()


@pytest.mark.parametrize("name", [name for name, data in BARE.items() if b"\xff\xc2" in data])
@pytest.mark.parametrize("size", [16, 40, 400])
def test_a_surplus_behind_any_scan_is_found(name: str, size: int) -> None:
    data = jpeg.strip(BARE[name], Keep())
    for _, end in scans(data):
        planted = inserted(data, end, (TEXT * 16)[:size])
        found = surplus(planted, scans(planted), len(planted), arithmetic=False)
        assert found == [(end + size - 16, end + size)]


def test_a_finding_says_where_the_surplus_is() -> None:
    data = HIDING["behind the only scan"]
    (finding,) = verify(data)
    assert finding.where == f"coded data at byte {len(data) - 18:,}"
    assert finding.value == TEXT[-16:].decode()


@pytest.mark.parametrize(
    "broken",
    [
        BARE["baseline"].replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11\x0b"),
        BARE["baseline"].replace(b"\3\1\x22\0", b"\3\1\x00\0"),
        BARE["grey"][:20] + BARE["grey"][89:],
    ],
    ids=["11 bits", "no samples", "no quantization table"],
)
def test_a_copy_that_can_not_be_decoded_is_unreadable(broken: bytes) -> None:
    with pytest.raises(BrokenError):
        surplus(broken, scans(broken), len(broken), arithmetic=False)
    assert verify(broken)[-1].kind == "unreadable"


def test_long_arithmetic_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_TRIED", 100)
    (finding,) = verify(ARITHMETIC["arithmetic"])
    assert finding.kind == "unreadable"


def test_more_scans_than_a_photo_has_are_not_decoded() -> None:
    data = BARE["progressive"]
    start, end = scans(data)[0]
    scan = data[data.rindex(b"\xff\xda", 0, start) : end]
    findings = verify(inserted(data, end, scan * 100))
    assert findings[-1].summary == "more than 100 scans"
