"""Runs over many photos: resumed, killed, named, private. The command in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from safeshare import disk, verify
from safeshare.naming import goes_there
from tests.batch.common import command, digests, safeshare


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Twelve small photos that differ, in a folder and one below it."""
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    noise = np.random.default_rng(7)
    exif = Image.Exif()
    exif[315] = "Ann Example of Sample Street"
    for number in range(12):
        pixels = noise.integers(0, 255, (40, 60, 3), np.uint8)
        place = folder / ("below" if number > 7 else "") / f"IMG_{number}.jpg"
        Image.fromarray(pixels).save(place, exif=exif)
    return folder


def lines(record: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in record.read_text().splitlines()]


def begun(photos: Path, out: Path, record: Path, *more: object) -> list[object]:
    return ["clean", photos, "-r", "-o", out, "--no-faces", "--report", record, *more]


def test_resume_leaves_whole_copies_and_redoes_the_others(photos: Path, tmp_path: Path) -> None:
    out, record = tmp_path / "out", tmp_path / "run.jsonl"
    assert safeshare(*begun(photos, out, record)).returncode == 0
    first = digests(out)
    cut, gone = out / "photo-0002.jpg", out / "photo-0003.jpg"
    cut.write_bytes(cut.read_bytes()[:100])
    gone.unlink()
    changed = photos / "IMG_4.jpg"
    Image.open(changed).rotate(180).save(changed)
    Image.open(changed).save(photos / "IMG_99.jpg")
    untouched = (out / "photo-0001.jpg").stat().st_ino
    again = safeshare(*begun(photos, out, record, "--resume"))
    assert again.returncode == 0, again.stderr
    assert again.stdout.count("done by an earlier run") == 9
    second = digests(out)
    assert len(second) == 13
    assert {name for name in first if second[name] != first[name]} == {"photo-0005.jpg"}
    assert (out / "photo-0001.jpg").stat().st_ino == untouched
    assert len(lines(record)) == 12 + 4
    for path in out.rglob("*.jpg"):
        assert verify(path.read_bytes()) == ()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (["--mark", "0,0,20,20"], []),
        ([], ["--names", "keep"]),
        ([], ["--names", "random"]),
        (["--names", "keep"], []),
        (["--names", "random"], ["--names", "keep"]),
        (["-o", "elsewhere"], []),
    ],
)
def test_resume_with_other_options_replaces_nothing(
    photos: Path, tmp_path: Path, first: list[str], then: list[str]
) -> None:
    out, record = tmp_path / "out", tmp_path / "run.json"
    first = [str(tmp_path / one) if one == "elsewhere" else one for one in first]
    assert safeshare(*begun(photos, out, record, *first)).returncode == 0
    before = digests(tmp_path)
    again = safeshare(*begun(photos, out, record, "--resume", *then))
    assert again.returncode == 2
    assert "other options" in again.stderr
    assert digests(tmp_path) == before


@pytest.mark.parametrize(
    ("names", "copy", "fits"),
    [
        ("neutral", "photo-0012", True),
        ("neutral", "photo-0012-2", True),
        ("neutral", "beach", False),
        ("random", "photo-0123456789ab", True),
        ("random", "photo-0012", False),
        ("keep", "beach", True),
        ("keep", "beach-2", True),
        ("keep", "beach-hut", False),
        ("keep", "2", False),
        ("keep", "photo-0012", False),
    ],
)
def test_a_copy_is_known_by_its_name_and_place(names: str, copy: str, *, fits: bool) -> None:
    source = Path("in/beach.jpg")
    assert goes_there(source, Path(f"out/a/{copy}.jpg"), Path("out"), names) is fits
    assert not goes_there(source, Path(f"elsewhere/{copy}.jpg"), Path("out"), names)
    assert goes_there(source, Path(f"in/safer copies/{copy}.jpg"), None, names) is fits


def test_resume_redoes_photos_whose_own_regions_changed(photos: Path, tmp_path: Path) -> None:
    out, record, file = tmp_path / "out", tmp_path / "run.jsonl", tmp_path / "regions.json"
    box = {"shape": "box", "box": [0, 0, 20, 20]}
    file.write_text(json.dumps([{"path": str(photos / "IMG_3.jpg"), "regions": [box]}]))
    assert safeshare(*begun(photos, out, record, "--regions", file)).returncode == 0
    before = digests(out)
    box["box"] = [0, 0, 40, 30]
    file.write_text(json.dumps([{"path": str(photos / "IMG_3.jpg"), "regions": [box]}]))
    again = safeshare(*begun(photos, out, record, "--regions", file, "--resume"))
    assert again.returncode == 0, again.stderr
    after = digests(out)
    assert [name for name in before if before[name] != after[name]] == ["photo-0004.jpg"]


def test_resume_takes_no_stranger_for_a_copy(photos: Path, tmp_path: Path) -> None:
    out, record = tmp_path / "out", tmp_path / "run.jsonl"
    out.mkdir()
    (out / "photo-0001.jpg").write_bytes(b"mine")
    again = safeshare(*begun(photos, out, record, "--resume"))
    assert again.returncode == 3
    assert "photo-0001.jpg is already there" in again.stderr
    assert (out / "photo-0001.jpg").read_bytes() == b"mine"


def test_resume_leaves_a_copy_alone_that_the_user_changed(photos: Path, tmp_path: Path) -> None:
    out, record = tmp_path / "out", tmp_path / "run.jsonl"
    assert safeshare(*begun(photos, out, record)).returncode == 0
    edited = out / "photo-0001.jpg"
    Image.open(edited).rotate(90).save(edited)
    mine = edited.read_bytes()
    again = safeshare(*begun(photos, out, record, "--resume"))
    assert again.returncode == 3
    assert "photo-0001.jpg is already there" in again.stderr
    assert edited.read_bytes() == mine


def test_resume_needs_a_record(photos: Path, tmp_path: Path) -> None:
    done = safeshare("clean", photos, "-r", "-o", tmp_path / "out", "--resume")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--report" in done.stderr


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_run_leaves_whole_copies_and_is_resumed(
    photos: Path, tmp_path: Path, seed: int
) -> None:
    out, record = tmp_path / "out", tmp_path / "run.jsonl"
    calm = tmp_path / "calm"
    assert safeshare(*begun(photos, calm, tmp_path / "calm.jsonl")).returncode == 0
    moment = np.random.default_rng(seed)
    for _ in range(3):
        running = subprocess.Popen(
            command(*begun(photos, out, record, "--resume", "-j", 2)), stdout=subprocess.PIPE
        )
        assert running.stdout is not None
        assert running.stdout.readline()
        time.sleep(moment.uniform(0, 0.05))
        running.send_signal(signal.SIGKILL)
        running.stdout.read()  # ends when the processes below it have ended too
        running.wait()
        for path in out.rglob("photo-*"):
            assert (
                digests(calm)[str(path.relative_to(out))]
                == digests(out)[str(path.relative_to(out))]
            )
    done = safeshare(*begun(photos, out, record, "--resume"))
    assert done.returncode == 0, done.stderr
    whole = {name: sha for name, sha in digests(out).items() if not name.endswith(".part")}
    assert whole == digests(calm)


def test_what_a_killed_run_left_is_swept_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "below/.safeshare-left.part"
    left.parent.mkdir()
    left.write_bytes(b"half a copy")
    os.utime(left, (1, 1))  # as a copy has that tells the day alone: no sign of its age
    disk.sweep(tmp_path)
    assert left.exists()  # another run may be writing it
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + disk.write.ABANDONED + 1)
    disk.sweep(tmp_path)
    assert not left.exists()


def test_copies_tell_the_day_alone_and_can_be_private(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = safeshare("clean", photos, "-r", "-o", out, "--no-faces", "--private")
    assert done.returncode == 0
    copies = list(out.rglob("*.jpg"))
    assert len(copies) == 12
    for path in copies:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_mtime % 86_400 == 0
        assert 0 <= time.time() - path.stat().st_mtime < 2 * 86_400


def test_random_names_tell_no_order(photos: Path, tmp_path: Path) -> None:
    runs = []
    for number in range(2):
        out = tmp_path / f"out-{number}"
        done = safeshare("clean", photos, "-r", "-o", out, "--no-faces", "--names", "random")
        assert done.returncode == 0
        runs.append({path.name for path in out.rglob("*.jpg")})
    assert len(runs[0] | runs[1]) == 24


def test_a_source_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    from safeshare.disk import read_stamped
    from safeshare.errors import CannotReadOrWrite

    growing = tmp_path / "growing.jpg"
    growing.write_bytes(b"x" * 1000)

    real = os.fstat
    seen = []

    def fstat(handle: int) -> os.stat_result:
        if seen:
            with growing.open("ab") as file:
                file.write(b"y")
        seen.append(handle)
        return real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fstat", fstat)
        with pytest.raises(CannotReadOrWrite, match="changed while it was read"):
            read_stamped(growing, 10_000)


def test_odd_names_survive_in_the_record_and_never_reach_the_terminal(
    photos: Path, tmp_path: Path
) -> None:
    names = [b"line\nbreak.jpg", b"turned\xe2\x80\xaegpj.jpg", b"broken\xff.jpg", b"\x1b[2J.jpg"]
    source = photos / "IMG_0.jpg"
    for name in names:
        Path(os.fsdecode(os.fsencode(photos) + b"/" + name)).write_bytes(source.read_bytes())
    record = tmp_path / "run.jsonl"
    done = subprocess.run(
        command(*begun(photos, tmp_path / "out", record)), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = {os.fsencode(entry["path"]).removeprefix(os.fsencode(photos) + b"/")
            for entry in lines(record)}  # fmt: skip
    assert told >= set(names)
    for raw in (b"\x1b", b"\xff", b"\xe2\x80\xae"):
        assert raw not in done.stdout + done.stderr
