"""Codes and text on their way through inspect and clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from safeshare.model import Detection, Plan, Region
from safeshare.pipeline import clean, inspect
from safeshare.pixels.codec import decode
from safeshare.report import inspect_json
from safeshare.search import findings_of
from tests.conftest import encode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

PAYLOAD = "WIFI:T:WPA;S:Home of Anna;P:sunflower;;"


@pytest.fixture(scope="module")
def parcel() -> bytes:
    """A photo of a card: a name above, a Wi-Fi code below."""
    card = Image.new("RGB", (420, 360), (196, 190, 182))
    font = ImageFont.load_default(34)
    ImageDraw.Draw(card).text((60, 40), "Dr. Anna Kowalski", (20, 20, 30), font)
    code = zxingcpp.create_barcode(PAYLOAD, zxingcpp.BarcodeFormat.QRCode).to_image(scale=5)
    card.paste(Image.fromarray(np.array(code, np.uint8)), (110, 120))
    return encode(np.asarray(card), quality=92)


def readable(data: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(decode(data, "jpeg").frames[0])]


def test_codes_are_on_and_text_is_off(parcel: bytes) -> None:
    report = inspect(parcel, detectors=("face", "code", "text"))
    assert {(region.kind, region.on) for region in report.regions} == {
        ("text", False),
        ("code", True),
    }
    listed = inspect_json("a.jpg", report)["regions"]
    assert all(region["shape"] == "polygon" and len(region["points"]) == 4 for region in listed)


def test_the_finding_tells_the_kind_of_payload_and_not_the_payload(parcel: bytes) -> None:
    (quiet,) = inspect(parcel).findings
    assert quiet.kind == "code"
    assert "Wi-Fi" in quiet.summary
    assert "sunflower" not in quiet.summary + quiet.value
    (told,) = inspect(parcel, contents=True).findings
    assert told.value == PAYLOAD


def test_a_code_is_covered_unless_asked_otherwise(parcel: bytes) -> None:
    assert readable(parcel) == [PAYLOAD]
    assert readable(clean(parcel, Plan()).data) == []
    kept = clean(parcel, Plan(detect=("face",)))
    assert kept.lossless
    assert readable(kept.data) == [PAYLOAD]


def test_text_is_covered_when_asked(parcel: bytes) -> None:
    result = clean(parcel, Plan(detect=("text",), recheck=()))
    assert {region.kind for region in result.redacted} == {"text"}
    copy = decode(result.data, "jpeg").frames[0]
    assert copy[45:75, 70:330].std() < 20 < decode(parcel, "jpeg").frames[0][45:75, 70:330].std()


def test_text_that_the_user_leaves_stays_and_is_counted(parcel: bytes) -> None:
    looks = ("code", "text")
    seen = inspect(parcel, detectors=looks).regions
    result = clean(parcel, Plan(detect=looks, regions=seen))
    assert {region.kind for region in result.redacted} == {"code"}
    assert "text" in result.remaining[0]
    assert "left visible" in result.remaining[0]


def test_text_that_stays_lets_no_face_stay(portrait: Pixels) -> None:
    source = encode(portrait, quality=95)
    box = inspect(source).regions[0].box
    shown = Region("text-1", "text", "box", box, on=False)
    assert [region.kind for region in clean(source, Plan(regions=(shown,))).redacted] == ["face"]


def test_somebody_is_told_of_only_where_no_face_is(portrait: Pixels) -> None:
    photo = decode(encode(portrait, quality=95), "jpeg")
    face = Detection("face", (180, 70, 265, 175), 0.9)
    assert [found.kind for found in findings_of(photo, (), ("face",))] == ["person"]
    assert findings_of(photo, (face,), ("face",)) == ()
    assert findings_of(photo, (), ("code",)) == ()
