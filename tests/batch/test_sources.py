"""Odd sources: gone, changing, no files at all, elsewhere, of one name."""

from __future__ import annotations

import os
import socket
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from safeshare import batch, disk
from safeshare.batch import Manner
from safeshare.model import Outcome, Plan
from safeshare.run import Run, clean_photos

from .common import digests, entries, safeshare, small_photos

LOOKS = ("--no-faces", "--no-codes")


def run_with(
    photos: Path, monkeypatch: pytest.MonkeyPatch, before: Callable[[Path], None]
) -> dict[str, tuple[Outcome, str | None]]:
    """Run in this process; `before` comes in between finding a photo and reading it."""

    def read(path: Path, limit: int) -> tuple[bytes, disk.Stamp]:
        before(path)
        return disk.read_stamped(path, limit)

    monkeypatch.setattr(batch, "read_stamped", read)
    record = photos.parent / "run.json"
    plan = Plan(detect=(), recheck=())
    out = photos.parent / "out"
    clean_photos(
        Run([photos], out, True, "neutral", plan, {}, Manner(), record, workers=1, quiet=True)
    )
    return {
        Path(entry["path"]).name: (Outcome(entry["outcome"]), entry["error"])
        for entry in entries(record)
    }


def test_a_source_that_vanished_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photos = small_photos(tmp_path / "in", 4)

    def before(path: Path) -> None:
        if path.name == "IMG_00001.jpg":
            (photos / "IMG_00002.jpg").unlink()

    ended = run_with(photos, monkeypatch, before)
    outcome, why = ended.pop("IMG_00002.jpg")
    assert outcome == Outcome.REFUSED
    assert why is not None
    assert "there is no such file" in why
    assert [outcome for outcome, _ in ended.values()] == [Outcome.CLEANED] * 3
    assert len(digests(tmp_path / "out")) == 3


def test_a_source_that_somebody_writes_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = small_photos(tmp_path / "in", 3)
    growing = photos / "IMG_00001.jpg"
    real = os.fstat
    looks: list[int] = []

    def fstat(handle: int) -> os.stat_result:
        status = real(handle)
        if os.path.samestat(status, growing.stat()):
            looks.append(handle)
            if len(looks) == 2:
                with growing.open("ab") as file:
                    file.write(b"more")
            status = real(handle)
        return status

    monkeypatch.setattr(os, "fstat", fstat)
    ended = run_with(photos, monkeypatch, lambda _: None)
    outcome, why = ended["IMG_00001.jpg"]
    assert outcome == Outcome.REFUSED
    assert why is not None
    assert "changed while it was read" in why
    assert len(digests(tmp_path / "out")) == 2


def test_what_is_no_file_is_refused_by_name_and_nothing_waits(tmp_path: Path) -> None:
    photos = small_photos(tmp_path / "in", 1)
    os.mkfifo(photos / "pipe.jpg")
    os.mkfifo(photos / "pipe")
    here = socket.socket(socket.AF_UNIX)
    here.bind(os.path.relpath(photos / "socket.jpg"))
    try:
        done = safeshare("clean", photos, "/dev/zero", "-r", "-o", tmp_path / "out", *LOOKS)
    finally:
        here.close()
    assert done.returncode == 3
    for name in (photos / "pipe.jpg", photos / "socket.jpg", "/dev/zero"):
        assert f"{name}: it is not a regular file" in done.stderr
    assert done.stderr.count("\n") == 3
    assert len(digests(tmp_path / "out")) == 1


def test_links_lead_nowhere(tmp_path: Path) -> None:
    photos = small_photos(tmp_path / "in", 2)
    private = small_photos(tmp_path / "private", 2)
    (photos / "folder").symlink_to(private)
    (photos / "file.jpg").symlink_to(private / "IMG_00000.jpg")
    (photos / "circle").symlink_to(photos)
    (photos / "gone.jpg").symlink_to(tmp_path / "gone")
    done = safeshare("clean", photos, "-r", "-o", tmp_path / "out", *LOOKS)
    assert done.returncode == 0, done.stderr
    assert sorted(digests(tmp_path / "out")) == ["photo-0001.jpg", "photo-0002.jpg"]


def test_copies_inside_of_the_folder_are_not_cleaned_again(tmp_path: Path) -> None:
    photos = small_photos(tmp_path / "in", 3)
    out = photos / "deep" / "out"
    for many in (3, 6):
        done = safeshare("clean", photos, "-r", "-o", out, *LOOKS, "--names", "random")
        assert done.returncode == 0, done.stderr
        assert len(digests(out)) == many


@pytest.mark.parametrize("out", [".", "link"])
def test_copies_never_go_among_their_originals(tmp_path: Path, out: str) -> None:
    photos = small_photos(tmp_path / "in", 2)
    (tmp_path / "link").symlink_to(photos)
    place = photos if out == "." else tmp_path / out
    done = safeshare("clean", photos, "-r", "-o", place, *LOOKS)
    assert done.returncode == 2
    assert "among their originals" in done.stderr
    assert len(digests(photos)) == 2


def test_names_that_a_disk_may_take_for_the_same_never_meet(tmp_path: Path) -> None:
    source = (small_photos(tmp_path / "one", 1) / "IMG_00000.jpg").read_bytes()
    names = ["IMG.jpg", "img.JPG", "Img.png", "Straße.jpg", "STRASSE.jpg", "ALBUM/é.jpg"]
    names += ["album/e\u0301.jpg", "album/É.jpg"]
    for name in names:
        place = tmp_path / "in" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source)
    out = tmp_path / "out"
    record = tmp_path / "run.jsonl"
    run = ("clean", tmp_path / "in", "-r", "-o", out, "--names", "keep", *LOOKS)
    run += ("--report", record)
    assert safeshare(*run).returncode == 0
    made = digests(out)
    assert len(made) == len(names)
    assert {unicodedata.normalize("NFC", name).casefold() for name in made} == {
        "img.jpg", "img-2.jpg", "img-3.jpg", "strasse.jpg", "strasse-2.jpg",
        "album/é.jpg", "album/é-2.jpg", "album/é-3.jpg",
    }  # fmt: skip
    again = safeshare(*run, "--resume")
    assert again.stdout.count("done by an earlier run") == len(names)
    assert digests(out) == made


def test_folders_of_the_same_names_share_an_output(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        small_photos(tmp_path / folder / "2024", 2)
    out = tmp_path / "out"
    for names, many in (("keep", 4), ("neutral", 8)):
        done = safeshare(
            "clean", tmp_path / "a", tmp_path / "b", "-r", "-o", out, "--names", names, *LOOKS
        )
        assert done.returncode == 0, done.stderr
        assert len(digests(out)) == many
