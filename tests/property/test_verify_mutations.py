"""Whatever is done to a file, verify ends in findings or in an error of its own."""

from __future__ import annotations

import io
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from safeshare.errors import SafeshareError
from safeshare.model import Finding
from safeshare.verify import verify
from safeshare.verify.strings import leftovers
from tests.examples import examples

PICTURE = Image.effect_mandelbrot((40, 30), (-2, -1, 1, 1), 30).convert("RGB")


def saved(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    PICTURE.save(out, kind, **options)
    return out.getvalue()


MORE: dict[str, object] = {"save_all": True, "append_images": [PICTURE.rotate(90)]}
SEEDS = {
    "jpeg": saved("JPEG"),
    "progressive": saved("JPEG", progressive=True),
    "png": saved("PNG"),
    "apng": saved("PNG", duration=50, **MORE),
    "webp": saved("WEBP"),
    "animated webp": saved("WEBP", duration=50, **MORE),
    "gif": saved("GIF", duration=50, **MORE),
    "tiff": saved("TIFF", **MORE),
    "lzw": saved("TIFF", compression="tiff_lzw"),
    "big tiff": saved("TIFF", big_tiff=True),
    "bmp": saved("BMP"),
    "avif": saved("AVIF"),
    "animated avif": saved("AVIF", duration=50, **MORE),
}
NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
SECONDS = 2.0

edits = st.lists(
    st.tuples(
        st.sampled_from(["set", "number", "cut", "insert", "repeat", "drop"]),
        st.integers(0, 4095) | st.integers(0, 255),
        st.sampled_from(NUMBERS),
        st.binary(max_size=12),
    ),
    min_size=1,
    max_size=6,
)


def edited(data: bytes, steps: list[tuple[str, int, int, bytes]]) -> bytes:
    for what, place, number, piece in steps:
        at = place % max(1, len(data))
        big = struct.pack(">I" if number % 2 else "<I", number)
        data = {
            "set": data[:at] + piece + data[at + len(piece) :],
            "number": data[:at] + big + data[at + 4 :],
            "cut": data[:at] if at > 16 else data,
            "insert": data[:at] + piece + data[at:],
            "repeat": data[:at] + data[at : at + 64] * 3 + data[at + 64 :],
            "drop": data[:at] + data[at + len(piece) :],
        }[what]
    return data


def ended(data: bytes) -> tuple[Finding, ...] | SafeshareError:
    try:
        return verify(data)
    except SafeshareError as error:
        return error


@pytest.mark.parametrize("seed", SEEDS)
@examples(120)
@given(steps=edits)
def test_changed_files_end_well(seed: str, steps: list[tuple[str, int, int, bytes]]) -> None:
    data = edited(SEEDS[seed], steps)
    started = time.thread_time()
    outcome = ended(data)
    assert isinstance(outcome, SafeshareError) or all(isinstance(one, Finding) for one in outcome)
    assert time.thread_time() - started < SECONDS


@pytest.mark.parametrize("seed", SEEDS)
@examples(20)
@given(tail=st.binary(min_size=1, max_size=40))
def test_anything_behind_the_end_is_found(seed: str, tail: bytes) -> None:
    assert verify(SEEDS[seed] + tail)


@examples(60)
@given(
    before=st.binary(max_size=300),
    piece=st.binary(min_size=16, max_size=80).filter(lambda piece: len(set(piece[:16])) > 12),
    after=st.binary(max_size=300),
    around=st.binary(max_size=40),
)
def test_a_piece_of_a_removed_block_is_found(
    before: bytes, piece: bytes, after: bytes, around: bytes
) -> None:
    assert leftovers([around + piece + around], before + piece + after)


HOSTILE = {
    "fill bytes": b"\xff\xd8" + b"\xff" * 3_000_000,
    "stray restarts": b"\xff\xd8\xff\xd0" + b"\xff\xd0" * 1_500_000,
    "tiny segments": b"\xff\xd8\xff" + b"\xe5\0\2\xff" * 700_000,
    "tiny tables": b"\xff\xd8"
    + (b"\xff\xc4" + struct.pack(">H", 2 + 17 * 3800) + bytes(17) * 3800) * 400,
    "tiny chunks": SEEDS["png"][:33] + b"\0\0\0\0tEXt\0\0\0\0" * 250_000,
    "tiny boxes": SEEDS["avif"] + b"\0\0\0\x08mari" * 300_000,
    "tiny blocks": SEEDS["gif"][:13] + b"!\xfe\0" * 900_000,
    "strips that overlap": SEEDS["tiff"] + bytes(2_000_000),
    "clear codes": SEEDS["gif"][:-1].split(b"\x2c")[0]
    + b"\x2c\0\0\0\0\xff\xff\xff\xff\0\2"
    + (b"\xff" + b"\x24\x49\x92" * 85) * 9_000
    + b"\0;",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_millions_of_tiny_blocks_take_no_minute(name: str) -> None:
    started = time.thread_time()
    assert ended(HOSTILE[name]) != ()
    assert time.thread_time() - started < 10
