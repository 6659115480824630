"""The whole program, started as a user starts it, asked by plain requests."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from safeshare.errors import BadRequest, CannotReadOrWrite
from safeshare.web import server, serving
from tests.batch.common import wait_for
from tests.web.program import START, Program, Visitor, start_program


def test_photo_goes_in_and_a_copy_comes_out(visitor: Visitor, photo: bytes) -> None:
    status, report = visitor.send(photo)
    assert status == 200
    kinds = [finding["kind"] for finding in report["findings"]]
    assert {"location", "owner", "serial", "filename"} <= set(kinds)
    assert [region["kind"] for region in report["regions"]] == ["face"]
    wish = {"regions": [{"id": report["regions"][0]["id"], "on": True}]}
    steps, last = visitor.clean(report["id"], wish)
    result = last["result"]
    assert steps[:4] == ["read", "cover", "write", "check"]
    assert (result["outcome"], result["blocks_after"], result["faces_left"]) == ("cleaned", 0, 0)
    assert result["looked_for"] == ["face"]
    status, headers, copy = visitor.ask("GET", f"/api/result/{report['id']}")
    assert status == 200
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-disposition"] == 'attachment; filename="photo.jpg"'
    assert headers["cache-control"] == "no-store"
    assert len(copy) == result["bytes"]
    assert b"0123456789" not in copy


@pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux")
def test_what_could_not_be_given_up_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    unknown = "from safeshare import confine; confine.MACHINES.clear(); "
    program = start_program(tmp_path, unknown + START)
    Visitor(program).ask("GET", "/")
    program.end()
    assert "this system can't cut a program off the network" in capfd.readouterr().err


SLOW = """
import pathlib, time
from safeshare import pipeline
marks = pathlib.Path({marks!r})
def slow(data):
    (marks / "begun").touch()
    time.sleep(1)
    (marks / "ended").touch()
pipeline.inspect = slow
"""


def test_an_end_while_it_warms_up_waits_for_that(tmp_path: Path) -> None:
    (tmp_path / "marks").mkdir()
    program = start_program(tmp_path / "temp", SLOW.format(marks=f"{tmp_path}/marks") + START)
    wait_for((tmp_path / "marks/begun").exists)
    assert program.end() == 0
    assert (tmp_path / "marks/ended").exists()
    assert list(program.temp.iterdir()) == []


def test_what_goes_wrong_while_it_warms_up_is_left_to_the_first_photo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[bytes] = []

    def torn(data: bytes) -> None:
        looked.append(data)
        raise RuntimeError("cannot schedule new futures after shutdown")

    monkeypatch.setattr(serving, "inspect", torn)
    serving.warm_up()
    assert len(looked) == 1


def test_forgetting_a_page_forgets_its_photos_only(visitor: Visitor, photo: bytes) -> None:
    mine, yours = "my-page-0123456789", "your-page-0123456789"
    left, kept = visitor.send(photo, mine)[1]["id"], visitor.send(photo, yours)[1]["id"]
    assert visitor.json("POST", "/api/forget", {"page": mine})[0] == 204
    status, told = visitor.json("GET", f"/api/preview/{left}")
    assert status == 404
    assert "no longer in memory" in told["message"]
    assert visitor.send(photo, mine)[0] == 410
    assert visitor.ask("GET", f"/api/preview/{kept}")[0] == 200
    assert visitor.json("POST", "/api/forget", {"page": mine, "all": True})[0] == 204
    assert visitor.ask("GET", f"/api/preview/{kept}")[0] == 404


def test_heic_goes_in_and_is_shown_as_jpeg(visitor: Visitor) -> None:
    pillow_heif.register_heif_opener()
    out = BytesIO()
    Image.new("RGB", (320, 200), "teal").save(out, "HEIF")
    status, report = visitor.send(out.getvalue())
    assert (status, report["width"], report["height"]) == (200, 320, 200)
    status, headers, preview = visitor.ask("GET", f"/api/preview/{report['id']}")
    assert headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(preview)).size == (320, 200)


@pytest.mark.parametrize(
    ("body", "status"), [(b"not a photo", 415), (b"", 415), (b"\xff\xd8\xff\xe0cut", 415)]
)
def test_what_is_no_photo_is_told_in_words(visitor: Visitor, body: bytes, status: int) -> None:
    given, told = visitor.send(body)
    assert given == status
    assert str(told["message"])[0].isupper()
    assert "Traceback" not in str(told)


def test_bad_wishes_are_told_in_words(visitor: Visitor, photo: bytes) -> None:
    _, report = visitor.send(photo)
    address = f"/api/clean/{report['id']}"
    stranger = {"regions": [{"id": "x", "on": True}]}
    for wish in (stranger, {"options": {"style": "sparkle"}}, {"regions": 1}):
        status, told = visitor.json("POST", address, wish)
        assert status == 400
        assert told["message"]
        assert "--" not in str(told["message"])
    assert visitor.json("POST", "/api/clean/unknown", {})[0] == 404
    assert visitor.json("GET", f"/api/result/{report['id']}")[0] == 404
    assert visitor.ask("POST", "/api/photo", photo)[0] == 400


def test_texts_and_assets_are_served(visitor: Visitor) -> None:
    assert visitor.json("GET", "/api/texts")[1]["lang"] == "en"
    status, headers, _ = visitor.ask("GET", "/ui/main.js")
    assert status == 200
    assert headers["content-type"].startswith("text/javascript")
    assert visitor.ask("GET", "/ui/nothing.js")[0] == 404


def test_who_has_no_cookie_gets_nothing(visitor: Visitor) -> None:
    assert visitor.ask("GET", "/", Cookie="")[0] == 401
    assert visitor.ask("GET", "/", Host="evil.example")[0] == 421
    assert visitor.ask("GET", "/api/texts", Sec_Fetch_Site="cross-site")[0] == 403


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_every_ending_leaves_nothing_behind(program: Program, photo: bytes, how: int) -> None:
    assert Visitor(program).send(photo)[0] == 200
    (folder,) = program.temp.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert program.end(how) == 0
    assert list(program.temp.iterdir()) == []


def test_no_photo_is_on_the_disk_while_it_is_used(program: Program, photo: bytes) -> None:
    visitor, page = Visitor(program), "a-page-0123456789"
    _, report = visitor.send(photo, page)
    for route in ("covered", "text", "clean"):
        assert visitor.ask("POST", f"/api/{route}/{report['id']}", b"{}")[0] == 200
    for path in (f"thumb/{report['id']}", f"result/{report['id']}", f"zip/{page}"):
        assert visitor.ask("GET", f"/api/{path}")[0] == 200
    written = [path.read_bytes() for path in program.temp.rglob("*") if path.is_file()]
    assert not [data for data in written if b"\xff\xd8\xff" in data or len(data) > 10_000]
    handles = Path(f"/proc/{program.process.pid}/fd")
    if handles.exists():
        own = (handle for handle in handles.iterdir() if int(handle.name) > 2)
        opened = [target_of(handle) for handle in own]
        assert not [name for name in opened if "deleted" in name]


def target_of(handle: Path) -> str:
    """Give what a handle of the running program leads to."""
    try:
        return str(handle.readlink())
    except FileNotFoundError:
        return ""  # it was closed meanwhile


def test_the_running_program_can_not_reach_out(tmp_path: Path) -> None:
    code = (
        "import socket, sys, types; serving = types.ModuleType('safeshare.web.serving'); "
        "serving.serve = lambda *_: socket.create_connection(('192.0.2.1', 80), 1); "
        "sys.modules[serving.__name__] = serving; "
        "from safeshare.web.server import run; run(open_browser=False)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "stays on this computer" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_network_is_given_up_when_the_browser_is_in_and_not_before(tmp_path: Path) -> None:
    code = (
        "import socket, subprocess, sys, threading, time, types, webbrowser\n"
        "late = threading.Event()\n"
        "child = [sys.executable, '-c', 'import socket; socket.socket(); print(1)']\n"
        "def browser(_):\n"
        "    late.wait(); subprocess.run(child, check=True); late.clear()\n"
        "def serve(_listener, _token, entered):\n"
        "    late.set()\n"
        "    while late.is_set(): time.sleep(0.01)\n"
        "    entered()\n"
        "    socket.socket()\n"
        "webbrowser.open = browser\n"
        "serving = types.ModuleType('safeshare.web.serving'); serving.serve = serve\n"
        "sys.modules[serving.__name__] = serving\n"
        "from safeshare.web.server import run; run()\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "DISPLAY": ":0"}
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ended.stdout.endswith("1\n")
    assert ended.stderr.endswith("PermissionError: [Errno 13] Permission denied\n")


def test_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotReadOrWrite, match="can't be used"):
            server._listen(taken.getsockname()[1])


@pytest.mark.parametrize("port", [-1, 65_536])
def test_port_that_does_not_exist_is_told(port: int) -> None:
    with pytest.raises(BadRequest, match="0 to 65535"):
        server._listen(port)
