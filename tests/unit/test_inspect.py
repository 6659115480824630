"""inspect: previews are compared with the photo, and the report fits a terminal."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import piexif
import pytest
from PIL import Image

from safeshare import pipeline, terminal
from safeshare.model import Finding, Region, Report, Severity
from safeshare.pipeline import inspect
from safeshare.redact.parse import regions
from safeshare.report import inspect_json, printable, region_json
from safeshare.reveal import likeness, pictures


def jpeg(picture: Image.Image, **kept: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, **kept)
    return out.getvalue()


@pytest.fixture(scope="module")
def photo() -> bytes:
    """A photo that was cropped after its thumbnail was made."""
    coarse = np.random.default_rng(3).integers(0, 255, (12, 16, 3), np.uint8)
    scene = Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC)
    small = jpeg(scene.resize((160, 120)))
    exif = piexif.dump({"0th": {}, "1st": {piexif.ImageIFD.Compression: 6}, "thumbnail": small})
    return jpeg(scene.crop((0, 0, 320, 240)), exif=exif)


def test_a_thumbnail_from_before_a_crop_is_told(photo: bytes) -> None:
    (found,) = [f for f in inspect(photo).findings if f.kind == "thumbnail"]
    assert found.severity is Severity.HIGH
    assert found.value in {"160 x 120 pixels, other", "160 x 120 pixels, in part"}


def test_without_detectors_nothing_is_decoded(
    photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(*_: object) -> None:
        raise AssertionError("something was decoded")

    monkeypatch.setattr(pipeline, "decode", decode)
    monkeypatch.setattr(likeness, "small_jpeg", decode)
    monkeypatch.setattr(pictures, "likeness", decode)
    (found,) = [f for f in inspect(photo, detectors=()).findings if f.kind == "thumbnail"]
    assert found.value == "160 x 120 pixels"
    assert found.summary.endswith("it can show what was cropped or covered")


def test_the_files_own_times_are_told_by_the_command(photo: bytes, tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(photo)
    stamp = datetime(2024, 5, 17, 18, 45, 2, tzinfo=UTC).timestamp()
    os.utime(file, (stamp, stamp))
    values = [f["value"] for f in told(str(file)) if f["kind"] == "time"]
    assert stamp in {datetime.fromisoformat(value).timestamp() for value in values}


def test_standard_input_has_no_times(photo: bytes) -> None:
    assert {f["kind"] for f in told("-", photo)} == {"thumbnail"}


def told(path: str, data: bytes = b"") -> list[dict[str, str]]:
    """What the command, a process of its own, tells of one photo."""
    asked = [sys.executable, "-m", "safeshare", "inspect", "--no-pixels", "--json", path]
    done = subprocess.run(asked, input=data, capture_output=True, check=True)
    findings: list[dict[str, str]] = json.loads(done.stdout)["findings"]
    return findings


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


REPORT = Report(
    "jpeg",
    40,
    30,
    1,
    (
        Finding(
            "owner",
            "a very long name of a block in the file",
            "by \x1b[31m" + "Mona " * 30,
            Severity.HIGH,
            "Mona",
        ),
        Finding("software", "EXIF", "the software “Darkroom 3”", Severity.LOW, "Darkroom 3"),
    ),
    (),
)


def shown(monkeypatch: pytest.MonkeyPatch, width: int, **environment: str) -> str:
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": str(width), "TERM": "xterm-256color", **environment}.items():
        monkeypatch.setenv(name, value)
    terminal.show_report("photo.jpg", REPORT)
    return screen.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown(monkeypatch, width))
    lines = text.splitlines()
    assert lines[0] == "photo.jpg: jpeg, 40 x 30 pixels, 2 findings, 1 grave"
    assert all(len(line) <= width for line in lines)
    assert text.count("Mona") == 30
    assert "a very long name of a…" in text
    assert "\x1b" not in text
    assert r"\x1b[31m" in text


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[31ma lot" in shown(monkeypatch, 80)
    assert "\x1b[31m" not in shown(monkeypatch, 80, NO_COLOR="1")
    assert "\x1b" not in shown(monkeypatch, 80, TERM="dumb")


def test_a_region_of_the_first_page_keeps_to_it() -> None:
    face = Region("face-1", "face", "box", (0, 0, 9, 9), on=False, frame=0)
    assert region_json(face)["frame"] == 0
    told = json.dumps(inspect_json("a.tif", Report("tiff", 40, 30, 2, (), (face,))))
    assert regions(told) == {"a.tif": (face,)}  # without its page it would leave both uncovered


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[2Jb\x07", r"a\x1b[2Jb\x07"),
        ("gpj\u202eexe.\u2066x", r"gpj\u202eexe.\u2066x"),  # turns the reading direction
        ("one\u2028two\u2029\x85\n", r"one\u2028two\u2029\x85\n"),
        ("\udce9", r"\udce9"),
        ("Zürich, 東京, שלום", "Zürich, 東京, שלום"),
    ],
)
def test_nothing_that_a_terminal_obeys_is_printed(raw: str, shown: str) -> None:
    assert printable(raw) == shown
