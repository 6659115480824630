"""A run that is stopped or met by another one: what is begun is finished, and said."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .common import command, digests, entries, safeshare, small_photos

PHOTOS = 60


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


def begun(arguments: list[object]) -> subprocess.Popen[str]:
    """Start the command as a terminal does, and wait for its first line."""
    running = subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    assert "cleaned" in running.stdout.readline()
    return running


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_finishes_what_is_begun_and_the_record(
    run: list[object], tmp_path: Path, jobs: int
) -> None:
    running = begun([*run, "-j", jobs])
    os.killpg(running.pid, signal.SIGINT)  # Ctrl-C reaches all processes of a terminal
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
    run: list[object], tmp_path: Path
) -> None:
    running = begun([*run, "-j", 1])
    workers = below(running.pid)
    assert len(workers) == 1
    os.kill(workers[0], signal.SIGSTOP)  # the photo that is begun lasts until both are pressed
    for _ in range(2):
        running.send_signal(signal.SIGINT)
        time.sleep(1)  # two that wait to be seen are one
    os.kill(workers[0], signal.SIGCONT)
    _, problems = running.communicate(timeout=60)
    assert running.returncode == 130
    assert problems == "safeshare: stopped.\n"  # the first one alone says what is finished
    assert 0 < len(entries(tmp_path / "run.json")) < PHOTOS
    again = safeshare(*run, "--resume")
    assert again.returncode == 0, again.stderr
    assert len(digests(tmp_path / "out")) == PHOTOS


def below(process: int) -> list[int]:
    """Give the processes that a process started."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def test_two_runs_never_write_one_record(run: list[object], tmp_path: Path) -> None:
    running = begun([*run, "-j", 1])
    running.send_signal(signal.SIGSTOP)
    try:
        other = safeshare(*run, "--resume")
    finally:
        running.send_signal(signal.SIGCONT)
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
