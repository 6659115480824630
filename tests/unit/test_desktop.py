"""The action in file managers: what is written, that it runs, and that it goes away again."""

from __future__ import annotations

import configparser
import os
import plistlib
import resource
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from defusedxml import ElementTree
from PIL import Image

from safeshare import desktop, verify
from safeshare.desktop import notice
from safeshare.errors import CannotReadOrWrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with all four file managers of Linux installed."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("nautilus", "dolphin", "nemo", "thunar"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def photo(folder: Path) -> Path:
    """A photo with an artist, under a name with odd characters."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "a b'c $HOME.jpg"
    exif = Image.Exif()
    exif[315] = "Ann Example"
    Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(path, exif=exif)
    return path


def test_every_file_manager_gets_its_file_and_loses_it_again(home: Path) -> None:
    written = [str(path.relative_to(home)) for path in desktop.integrate(home)]
    assert (
        sorted(written)
        == files(home)
        == [
            ".config/Thunar/uca.xml",
            ".local/share/kio/servicemenus/safeshare.desktop",
            ".local/share/nautilus/scripts/Make a safer copy",
            ".local/share/nemo/actions/safeshare.nemo_action",
        ]
    )
    assert list(desktop.integrate(home))  # a second time changes nothing
    assert files(home) == sorted(written)
    assert len(list(desktop.withdraw(home))) == 4
    assert files(home) == []


def test_only_file_managers_that_are_there_get_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert list(desktop.integrate(home)) == []
    assert files(home) == []


@pytest.mark.parametrize("kind", ["nautilus", "dolphin", "nemo", "thunar"])
def test_the_command_in_the_file_makes_a_safer_copy(home: Path, kind: str) -> None:
    list(desktop.integrate(home))
    path = photo(home / "my photos")
    entry = configparser.RawConfigParser(strict=False)
    entry.optionxform = str  # type: ignore[assignment,method-assign] # keys keep their case
    if kind == "nautilus":
        words = [str(home / ".local/share/nautilus/scripts/Make a safer copy"), "%F"]
    elif kind == "thunar":
        actions = ElementTree.parse(home / ".config/Thunar/uca.xml")
        words = shlex.split(actions.findtext("action/command") or "")
    else:
        name, section = {
            "dolphin": ("kio/servicemenus/safeshare.desktop", "Desktop Action safer"),
            "nemo": ("nemo/actions/safeshare.nemo_action", "Nemo Action"),
        }[kind]
        entry.read(home / ".local/share" / name)
        words = shlex.split(entry[section]["Exec"])
    assert words[-1] == "%F"
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run([*words[:-1], path], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    (copy,) = (path.parent / "safer copies").iterdir()
    assert verify(copy.read_bytes()) == ()


def test_other_actions_of_thunar_stay(home: Path) -> None:
    place = home / ".config/Thunar/uca.xml"
    place.parent.mkdir(parents=True)
    place.write_text(
        '<?xml version="1.0"?><actions><action><name>Mine &amp; yours</name>'
        "<unique-id>1</unique-id><command>mine %f</command></action></actions>"
    )
    list(desktop.integrate(home))
    list(desktop.integrate(home))
    names = [entry.text for entry in ElementTree.parse(place).iterfind("action/name")]
    assert names == ["Mine & yours", "Make a safer copy"]
    list(desktop.withdraw(home))
    names = [entry.text for entry in ElementTree.parse(place).iterfind("action/name")]
    assert names == ["Mine & yours"]


def test_a_file_of_thunar_without_our_action_is_left_as_it_is(home: Path) -> None:
    place = home / ".config/Thunar/uca.xml"
    place.parent.mkdir(parents=True)
    place.write_text("<actions><!-- mine --></actions>")
    assert list(desktop.withdraw(home)) == []
    assert place.read_text() == "<actions><!-- mine --></actions>"


@pytest.mark.parametrize("change", [desktop.integrate, desktop.withdraw])
def test_a_full_disk_leaves_every_file_as_it_is(
    home: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], Iterator[Path]]
) -> None:
    own = home / ".config/Thunar/uca.xml"
    own.parent.mkdir(parents=True)
    own.write_text("<actions><action><unique-id>mine</unique-id></action></actions>")
    list(desktop.integrate(home))
    before = {name: (home / name).read_bytes() for name in files(home)}
    monkeypatch.setattr(desktop, "LABEL", "Another label")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(CannotReadOrWrite, match="larger than files may be"):
            list(change(home))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    after = {name: (home / name).read_bytes() for name in files(home)}
    assert after.items() <= before.items()
    assert ".config/Thunar/uca.xml" in after


def test_a_broken_file_of_thunar_is_left_as_it_is(home: Path) -> None:
    place = home / ".config/Thunar/uca.xml"
    place.parent.mkdir(parents=True)
    place.write_text("<actions><broken")
    with pytest.raises(CannotReadOrWrite, match="no list of Thunar's actions"):
        list(desktop.integrate(home))
    assert place.read_text() == "<actions><broken"


def test_windows_and_macos(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    (path,) = desktop.integrate(home)
    assert path == home / "AppData/Roaming/Microsoft/Windows/SendTo/Make a safer copy.js"
    assert b'"--"];\r\n' in path.read_bytes()
    assert list(desktop.withdraw(home)) == [path]
    monkeypatch.setattr(sys, "platform", "darwin")
    info, flow = desktop.integrate(home)
    service = plistlib.loads(info.read_bytes())["NSServices"][0]
    assert service["NSMenuItem"]["default"] == "Make a safer copy"
    action = plistlib.loads(flow.read_bytes())["actions"][0]["action"]
    assert action["ActionParameters"]["COMMAND_STRING"].endswith('-- "$@"')
    assert len(list(desktop.withdraw(home))) == 2
    assert files(home) == []
    assert list((home / "Library/Services").iterdir()) == []


@pytest.fixture
def notices(home: Path, tmp_path: Path) -> Path:
    """A desktop whose program for notices writes down what it was asked, in a folder."""
    assert home
    told = tmp_path / "told"
    program = tmp_path / "programs" / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{told}"\n')
    program.chmod(0o755)
    return told


def test_a_notice_says_what_happened_and_obeys_no_name(notices: Path) -> None:
    notice.show("1 safer copy made. 1 without: <a href=x>&\x1b.jpg: it is no photo.")
    *options, text = notices.read_text().splitlines()
    assert options == ["--app-name", "safeshare", "safeshare"]
    assert text == r"1 safer copy made. 1 without: &lt;a href=x&gt;&amp;\x1b.jpg: it is no photo."


@pytest.mark.parametrize("trouble", ["slow", "broken"])
def test_a_desktop_that_takes_no_notice_spoils_no_run(
    notices: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    program = notices.with_name("programs") / "notify-send"
    if trouble == "slow":
        monkeypatch.setattr(notice, "PATIENCE", 0.2)
        program.write_text("#!/bin/sh\nexec sleep 30\n")
    else:
        program.write_text("#!/nowhere/sh\n")
    begun = time.monotonic()
    notice.show("1 safer copy made.")
    assert time.monotonic() - begun < 15
    assert not notices.exists()
