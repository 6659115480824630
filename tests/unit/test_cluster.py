"""A real Dask cluster on loopback: a scheduler and two workers, one of which is killed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from safeshare import verify

PHOTOS = 40


class Cluster:
    """address: of the scheduler. workers: the processes."""

    def __init__(self, room: Path) -> None:
        # A file of a deadly name kills its worker; that file alone is given up, after two.
        environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        place = room / "scheduler.json"
        start = [sys.executable, "-m", "distributed.cli."]
        common = ["--scheduler-file", str(place)]
        quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        scheduler = [f"{start[2]}dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
        self._scheduler = subprocess.Popen(
            [*start[:2], *scheduler, "--no-dashboard", *common], **quiet
        )
        wait_for(place.exists)
        worker = [f"{start[2]}dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        self.workers = [
            subprocess.Popen([*start[:2], *worker, *common], cwd=room, **quiet) for _ in range(2)
        ]
        self.address = json.loads(place.read_text())["address"]

    def end(self) -> None:
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait()


def wait_for(seen: object) -> None:
    end = time.monotonic() + 60
    while not seen():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    running = Cluster(tmp_path)
    yield running
    running.end()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    noise = np.random.default_rng(5)
    exif = Image.Exif()
    exif[315] = "Ann Example"
    for number in range(PHOTOS):
        pixels = noise.integers(0, 255, (200, 300, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:03}.jpg", exif=exif)
    (folder / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n cut")
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


@pytest.mark.parametrize("ship", [False, True])
def test_a_cluster_makes_the_same_copies_and_survives_a_lost_worker(
    cluster: Cluster, photos: Path, tmp_path: Path, ship: bool
) -> None:
    command = [sys.executable, "-m", "safeshare", "clean", "in", "-r", "--mark", "0,0,50,50"]
    here = subprocess.run(
        [*command, "-o", "here", "--no-faces"], cwd=tmp_path, capture_output=True, check=False
    )
    assert here.returncode == 3
    there = subprocess.Popen(
        [*command, "-o", "there", "--no-faces", "--cluster", cluster.address] + ["--ship"] * ship,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert there.stdout is not None
    for _ in range(5):
        assert b"cleaned" in there.stdout.readline()
    cluster.workers[0].send_signal(signal.SIGKILL)
    _, problems = there.communicate(timeout=120)
    assert there.returncode == 3, problems
    assert problems == here.stderr.replace(b"in/cut", f"{photos}/cut".encode())
    copies = digests(tmp_path / "there")
    assert len(copies) == PHOTOS
    assert copies == digests(tmp_path / "here")
    assert all(verify(path.read_bytes()) == () for path in (tmp_path / "there").iterdir())


def test_a_cluster_that_is_not_there_is_said(photos: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "safeshare", "clean", photos, "-r"]
    done = subprocess.run(
        [*command, "-o", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"can't be reached" in done.stderr
    assert b"Traceback" not in done.stderr
