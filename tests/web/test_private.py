from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from safeshare.web import browser
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


def test_only_folders_of_ours_are_swept(own_temp: Path) -> None:
    elsewhere = own_temp / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / LOCK).touch()
    (own_temp / f"{PREFIX}link").symlink_to(elsewhere)
    (own_temp / f"{PREFIX}without-lock").mkdir()
    (own_temp / f"{PREFIX}file").write_bytes(b"x")
    sweep_leftovers()
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
