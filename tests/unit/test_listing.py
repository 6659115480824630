"""Looking at many photos: in their order, and none takes another one along."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

NAMES = [f"{number}.jpg" for number in range(5)]

BEGIN = """
import os, signal, sys
from safeshare import listing
from safeshare.cli import main

def broken(data, **_):
    if b"Ann Example" in data:
        {how}
    return real(data, **_)

real, listing.{look} = listing.{look}, broken
main(sys.argv[1:])
"""
DIE = "os.kill(os.getpid(), signal.SIGKILL)"
RAISE = "raise ZeroDivisionError('by zero')"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Five photos, the third with an owner."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        Image.new("RGB", (40, 30), (50 * number, 90, 60)).save(folder / name)
    exif = Image.Exif()
    exif[315] = "Ann Example"
    Image.open(folder / "2.jpg").save(folder / "2.jpg", exif=exif)
    return folder


def looked(code: str, *arguments: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=False)


PLAIN = "import sys; from safeshare.cli import main; main(sys.argv[1:])"


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("look", ["inspect", "verify"])
@pytest.mark.parametrize(
    ("how", "says", "code"),
    [
        (DIE, b"2.jpg: the process that looked at it was ended, again and again.", 3),
        (RAISE, b"2.jpg: internal error (ZeroDivisionError: by zero).", 1),
    ],
)
def test_a_photo_that_breaks_everything_takes_no_other_along(
    photos: Path, look: str, jobs: int, how: str, says: bytes, code: int
) -> None:
    broken = BEGIN.format(look=look, how=how)
    done = looked(broken, look, "-r", photos, "--json", "-j", jobs)
    assert says in done.stderr
    assert done.stderr.count(b"\n") == 1
    told = [Path(entry["path"]).name for entry in json.loads(done.stdout)]
    assert told == [name for name in NAMES if name != "2.jpg"]
    assert done.returncode == code


@pytest.mark.parametrize("jobs", [1, 3])
def test_photos_are_told_in_their_order(photos: Path, jobs: int) -> None:
    done = looked(PLAIN, "inspect", "--no-pixels", *map(photos.joinpath, NAMES), "-j", jobs)
    heads = [line for line in done.stdout.decode().splitlines() if ": jpeg, 40 x 30" in line]
    assert [Path(line.partition(":")[0]).name for line in heads] == NAMES
    assert b"Ann Example" in done.stdout
    assert (done.returncode, done.stderr) == (0, b"")


def test_standard_input_may_stand_among_files(photos: Path) -> None:
    owned = (photos / "2.jpg").read_bytes()
    done = looked(PLAIN, "verify", photos / "0.jpg", "-", photos / "1.jpg", "--json", given=owned)
    assert done.returncode == 4
    told = [(Path(entry["path"]).name, len(entry["findings"])) for entry in json.loads(done.stdout)]
    assert [(name, many > 0) for name, many in told] == [
        ("0.jpg", False), ("-", True), ("1.jpg", False)
    ]  # fmt: skip


def test_a_photo_that_can_t_be_decoded_is_told_with_the_reason(photos: Path) -> None:
    owned = (photos / "2.jpg").read_bytes()
    (photos / "2.jpg").write_bytes(owned[: owned.index(b"\xff\xda") + 20])
    done = looked(PLAIN, "inspect", "-r", photos, "-j", 2)
    assert done.returncode == 3
    assert done.stderr.count(b"2.jpg: ") == 1
    assert b"Ann Example" in done.stdout


def test_ctrl_c_ends_it_with_one_sentence(photos: Path) -> None:
    many = [photos / NAMES[number % 5] for number in range(2000)]
    running = subprocess.Popen(
        [sys.executable, "-m", "safeshare", "inspect", "--no-pixels", *many, "-j", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert running.stdout is not None
    assert b"0.jpg" in running.stdout.readline()
    os.killpg(running.pid, signal.SIGINT)  # Ctrl-C reaches all processes of a terminal
    _, problems = running.communicate(timeout=60)
    assert (running.returncode, problems) == (130, b"safeshare: stopped.\n")
