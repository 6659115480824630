"""The commands that look and write nothing, as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.corpus import parts, png
from tests.unit.common import Pixels, folder_of_photos, safeshare


@pytest.fixture
def photos(tmp_path: Path, scene: Pixels, portrait: Pixels) -> Path:
    return folder_of_photos(tmp_path, scene, portrait)


def test_inspect_prints_what_a_photo_gives_away(photos: Path) -> None:
    done = safeshare("inspect", photos, "-r")
    assert done.returncode == 0
    assert b"Ann Example of Sample Street" in done.stdout
    assert b"1 face found" in done.stdout
    assert b"notes.txt" not in done.stdout


def test_inspect_tells_the_metadata_of_a_picture_that_can_t_be_decoded(tmp_path: Path) -> None:
    photo = tmp_path / "broken.png"
    whole = parts.saved(parts.picture(), "PNG")
    head, _, rest = whole.partition(b"IDAT")
    note = png.chunk(b"tEXt", b"Author\0Ann Example")
    photo.write_bytes(head[:-4] + note + png.chunk(b"IDAT", b"no rows") + rest[-12:])
    done = safeshare("inspect", photo)
    assert "Ann Example" in done.stdout.decode()
    assert b"broken" in done.stderr
    assert done.returncode == 3
    assert json.loads(safeshare("inspect", "--json", photo).stdout)["path"] == str(photo)


def test_inspect_json_has_the_documented_shape(photos: Path) -> None:
    found = json.loads(safeshare("inspect", photos, "-r", "--json").stdout)
    assert isinstance(found, list)
    first, second = found
    assert set(first) == {"path", "format", "width", "height", "frames", "findings", "regions"}
    assert (first["format"], first["width"], first["height"], first["frames"]) == (
        "jpeg",
        320,
        240,
        1,
    )
    assert set(first["findings"][0]) == {"kind", "where", "summary", "severity", "value"}
    face = second["regions"][0]
    assert {"id", "kind", "shape", "box", "score", "on"} <= set(face)
    assert (face["id"], face["kind"], face["shape"], face["on"]) == ("face-1", "face", "box", True)
    single = json.loads(safeshare("inspect", photos / "more/Ann.png", "--json").stdout)
    assert isinstance(single, dict)


def test_verify_exits_4_when_something_is_left(photos: Path) -> None:
    done = safeshare("verify", photos / "IMG_20240517_184502.jpg", "--json")
    assert done.returncode == 4
    assert json.loads(done.stdout)["findings"]


def test_names_never_reach_the_terminal_raw(photos: Path, scene: Pixels) -> None:
    evil = photos / "a\x1b[31m\n\u202egpj.jpg"
    Image.fromarray(scene).save(evil, "JPEG")
    done = safeshare("inspect", evil)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert "\u202e".encode() not in done.stdout
    assert rb"a\x1b[31m\n\u202egpj.jpg" in done.stdout


INTERRUPTED = """
import sys
from safeshare.cli import main
def interrupted(*_, **__): raise KeyboardInterrupt
class Interrupts:
    def find_spec(self, name, *_):
        if name == "typer":
            interrupted()
{when}
main(["inspect", "--no-pixels", "a.jpg"])
"""


@pytest.mark.parametrize(
    "when",
    [
        "sys.meta_path.insert(0, Interrupts())",
        "import typer.core; typer.core.TyperGroup.parse_args = interrupted",
        "from safeshare import listing; listing.read_photo = interrupted",
    ],
    ids=["while it is loaded", "before it begins", "in the middle"],
)
def test_ctrl_c_is_said_without_a_trace(when: str) -> None:
    code = INTERRUPTED.format(when=when)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"safeshare: stopped.\n")


def test_a_reader_who_has_enough_ends_a_run_without_a_trace(photos: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "safeshare", "inspect", "--no-pixels", "-r", photos],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, problems = process.communicate(timeout=60)
    assert (process.returncode, problems) == (130, b"")
