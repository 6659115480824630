"""What a whole use of the page leaves on the disk and asks of the network: nothing."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import ARGUMENTS
from tests.web.likeness import PATCH
from tests.web.pages import WINDOW, watch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Browser

    from tests.web.program import Program

RUN = 40
"""Bytes in a row that two files share only when one holds a part of the other."""

TABLES = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
LOCAL = re.compile(r"(0100007F|0{24}0100007F|0{31}1|0{24}FFFF00000100007F):")


def runs_of(data: bytes) -> list[bytes]:
    """Give pieces from all over a file, its head left out: that is the same in many files."""
    step = max(RUN, len(data) // 12)
    return [data[at : at + RUN] for at in range(1_000, len(data) - RUN, step)]


def files_with(runs: Iterable[bytes], folder: Path) -> list[Path]:
    wanted = list(runs)
    found = []
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names):
            with suppress(FileNotFoundError):  # a browser at work takes files away meanwhile
                data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
                found += [path] if any(run in data for run in wanted) else []
    return found


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a name so short that a browser can have its sockets in it."""
    with tempfile.TemporaryDirectory(prefix="b", ignore_cleanup_errors=True) as name:
        yield Path(name)


def test_a_whole_use_leaves_no_byte_of_a_photo_on_the_disk(
    browser: Browser,
    browser_command: str,
    program: Program,
    photo: bytes,
    tmp_path: Path,
    short_folder: Path,
) -> None:
    profile, saved, temp = tmp_path / "profile", tmp_path / "saved", short_folder
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=browser_command,
        args=ARGUMENTS,
        env={**os.environ, "TMPDIR": str(temp)},
        downloads_path=saved,
        viewport=WINDOW,
    )
    watched = watch(context)
    watched.goto(program.link)
    watched.open_photo(photo)
    watched.draw(PATCH)
    watched.page.locator(".ss-mark").wait_for()
    watched.make()
    copy = watched.save()
    photo_id = next(url for url in watched.requests if "/api/clean/" in url).rpartition("/")[2]
    pictures = [photo, copy]
    for route in ("preview", "thumb", "after"):
        answer = context.request.get(f"{program.address}/api/{route}/{photo_id}")
        pictures.append(answer.body())
    runs = [run for data in pictures for run in runs_of(data)]
    assert len(runs) > 40
    assert files_with(runs, saved)  # so would be found what lay anywhere else
    for folder in (profile, temp, program.temp):
        assert files_with(runs, folder) == []
    watched.forget()
    context.close()
    assert any(profile.iterdir())
    for folder in (profile, temp, program.temp):
        assert files_with(runs, folder) == []
    assert program.end() == 0
    assert list(program.temp.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/net").exists(), reason="the system has no /proc")
def test_no_socket_leaves_the_computer(browser: Browser, program: Program, photo: bytes) -> None:
    seen: set[str] = set()
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.02):
            seen.update(sockets(program.process.pid))

    looking = threading.Thread(target=look)
    looking.start()
    context = browser.new_context(viewport=WINDOW)
    watched = watch(context)
    watched.goto(program.link)
    watched.open_photo(photo)
    watched.make()
    watched.save()
    context.close()
    ended.set()
    looking.join()
    assert len(seen) > 2
    assert [row for row in seen if not all(map(LOCAL.match, row.split()[1:3]))] == []
    own = (program.address + "/", f"blob:{program.address}/")
    assert [url for url in watched.requests if not url.startswith(own)] == []


def sockets(pid: int) -> set[str]:
    """Give the rows of the system's tables for sockets that a process holds."""
    own = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            own.add(str(handle.readlink()))
        except OSError:
            continue  # closed meanwhile
    rows = set()
    for table in TABLES:
        for row in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = row.split()
            if f"socket:[{fields[9]}]" in own:
                # what listens, or has not been answered yet, has nobody at its other end
                other = fields[1] if int(fields[2].partition(":")[0], 16) == 0 else fields[2]
                rows.add(f"{table} {fields[1]} {other}")
    return rows
