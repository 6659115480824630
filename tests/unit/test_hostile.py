"""Small files that promise huge things end in a clear refusal, soon and in little memory."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest

MOST_MEMORY = 1_000_000_000
"""Bytes besides the file itself."""

PATIENCE = 120
"""Seconds until a process counts as hanging; bench/fuzz.py measures them properly."""

RUN = """
import json, sys
from pathlib import Path
from safeshare import clean, inspect, verify
from safeshare.errors import SafeshareError
from safeshare.model import Plan
data, answers = sys.stdin.buffer.read(), {}
works = {"inspect": lambda: inspect(data, detectors=()), "clean": lambda: clean(data, Plan()),
         "verify": lambda: verify(data)}
for name, work in works.items():
    try:
        answers[name] = "found" if work() else "nothing"
    except SafeshareError as error:
        answers[name] = type(error).__name__ + ": " + str(error)
for line in Path("/proc/self/status").read_text().splitlines():  # getrusage counts the parent
    if line.startswith("VmHWM:"):
        answers["memory"] = str(int(line.split()[1]) * 1024)
print(json.dumps(answers))
"""


def chunk(kind: bytes, payload: bytes) -> bytes:
    check = zlib.crc32(kind + payload)
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", check)


def png(width: int, height: int, *others: bytes, rows: bytes = b"\0\0", depth: int = 8) -> bytes:
    header = struct.pack(">2I5B", width, height, depth, 0, 0, 0, 0)
    picture = (chunk(b"IHDR", header), *others, chunk(b"IDAT", zlib.compress(rows)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(picture) + chunk(b"IEND", b"")


def wide_and_tall() -> bytes:
    return png(60_000, 60_000, rows=bytes(5_000))


def long_text() -> bytes:
    """Deflate a gigabyte of zeros: one block that ends on a byte, as often as needed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    text = b"Comment\0\0\x78\xda" + 1024 * megabyte + b"\x03\0" + bytes(4)
    return png(1, 1, chunk(b"zTXt", text))


def ten_million_frames() -> bytes:
    screen = b"GIF89a" + struct.pack("<2H3B", 1, 1, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return screen + 10_000_000 * frame + b";"


def ten_million_frames_announced() -> bytes:
    control = chunk(b"acTL", struct.pack(">2I", 10_000_000, 0))
    frame = chunk(b"fcTL", struct.pack(">5I2H2B", 0, 1, 1, 0, 0, 1, 10, 0, 0))
    return png(1, 1, control, frame)


@pytest.mark.parametrize("build", [wide_and_tall, ten_million_frames, ten_million_frames_announced])
def test_what_promises_too_much_is_refused(build: Callable[[], bytes]) -> None:
    answers = run(build())
    assert answers["inspect"] == answers["clean"]
    assert answers["clean"].startswith("TooLarge: ")
    assert len(answers["clean"]) > 40  # it says what is wrong and what to do
    assert answers["verify"] == "found"


def test_a_text_of_a_gigabyte_is_left_behind() -> None:
    answers = run(long_text())
    assert answers["inspect"] == answers["clean"] == answers["verify"] == "found"


def test_a_chunk_that_promises_four_gigabytes_costs_none_of_them() -> None:
    whole = png(40, 28, rows=28 * bytes(81), depth=16)  # a second decoder reads such pictures
    start, _, content = whole.partition(b"IDAT")
    answers = run(start[:-4] + b"\xff\xff\0\x64IDAT" + content)
    assert answers["inspect"] == answers["clean"] == "found"
    assert answers["verify"].startswith("UnreadableImage: ")


def run(data: bytes) -> dict[str, str]:
    """Look at a file in a process of its own, and hold it to the bounds."""
    asked = [sys.executable, "-c", RUN]
    done = subprocess.run(asked, input=data, capture_output=True, check=True, timeout=PATIENCE)
    answers: dict[str, str] = json.loads(done.stdout)
    assert int(answers["memory"]) < MOST_MEMORY + len(data)
    return answers
