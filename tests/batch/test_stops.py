"""A run that is stopped or met by another one: what is begun is finished, and said."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from .common import digests, entries, led, safeshare, small_photos, wait_for

PHOTOS, FREE = 60, 5
"""All photos, and those that do not wait for the test's sign."""


@pytest.fixture
def run(tmp_path: Path) -> list[object]:
    photos = small_photos(tmp_path / "in", PHOTOS, side=200)
    looks = ("--no-faces", "--no-codes")
    return [
        "clean",
        photos,
        "-r",
        "-o",
        tmp_path / "out",
        *looks,
        "--report",
        tmp_path / "run.json",
    ]


@pytest.fixture
def signs(tmp_path: Path) -> Path:
    return tmp_path / "signs"


def begun(signs: Path, arguments: list[object]) -> subprocess.Popen[str]:
    """Start the command as a terminal does, and wait for a line and for a photo that waits."""
    running = subprocess.Popen(
        led(signs, f"IMG_{FREE - 1:05}.jpg", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    assert "cleaned" in running.stdout.readline()
    wait_for((signs / "held").exists)
    return running


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_finishes_what_is_begun_and_the_record(
    run: list[object], signs: Path, tmp_path: Path, jobs: int
) -> None:
    running = begun(signs, [*run, "-j", jobs])
    os.killpg(running.pid, signal.SIGINT)  # Ctrl-C reaches all processes of a terminal
    wait_for((signs / "asked").exists)
    (signs / "go").touch()
    printed, problems = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "stopped; what was begun is finished" in problems
    assert "Traceback" not in problems
    done = entries(tmp_path / "run.json")
    assert 0 < len(done) < PHOTOS
    assert f"{len(done)} photo" in printed
    assert sorted(entry["output"] for entry in done) == sorted(
        str(tmp_path / "out" / name) for name in digests(tmp_path / "out")
    )
    again = safeshare(*run, "--resume")
    assert again.returncode == 0
    assert (
        f"{PHOTOS} photos: {PHOTOS} cleaned, {len(done)} of them by an earlier run" in again.stdout
    )
    assert len(digests(tmp_path / "out")) == PHOTOS


def test_a_second_ctrl_c_ends_at_once_and_leaves_whole_copies(
    run: list[object], signs: Path, tmp_path: Path
) -> None:
    running = begun(signs, [*run, "-j", 1])
    running.send_signal(signal.SIGINT)
    wait_for((signs / "asked").exists)  # two that wait to be seen are one
    running.send_signal(signal.SIGINT)  # and the photo that is begun never ends
    _, problems = running.communicate(timeout=60)
    assert running.returncode == 130
    assert problems == "safeshare: stopped.\n"  # the first one alone says what is finished
    assert 0 < len(entries(tmp_path / "run.json")) < PHOTOS
    again = safeshare(*run, "--resume")
    assert again.returncode == 0, again.stderr
    assert len(digests(tmp_path / "out")) == PHOTOS


def test_two_runs_never_write_one_record(run: list[object], signs: Path, tmp_path: Path) -> None:
    running = begun(signs, [*run, "-j", 1])
    try:
        other = safeshare(*run, "--resume")
    finally:
        (signs / "go").touch()
    assert other.returncode == 2
    assert other.stderr.count("\n") == 1
    assert "run.json: another run is writing it" in other.stderr
    _, problems = running.communicate(timeout=120)
    assert running.returncode == 0, problems
    assert len(entries(tmp_path / "run.json")) == PHOTOS
    assert len(digests(tmp_path / "out")) == PHOTOS


def test_a_run_may_go_on_from_wherever_its_folder_is_named(
    run: list[object], tmp_path: Path
) -> None:
    assert safeshare(*run).returncode == 0
    (tmp_path / "elsewhere").mkdir()
    again = ["clean", "../in", "-r", "-o", "../out", *run[5:], "--resume"]
    done = safeshare(*again, cwd=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert f"{PHOTOS} of them by an earlier run" in done.stdout
    assert len(digests(tmp_path / "out")) == PHOTOS
