"""A real Dask cluster on loopback, whose workers are killed, by us and by what they work on."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from safeshare import verify
from tests.batch.common import wait_for

PHOTOS = 40

FIRST = """
import asyncio, os, time
from pathlib import Path
from safeshare import batch, disk
def deadly(path, limit):
    if path.name.startswith("deadly"):
        os._exit(9)
    return disk.read_stamped(path, limit)
batch.read_stamped = deadly

def held(job, *more, make=batch.make):
    while job.source.name > "019.jpg" and not Path("go").exists():
        time.sleep(0.01)
    return make(job, *more)
batch.make = held

async def dask_setup(worker):
    async def tell():
        while worker.status.name != "running":
            await asyncio.sleep(0.01)
        Path(f"{os.getpid()}.ready").touch()
    worker.telling = asyncio.create_task(tell())
"""
"""What the workers load first: a decoder's fault that some files bring about, photos that wait
until the test lets them `go`, and a sign that the scheduler knows them."""


class Cluster:
    """address: of the scheduler. workers: the processes."""

    def __init__(self, room: Path, workers: int = 2, threads: int = 1) -> None:
        place = room / "scheduler.json"
        start = [sys.executable, "-m", "distributed.cli."]
        common = ["--scheduler-file", str(place)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._go = room / "go"
        (room / "first.py").write_text(FIRST)
        scheduler = [f"{start[2]}dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
        self.scheduler = subprocess.Popen(
            [*start[:2], *scheduler, "--no-dashboard", *common], **quiet
        )
        wait_for(lambda: place.exists() and place.read_text().rstrip().endswith("}"))
        worker = [f"{start[2]}dask_worker", "--no-nanny", "--no-dashboard"]
        worker += ["--nthreads", str(threads), "--preload", str(room / "first.py")]
        worker += ["--local-directory", str(room)]
        self.workers = [
            subprocess.Popen([*start[:2], *worker, *common], cwd=room, **quiet)
            for _ in range(workers)
        ]
        self.address = json.loads(place.read_text())["address"]
        wait_for(lambda: len(list(room.glob("*.ready"))) == workers)

    def go(self) -> None:
        """Let the photos go on that wait."""
        self._go.touch()

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Two workers of one thread each, or as many as a test's marker asks for."""
    running = Cluster(tmp_path, *getattr(request, "param", ()))
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


def whole(folder: Path) -> list[Path]:
    """The copies of a folder, without what a killed worker had begun, which a later run sweeps."""
    return [path for path in sorted(folder.iterdir()) if not path.name.startswith(".safeshare-")]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in whole(folder)}


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
    cluster.go()
    _, problems = there.communicate(timeout=120)
    assert there.returncode == 3, problems
    assert problems == here.stderr.replace(b"in/cut", f"{photos}/cut".encode())
    copies = digests(tmp_path / "there")
    assert len(copies) == PHOTOS
    assert copies == digests(tmp_path / "here")
    assert all(verify(path.read_bytes()) == () for path in whole(tmp_path / "there"))


@pytest.mark.parametrize("cluster", [(3, 2)], indirect=True)
def test_a_photo_that_kills_two_workers_is_refused_and_no_other_one(
    cluster: Cluster, photos: Path, tmp_path: Path
) -> None:
    (photos / "deadly.jpg").write_bytes((photos / "000.jpg").read_bytes())
    (photos / "cut.png").unlink()
    cluster.go()
    command = [sys.executable, "-m", "safeshare", "clean", "in", "-r", "-o", "there", "--no-faces"]
    done = subprocess.run(
        [*command, "--report", "run.jsonl", "--cluster", cluster.address],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 3, done.stderr
    assert done.stderr.count(b"\n") == 1
    assert b"deadly.jpg: the process that cleaned it was ended" in done.stderr
    assert len(digests(tmp_path / "there")) == PHOTOS
    assert sum(worker.poll() is not None for worker in cluster.workers) == 2
    entries = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    assert [Path(entry["path"]).name for entry in entries] == sorted(
        path.name for path in photos.iterdir()
    )


def test_a_scheduler_that_ends_is_said_and_the_run_goes_on_later(
    cluster: Cluster, photos: Path, tmp_path: Path
) -> None:
    (photos / "cut.png").unlink()
    command = [sys.executable, "-m", "safeshare", "clean", photos, "-r", "--no-faces"]
    command += ["-o", tmp_path / "there", "--report", tmp_path / "run.json"]
    there = subprocess.Popen(
        [*command, "--cluster", cluster.address],
        env=os.environ | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert there.stdout is not None
    assert b"cleaned" in there.stdout.readline()
    cluster.scheduler.kill()
    _, problems = there.communicate(timeout=120)
    assert there.returncode == 2
    assert b"safeshare: the cluster's scheduler" in problems
    assert b"--resume" in problems
    assert b"Traceback" not in problems
    here = subprocess.run([*command, "--resume"], capture_output=True, check=False)
    assert here.returncode == 0, here.stderr
    assert len(digests(tmp_path / "there")) == PHOTOS


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
