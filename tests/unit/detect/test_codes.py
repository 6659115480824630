from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from safeshare.detect import detect
from safeshare.detect.codes import find_codes
from safeshare.detect.payload import code_findings
from safeshare.detect.stripes import looks_like_bars
from safeshare.model import Detection, Severity

Pixels = NDArray[np.uint8]
BOARDING = "M1KOWALSKI/ANNA       EABC123 HAMZRHLX 1053 211Y014C0037 100"
CONTENTS = {
    "QRCode": "WIFI:T:WPA;S:Home;P:sunflower;;",
    "DataMatrix": "KX-2291-44817-A",
    "Aztec": BOARDING,
    "PDF417": BOARDING,
    "EAN13": "5901234123457",
    "Code128": "JD0146000004512387",
}


def label(kind: str, cell: int) -> Pixels:
    code = zxingcpp.create_barcode(CONTENTS[kind], getattr(zxingcpp.BarcodeFormat, kind))
    return np.array(code.to_image(scale=cell), np.uint8)


def parcel(
    kind: str, turn: float = 0, cell: int = 3, *, light: bool = False
) -> tuple[Pixels, Pixels]:
    """A code on grey card, turned; and where its bars are."""
    code = label(kind, cell)
    code = np.pad(code, 12, constant_values=255)
    height, width = code.shape
    side = int(np.hypot(height, width)) + 60
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -turn, 1)
    matrix[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    shown = 255 - code if light else code
    noise = np.random.default_rng(3).normal(0, 5, (side, side))
    card = np.full((side, side), 130, np.uint8)
    cv2.warpAffine(shown, matrix, (side, side), card, borderMode=cv2.BORDER_TRANSPARENT)
    grey = np.clip(cv2.GaussianBlur(card, (0, 0), 0.6) + noise, 0, 255).astype(np.uint8)
    bars = cv2.warpAffine(255 - code, matrix, (side, side)) > 128
    return np.repeat(grey[..., None], 3, axis=2), bars


def hidden(found: tuple[Detection, ...], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(shape[:2], np.uint8)
    for seen in found:
        cv2.fillPoly(mask, [np.round(np.array(seen.points)).astype(np.int32)], 1)
    return mask.astype(bool)


@pytest.mark.parametrize("turn", [0, 25, 45, 90, 200])
@pytest.mark.parametrize("kind", CONTENTS)
def test_every_kind_is_covered_however_it_is_turned(kind: str, turn: float) -> None:
    image, bars = parcel(kind, turn)
    found = find_codes(image)
    assert hidden(found, image.shape)[bars].mean() > 0.98
    assert {seen.kind for seen in found} == {"code"}


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_level_code_is_one_region_that_says_what_it_holds(kind: str) -> None:
    (seen,) = find_codes(parcel(kind)[0])
    assert seen.value == CONTENTS[kind]
    assert seen.score == 1
    assert len(seen.points) == 4


def test_light_bars_on_dark_are_seen() -> None:
    image, bars = parcel("QRCode", 10, light=True)
    assert hidden(find_codes(image), image.shape)[bars].mean() > 0.9


def test_a_spoiled_qr_code_is_covered_though_it_can_t_be_read() -> None:
    image, bars = parcel("QRCode", 0, 5)
    image = image.copy()
    height, width = image.shape[:2]
    image[height // 2 - 30 : height // 2 + 30, width // 2 - 30 : width // 2 + 30] = 128
    found = find_codes(image)
    assert [seen.value for seen in found] == [""]
    assert hidden(found, image.shape)[bars].mean() > 0.9


def test_bars_without_a_meaning_are_covered_too() -> None:
    rng = np.random.default_rng(11)
    widths = 3 * rng.choice([1, 1, 1, 2, 2, 3, 4], 60)
    row = np.repeat(np.arange(60) % 2 * 200 + 25, widths).astype(np.uint8)
    canvas = np.full((300, row.size + 200), 225, np.uint8)
    canvas[100:200, 100:-100] = row
    found = find_codes(np.repeat(canvas[..., None], 3, axis=2))
    assert [(seen.name, seen.value) for seen in found] == [("bar code", "")]


def test_a_fence_is_no_bar_code() -> None:
    fence = np.tile(np.repeat(np.array([40, 200], np.uint8), 6), 40)
    assert not looks_like_bars(np.tile(fence, (100, 1)))


def test_nothing_is_found_where_no_code_is(scene: Pixels, portrait: Pixels) -> None:
    assert find_codes(scene) == ()
    assert find_codes(portrait) == ()


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (50, 20_000, 3), (300, 5, 4)])
def test_odd_shapes_do_not_fail(shape: tuple[int, ...]) -> None:
    assert detect(np.full(shape, 90, np.uint8), ["code"]) == ()


def test_threads_get_the_same_answers() -> None:
    image = parcel("QRCode", 15)[0]
    alone = find_codes(image)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(find_codes, [image] * 6)) == [alone] * 6


def seen(value: str, name: str = "QR Code") -> Detection:
    return Detection("code", (0, 0, 9, 9), 1, name=name, value=value)


@pytest.mark.parametrize(
    ("value", "words", "severity"),
    [
        ("WIFI:T:WPA;S:Home;P:sunflower;;", "password of a Wi-Fi", Severity.HIGH),
        (BOARDING, "boarding pass", Severity.HIGH),
        ("BEGIN:VCARD\nFN:Anna", "contact data", Severity.HIGH),
        ("otpauth://totp/x?secret=abc", "secret of a login", Severity.HIGH),
        ("https://example.org/u/1921", "link", Severity.MEDIUM),
        ("0146000004512387", "number", Severity.MEDIUM),
        ("hello there", "text", Severity.MEDIUM),
        ("m1 is a motorway in the north of it", "text", Severity.MEDIUM),
        ("\ufeff\nBEGIN:VCARD\nFN:Anna", "contact data", Severity.HIGH),
        ("TEL:+41446681800", "phone number", Severity.HIGH),
        ("MAILTO:ANNA@EXAMPLE.ORG", "mail address", Severity.HIGH),
        ("GEO:47.37,8.54", "place", Severity.HIGH),
        ("HTTPS://EXAMPLE.ORG/U/1921", "link", Severity.MEDIUM),
        ("LPA:1$smdp.example.org$04386-AGYFT", "phone's SIM", Severity.HIGH),
        ("X-HM://0023ISYWY", "pairing code", Severity.HIGH),
        ("MT:Y.K9042C00KA0648G00", "pairing code", Severity.HIGH),
        ("FIDO:/0123456789", "secret of a login", Severity.HIGH),
        ("00020101021126580014A000000677010111", "account for payments", Severity.HIGH),
        ("", "could not be read", Severity.MEDIUM),
    ],
)
def test_a_finding_names_the_kind_of_payload(value: str, words: str, severity: Severity) -> None:
    (finding,) = code_findings([seen(value)])
    assert words in finding.summary
    assert (finding.kind, finding.severity, finding.value) == ("code", severity, "")
    assert not value or value not in finding.summary


def test_a_product_is_a_small_matter() -> None:
    (finding,) = code_findings([seen("5901234123457", "EAN-13")])
    assert finding.severity is Severity.LOW
    assert finding.summary == "an EAN-13 that names a product"


def test_what_a_code_says_is_repeated_only_when_asked() -> None:
    (finding,) = code_findings([seen("https://example.org")], contents=True)
    assert finding.value == "https://example.org"
