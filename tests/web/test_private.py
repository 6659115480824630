from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import pytest

from safeshare.web import browser, private
from safeshare.web.browser import Redirect
from safeshare.web.private import LOCK, PREFIX, private_folder, sweep_leftovers


@pytest.fixture(autouse=True)
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_folder_is_private_and_gone_afterwards() -> None:
    with private_folder() as folder:
        (folder / "file").write_bytes(b"x")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_folder_is_gone_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), private_folder() as folder:
        raise ZeroDivisionError
    assert not folder.exists()


def test_leftovers_of_a_killed_run_are_wiped_by_the_next(own_temp: Path) -> None:
    code = (
        "import os; from safeshare.web.private import private_folder\n"
        "with private_folder() as folder:\n"
        "    (folder / 'left').write_bytes(b'x'); os._exit(9)\n"
    )
    environment = {**os.environ, "TMPDIR": str(own_temp)}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert ended.returncode == 9
    assert len(list(own_temp.glob(PREFIX + "*"))) == 1
    with private_folder():
        assert len(list(own_temp.glob(PREFIX + "*"))) == 1
    assert not list(own_temp.glob(PREFIX + "*"))


def test_a_running_programs_folder_is_left_alone() -> None:
    with private_folder() as folder:
        sweep_leftovers()
        assert folder.exists()


def test_a_folder_that_is_being_made_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real = private._hold

    def late(lock: IO[bytes]) -> bool:
        monkeypatch.setattr(private, "_hold", real)
        sweep_leftovers()  # of another program that starts at this moment
        return real(lock)

    sweep_leftovers()
    monkeypatch.setattr(private, "_hold", late)
    with private_folder() as folder:
        assert folder.is_dir()


def test_folders_of_another_user_are_left_alone(
    own_temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = own_temp / f"{PREFIX}left"
    left.mkdir()
    (left / LOCK).write_bytes(b"x")
    with monkeypatch.context() as patch:
        patch.setattr(os, "getuid", lambda: left.stat().st_uid + 1)
        sweep_leftovers()
        assert left.exists()
    sweep_leftovers()
    assert not left.exists()


def test_only_folders_of_ours_are_swept(own_temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[Path] = []
    monkeypatch.setattr(shutil, "rmtree", lambda folder, **_: swept.append(folder))
    elsewhere = own_temp / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / LOCK).write_bytes(b"x")
    (own_temp / f"{PREFIX}link").symlink_to(elsewhere)
    (own_temp / f"{PREFIX}without-lock").mkdir()
    (own_temp / f"{PREFIX}file").write_bytes(b"x")
    sweep_leftovers()
    assert swept == []
    assert (elsewhere / LOCK).exists()
    assert len(list(own_temp.glob(PREFIX + "*"))) == 3


def test_browser_is_told_a_private_file_and_not_the_secret(
    own_temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(browser.webbrowser, "open", told.append)
    redirect = Redirect("http://127.0.0.1:1/enter?token=secret&x", own_temp)
    redirect.open()
    (page,) = own_temp.iterdir()
    assert "token=secret&amp;x" in page.read_text()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert told == [page.as_uri()]
    assert "secret" not in told[0]
    redirect.forget()
    redirect.forget()
    assert not page.exists()


def test_without_a_screen_no_browser_is_opened(
    own_temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(browser.webbrowser, "open", lambda _url: pytest.fail("opened"))
    Redirect("http://127.0.0.1:1/", own_temp).open()
    assert not list(own_temp.iterdir())


def test_a_hardened_process_writes_for_its_owner_alone_and_leaves_no_core(tmp_path: Path) -> None:
    code = (
        "import os, resource, sys; from safeshare.web.private import harden_process\n"
        "os.umask(0o022); harden_process(); open(sys.argv[1], 'wb').close()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    place = tmp_path / "written"
    ended = subprocess.run([sys.executable, "-c", code, place], stdout=subprocess.PIPE, check=True)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert ended.stdout.split() == [b"(0,", b"0)"]
