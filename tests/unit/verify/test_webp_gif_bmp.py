"""Places in WebP, GIF and BMP where something can hide; each gives a finding."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from safeshare.model import Severity
from safeshare.verify import verify, webp_tail

PICTURE = Image.effect_mandelbrot((61, 40), (-2, -1, 1, 1), 50).convert("RGB")
ORIENTATION = bytes.fromhex("4d4d002a00000008000101120003000000010006000000000000")


def saved(kind: str, image: Image.Image = PICTURE, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, payload: bytes, pad: bytes = b"\0") -> bytes:
    return kind + struct.pack("<I", len(payload)) + payload + pad * (len(payload) % 2)


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def head(flags: int, reserved: bytes = b"\0\0\0") -> bytes:
    return chunk(b"VP8X", bytes([flags]) + reserved + b"\x3c\0\0\x27\0\0")


LOSSY = saved("WEBP")[12:]
LOSSLESS = saved("WEBP", lossless=True)[12:]
ANIMATION = saved("WEBP", save_all=True, append_images=[PICTURE.rotate(90)], duration=50)
FRAMES = ANIMATION.index(b"ANMF")
FRAME_SIZE = struct.unpack_from("<I", ANIMATION, FRAMES + 4)[0]
FRAME = ANIMATION[FRAMES : FRAMES + 8 + FRAME_SIZE]

GOOD_WEBP = {
    "plain": riff(LOSSY),
    "extended": riff(head(0), LOSSY),
    "orientation": riff(head(8), LOSSY, chunk(b"EXIF", ORIENTATION)),
    "orientation with prefix": riff(head(8), LOSSY, chunk(b"EXIF", b"Exif\0\0" + ORIENTATION)),
}
NASTY_WEBP = {
    "exif": riff(head(8), LOSSY, chunk(b"EXIF", ORIENTATION + b"Maria!")),
    "xmp": riff(head(4), LOSSY, chunk(b"XMP ", b"<x:xmpmeta/>")),
    "profile": riff(head(32), chunk(b"ICCP", bytes(200)), LOSSY),
    "unknown chunk": riff(head(0), LOSSY, chunk(b"MARI", b"secret")),
    "chunk behind a simple picture": riff(LOSSY, chunk(b"EXIF", ORIENTATION)),
    "second picture": riff(head(0), LOSSY, LOSSLESS),
    "second header": riff(head(0), head(0), LOSSY),
    "largest canvas": riff(chunk(b"VP8X", b"\0" * 4 + b"\xff" * 6), LOSSY),
    "second simple picture": riff(LOSSLESS, LOSSY),
    "trailing data": riff(LOSSY) + b"Maria",
    "flag without block": riff(head(8), LOSSY),
    "reserved flag": riff(head(1), LOSSY),
    "reserved bytes": riff(head(0, b"abc"), LOSSY),
    "padding": riff(head(0), LOSSY, chunk(b"VP8?", b"x", pad=b"M")),
    "frame in a still": riff(head(0), LOSSY, FRAME),
    "picture beside frames": ANIMATION[:FRAMES] + LOSSY + ANIMATION[FRAMES:],
    "no coded picture": riff(chunk(b"VP8L", b"Maria Example, 1 Some Street")),
    "other size than the canvas": riff(chunk(b"VP8X", bytes(10)), LOSSY),
    "long ANIM": riff(head(2), chunk(b"ANIM", bytes(12)), FRAME),
    "chunk in a frame": riff(
        head(2), chunk(b"ANIM", bytes(6)), chunk(b"ANMF", FRAME[8:] + chunk(b"MARI", b"secret"))
    ),
}


@pytest.mark.parametrize("name", GOOD_WEBP)
def test_needed_webp_chunks_pass(name: str) -> None:
    assert verify(GOOD_WEBP[name]) == ()


@pytest.mark.parametrize("place", NASTY_WEBP)
def test_nasty_places_in_webp_are_found(place: str) -> None:
    assert verify(NASTY_WEBP[place])


GIF = saved("GIF", PICTURE.quantize(16))
IMAGE = GIF.index(b"\x2c", 13 + 48)
CODED_END = len(GIF) - 2  # terminator of the sub-blocks


def extension(label: int, *blocks: bytes) -> bytes:
    return b"\x21" + bytes([label]) + b"".join(bytes([len(b)]) + b for b in blocks) + b"\0"


def gif(block: bytes) -> bytes:
    return b"GIF89a" + GIF[6:IMAGE] + block + GIF[IMAGE:]


LOOP = extension(0xFF, b"NETSCAPE2.0", b"\1\0\0")
CONTROL = extension(0xF9, b"\4\0\0\0")
GOOD_GIF = {"loop": gif(LOOP), "control": gif(CONTROL), "both": gif(LOOP + CONTROL)}
NASTY_GIF = {
    "comment": gif(extension(0xFE, b"by Maria")),
    "plain text": gif(extension(0x01, bytes(12), b"Maria")),
    "xmp": gif(extension(0xFF, b"XMP DataXMP", b"<x:xmpmeta/>")),
    "profile": gif(extension(0xFF, b"ICCRGBG1012", bytes(100))),
    "long loop": gif(extension(0xFF, b"NETSCAPE2.0", b"\1\0\0", b"Maria")),
    "control with further data": gif(extension(0xF9, b"\4\0\0\0", b"Maria")),
    "unknown disposal": gif(extension(0xF9, b"\x1c\0\0\0")),
    "bits behind the end code": GIF[: CODED_END - 1]
    + bytes([GIF[CODED_END - 1] | 0x80])
    + GIF[CODED_END:],
    "buffer instead of loop": gif(extension(0xFF, b"NETSCAPE2.0", b"\2\0\0\0\0")),
    "loop twice": gif(LOOP + LOOP),
    "control without frame": GIF[:-1] + CONTROL + GIF[-1:],
    "control with reserved bits": gif(extension(0xF9, b"\xe4\5\0\0")),
    "trailing data": GIF + b"Maria",
    "behind the end code": GIF[:CODED_END] + b"\5Maria" + GIF[CODED_END:],
    "frame outside of the screen": gif(b"")[:IMAGE] + b"\x2c\1" + GIF[IMAGE + 2 :],
    "rows below the frame": GIF[: IMAGE + 7] + b"\x14\0" + GIF[IMAGE + 9 :],
}


@pytest.mark.parametrize("name", GOOD_GIF)
def test_needed_gif_blocks_pass(name: str) -> None:
    assert verify(GOOD_GIF[name]) == ()


@pytest.mark.parametrize("place", NASTY_GIF)
def test_nasty_places_in_gif_are_found(place: str) -> None:
    assert verify(NASTY_GIF[place])


BMP = saved("BMP")
PALETTED = saved("BMP", PICTURE.quantize(16))


def patched(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


def longer_header(extra: bytes) -> bytes:
    size = 40 + len(extra)
    start = struct.pack("<I", 14 + size)
    head_ = BMP[:2] + struct.pack("<I", len(BMP) + len(extra)) + BMP[6:10] + start
    return head_ + struct.pack("<I", size) + BMP[18:54] + extra + BMP[54:]


SRGB = bytes(16) + b"BGRs" + bytes(48)
NASTY_BMP = {
    "trailing data": BMP + b"Maria",
    "reserved bytes": patched(BMP, 6, b"Mari"),
    "gap before the rows": patched(BMP[:54] + b"Maria!!!" + BMP[54:], 10, struct.pack("<I", 62)),
    "resolution": patched(BMP, 38, struct.pack("<ii", 12345, 12345)),
    "fourth byte of a colour": patched(PALETTED, 57, b"M"),
    "row padding": patched(BMP, 54 + 61 * 3, b"M"),
    "profile": longer_header(SRGB[:16] + b"DEBM" + SRGB[20:] + bytes(16)),
    "endpoints": longer_header(SRGB[:20] + b"Maria Example" + SRGB[33:]),
    "profile place": longer_header(SRGB + b"\0\0\0\0" + struct.pack("<III", 54, 9, 0)),
    "colours that no pixel names": patched(BMP, 46, struct.pack("<I", 9)),
    "wrong length": patched(BMP, 2, struct.pack("<I", 7)),
}


def test_a_header_of_version_four_passes() -> None:
    assert verify(longer_header(SRGB)) == ()


@pytest.mark.parametrize("place", NASTY_BMP)
def test_nasty_places_in_bmp_are_found(place: str) -> None:
    assert verify(NASTY_BMP[place])


def test_what_identifies_weighs_high() -> None:
    for data in (NASTY_WEBP["exif"], NASTY_GIF["comment"], NASTY_BMP["trailing data"]):
        assert Severity.HIGH in {finding.severity for finding in verify(data)}


def test_a_webp_of_too_many_pixels_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("it was decoded")

    monkeypatch.setattr(webp_tail, "decoded", never)
    huge = patched(riff(LOSSY), riff(LOSSY).index(b"\x9d\x01\x2a") + 3, b"\xff\x3f\xff\x3f")
    assert [finding.kind for finding in verify(huge)] == ["unreadable"]
