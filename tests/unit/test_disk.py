from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from safeshare import disk
from safeshare.errors import BadRequest, CannotReadOrWrite, OutputExists, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable

JPEG = b"\xff\xd8\xff\xe0rest"


def tree(root: Path) -> Path:
    for name, content in {
        "b.jpg": JPEG,
        "a/z.png": b"garbage under a photo's name",
        "a/no-extension": JPEG,
        "a/notes.txt": b"just text",
        "a/script.py": b"print()",
        "drawing.psd": b"8BPS\0\1",
        "out/photo-0001.jpg": JPEG,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def test_a_folder_gives_what_a_user_means_in_a_stable_order(tmp_path: Path) -> None:
    root = tree(tmp_path)
    (root / "link.jpg").symlink_to(root / "b.jpg")
    (root / "elsewhere").symlink_to(root / "a")
    found = disk.photos([root], recursive=True, without=lambda folder: folder == root / "out")
    assert [str(below) for _, below in found] == [
        "b.jpg",
        "drawing.psd",
        "a/no-extension",
        "a/z.png",
    ]


def test_a_file_that_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    notes = tree(tmp_path) / "a/notes.txt"
    assert list(disk.photos([notes], recursive=False)) == [(notes, Path("notes.txt"))]


def test_a_folder_needs_the_flag(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="Add -r"):
        list(disk.photos([tmp_path], recursive=False))


def test_a_name_that_no_disk_has_fails_when_it_is_read(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 300)
    assert list(disk.photos([long], recursive=True)) == [(long, Path(long.name))]
    with pytest.raises(CannotReadOrWrite, match="the name is too long"):
        disk.read_photo(long, 100)


def test_a_folder_that_tells_names_alone_gives_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.jpg", "no-extension"):
        (tmp_path / name).write_bytes(JPEG)

    def locked(path: Path, **_: object) -> os.stat_result:
        raise PermissionError(13, "no", str(path))

    with monkeypatch.context() as patch:  # a folder that may be listed, but not entered
        patch.setattr(Path, "stat", locked)
        patch.setattr(Path, "is_dir", lambda path: path == tmp_path)
        patch.setattr(Path, "open", locked)
        found = [source.name for source, _ in disk.photos([tmp_path], recursive=True)]
    assert found == ["a.jpg", "no-extension"]


def test_reading_explains_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CannotReadOrWrite, match=r"gone\.jpg: there is no such file"):
        disk.read_photo(tmp_path / "gone.jpg", 100)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CannotReadOrWrite, match="not a regular file"):
        disk.read_photo(tmp_path / "pipe", 100)
    (tmp_path / "big.jpg").write_bytes(b"x" * 101)
    with pytest.raises(TooLarge, match="more than 100 bytes"):
        disk.read_photo(tmp_path / "big.jpg", 100)
    assert disk.read_photo(tmp_path / "big.jpg", 101) == b"x" * 101


def test_a_pipe_put_in_the_photo_s_place_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photo.jpg").write_bytes(JPEG)
    before = (tmp_path / "photo.jpg").stat()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: before)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(disk.read_photo, pipe, 100)
        try:
            with pytest.raises(CannotReadOrWrite, match="not a regular file"):
                reading.result(timeout=10)
        finally:
            os.close(os.open(pipe, os.O_RDWR))  # a reader that waits goes on


def test_a_copy_is_written_whole_with_usual_permissions(tmp_path: Path) -> None:
    place = tmp_path / "new" / "deep" / "copy.jpg"
    disk.write_new(place, JPEG)
    assert place.read_bytes() == JPEG
    mask = os.umask(0)
    os.umask(mask)
    assert place.stat().st_mode & 0o777 == 0o666 & ~mask
    assert [path.name for path in place.parent.iterdir()] == ["copy.jpg"]


@pytest.mark.parametrize("broken_link", [False, True])
def test_nothing_is_overwritten(tmp_path: Path, broken_link: bool) -> None:
    place = tmp_path / "copy.jpg"
    if broken_link:
        place.symlink_to(tmp_path / "nowhere")
    else:
        place.write_bytes(b"mine")
    with pytest.raises(OutputExists):
        disk.write_new(place, JPEG)
    with pytest.raises(OutputExists):
        disk.refuse_existing(place)
    assert not (tmp_path / "nowhere").exists()
    assert broken_link or place.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["copy.jpg"]


def test_a_file_system_without_links_gets_a_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "links are not supported")

    monkeypatch.setattr(os, "link", no_links)
    disk.write_new(tmp_path / "copy.jpg", JPEG)
    assert (tmp_path / "copy.jpg").read_bytes() == JPEG
    with pytest.raises(OutputExists):
        disk.write_new(tmp_path / "copy.jpg", b"other")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.jpg"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotReadOrWrite, match="the disk is full"):
        disk.write_new(tmp_path / "copy.jpg", JPEG)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", ["umask", "fsync"])  # when somebody else does it
def test_a_link_put_in_the_copy_s_place_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    theirs = tmp_path / "theirs"
    theirs.touch(mode=0o600)
    times = theirs.stat().st_mtime_ns
    real: Callable[[int], int] = getattr(os, call)

    def swap(number: int) -> int:
        (apart,) = (tmp_path / "shared").iterdir()
        apart.unlink()
        apart.symlink_to(theirs)
        return real(number)

    monkeypatch.setattr(os, call, swap)
    disk.write_new(tmp_path / "shared" / "copy.jpg", JPEG, timeless=True)
    assert (tmp_path / "shared" / "copy.jpg").is_symlink()
    assert theirs.stat().st_mode & 0o777 == 0o600
    assert theirs.stat().st_mtime_ns == times
    assert theirs.read_bytes() == b""


def test_a_folder_that_can_t_be_opened_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "no", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = [source for source, _ in disk.photos([tmp_path], recursive=True)]
    assert found == [tmp_path / "locked"]
    with pytest.raises(CannotReadOrWrite, match="locked: the folder can't be opened"):
        disk.read_photo(found[0], 100)


def test_a_run_bears_that_another_one_finishes_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".safeshare-other.part").touch()
    real = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        path.unlink()
        return real(path)

    monkeypatch.setattr(Path, "lstat", lstat)
    disk.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_threads_leave_the_process_s_permissions_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.umask

    def slow(mask: int) -> int:
        time.sleep(0.001)  # lets another thread in
        return real(mask)

    before = real(0o022)
    monkeypatch.setattr(os, "umask", slow)
    try:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda n: disk.write_new(tmp_path / f"{n}.jpg", JPEG), range(80)))
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}
    finally:
        after = real(before)
    assert after == 0o022
