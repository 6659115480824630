"""No room and no permission: what does not fit is refused by name, what is there is whole."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from safeshare import verify
from safeshare.workers import MOST_WAITING

from .common import as_others, digests, entries, safeshare, small_photos

LIMIT = 24_000
"""Bytes that a file may have where a real small disk can't be had."""

PHOTOS = 90 + MOST_WAITING
"""More than a record of so many bytes can tell of, and those that are done while it is written."""

SCRIPT = """
out=$1 kept=$2 options=$3; shift 3
mount -t tmpfs -o $options none "$out" || exit 99
"$@"; code=$?
cp -a "$out/." "$kept"
exit $code
"""
"""Runs a command that writes to a disk of its own, and keeps what it wrote."""

APART = """
import fcntl, sys
from safeshare import batch
from safeshare.cli import main
deliver = batch.deliver
def apart(*given):
    with open(sys.argv[1], "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        deliver(*given)
batch.deliver = apart
main(sys.argv[2:])
"""
"""Is the command, of whose processes one at a time writes: until it is taken away again, what
was begun of a copy that is too large leaves no room to any other."""

LOOKS = ("--no-faces", "--no-codes")


def mounts(place: Path) -> bool:
    """Tell whether this process can have a disk of its own, which nobody else sees."""
    done = subprocess.run(
        ["unshare", "-Urm", "mount", "-t", "tmpfs", "none", place], capture_output=True, check=False
    )
    return done.returncode == 0


def on_own_disk(out: Path, options: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command with `out` on a disk of its own; what it leaves is in `kept` beside it."""
    kept = out.with_name("kept")
    kept.mkdir()
    script = ["unshare", "-Urm", "sh", "-c", SCRIPT, "sh", str(out), str(kept), options]
    run = [sys.executable, "-c", APART, str(out.with_name("turn")), *map(str, arguments)]
    return subprocess.run([*script, *run], capture_output=True, text=True, check=False, timeout=120)


def small_limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Six small photos and, between them, two whose copies are larger than LIMIT."""
    folder = small_photos(tmp_path / "in", 6)
    noise = np.random.default_rng(3)
    for number in (1, 3):
        pixels = noise.integers(0, 255, (200, 200, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"IMG_{number:05}-large.png")
    return folder


@pytest.mark.parametrize("jobs", [1, 2])
def test_copies_for_which_there_is_no_room_are_refused(
    photos: Path, tmp_path: Path, jobs: int
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    run = ("clean", photos, "-r", "-o", out, *LOOKS, "-j", jobs, "--report", tmp_path / "run.json")
    if mounts(out):
        done, why = on_own_disk(out, "size=64k", *run), "the disk is full"
        left = tmp_path / "kept"
    else:
        done, why = safeshare(*run, preexec_fn=small_limit), "larger than files may be"
        left = out
    assert done.returncode == 3, done.stderr
    assert done.stderr.count(why) == 2
    assert "Traceback" not in done.stderr
    made = digests(left)
    refused = [entry for entry in entries(tmp_path / "run.json") if entry["error"]]
    assert [Path(entry["path"]).suffix for entry in refused] == [".png", ".png"]
    assert len(made) == 6
    assert all(verify((left / name).read_bytes()) == () for name in made)


def test_a_file_that_may_not_grow_is_refused(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = safeshare("clean", photos, "-r", "-o", out, *LOOKS, preexec_fn=small_limit)
    assert done.returncode == 3
    assert done.stderr.count("larger than files may be") == 2
    assert {path.suffix for path in out.iterdir()} == {".jpg"}


def test_a_record_for_which_there_is_no_room_ends_the_run_which_goes_on_later(
    tmp_path: Path,
) -> None:
    photos, out = small_photos(tmp_path / "in", PHOTOS), tmp_path / "out"
    run = ("clean", photos, "-r", "-o", out, *LOOKS, "--report", tmp_path / "run.json")
    done = safeshare(*run, preexec_fn=small_limit)
    assert done.returncode == 3
    assert "run.json: it would be larger" in done.stderr
    assert "Traceback" not in done.stderr
    before = digests(out)
    assert 0 < len(before) < PHOTOS
    again = safeshare(*run, "--resume")
    assert again.returncode == 0, again.stderr
    after = digests(out)
    assert len(after) == len(set(after.values())) == PHOTOS
    assert before.items() <= after.items()
    assert sorted({entry["output"] for entry in entries(tmp_path / "run.json")}) == [
        str(out / name) for name in after
    ]


def test_an_output_that_is_read_only_is_said_before_any_work(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    run = ("clean", photos, "-r", "-o", out, *LOOKS)
    if mounts(out):
        done, why = on_own_disk(out, "ro", *run), "the disk is read-only"
        assert done.returncode == 3
        assert (done.stdout, done.stderr.count("\n")) == ("", 1)
        assert why in done.stderr
    out.chmod(0o555)
    record = tmp_path / "run.json"
    done = safeshare(*run, "--report", record, preexec_fn=as_others)
    assert done.returncode == 3
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert not record.exists()  # the same command can be given again
    assert f"{out}: it may not be read or written (no permission)" in done.stderr
    assert list(out.iterdir()) == []


def test_what_may_not_be_read_or_written_is_refused_and_the_rest_done(
    photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "shut").mkdir(parents=True)
    for folder in ("shut", "closed"):
        small_photos(photos / folder, 2)
    (photos / "IMG_00000.jpg").chmod(0)
    (photos / "closed").chmod(0)
    (out / "shut").chmod(0o555)
    try:
        done = safeshare("clean", photos, "-r", "-o", out, *LOOKS, preexec_fn=as_others)
    finally:
        (photos / "closed").chmod(0o755)
    assert done.returncode == 3
    assert done.stderr.count("no permission") == 4 - 1  # one photo, two copies
    assert f"{photos / 'closed'}: the folder can't be opened" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(digests(out)) == 7
