"""The command, run as a user runs it: in a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from safeshare import verify
from tests.batch.common import led, wait_for
from tests.unit.common import Pixels, folder_of_photos, safeshare


@pytest.fixture
def photos(tmp_path: Path, scene: Pixels, portrait: Pixels) -> Path:
    return folder_of_photos(tmp_path, scene, portrait)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_help_names_the_commands() -> None:
    done = safeshare("--help")
    assert done.returncode == 0
    for word in (b"inspect", b"clean", b"verify", b"ui"):
        assert word in done.stdout


def test_version_is_that_of_the_package() -> None:
    done = safeshare("--version")
    assert (done.returncode, done.stdout.decode().split()) == (0, ["safeshare", "0.1.0"])
    assert safeshare().returncode in (0, 2)
    assert b"Usage" in safeshare().stdout


def test_app_py_takes_the_options_of_the_page() -> None:
    program = Path(__file__).parents[2] / "app.py"
    done = subprocess.run([sys.executable, program, "--help"], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"--no-browser" in done.stdout


def test_clean_then_verify_a_folder(photos: Path, tmp_path: Path) -> None:
    before, out, report = contents(photos), tmp_path / "out", tmp_path / "report.json"
    done = safeshare("clean", photos, "-r", "-o", out, "--report", report)
    assert done.returncode == 0, done.stderr
    assert contents(photos) == before
    assert set(contents(out)) == {"photo-0001.jpg", "more/photo-0002.png"}
    assert safeshare("verify", out, "-r").returncode == 0
    files = json.loads(report.read_text())["files"]
    assert [entry["outcome"] for entry in files] == ["cleaned", "cleaned"]
    assert set(files[0]) == {
        "path",
        "output",
        "outcome",
        "error",
        "removed",
        "redacted",
        "remaining",
        "seconds",
        "source",
        "sha256",
        "plan",
    }
    assert files[1]["redacted"][0]["kind"] == "face"


def test_refused_photos_do_not_stop_the_others(photos: Path, tmp_path: Path) -> None:
    (photos / "cut.jpg").write_bytes((photos / "IMG_20240517_184502.jpg").read_bytes()[:900])
    out = tmp_path / "out"
    done = safeshare("clean", photos, "-r", "-o", out)
    assert done.returncode == 3
    assert b"cut.jpg" in done.stderr
    assert len(contents(out)) == 2


def test_a_second_run_overwrites_nothing(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    source = photos / "IMG_20240517_184502.jpg"
    assert safeshare("clean", source, "-o", out).returncode == 0
    (out / "photo-0001.jpg").write_bytes(b"mine now")
    done = safeshare("clean", source, "-o", out)
    assert done.returncode == 3
    assert b"photo-0001.jpg is already there" in done.stderr
    assert contents(out) == {"photo-0001.jpg": b"mine now"}


def test_kept_names_never_collide(photos: Path, tmp_path: Path) -> None:
    for name in ("same.jpg", "same.jpeg"):
        (photos / name).write_bytes((photos / "IMG_20240517_184502.jpg").read_bytes())
    out = tmp_path / "out"
    both = (photos / "same.jpg", photos / "same.jpeg")
    assert safeshare("clean", *both, "-o", out, "--names", "keep").returncode == 0
    assert set(contents(out)) == {"same.jpg", "same-2.jpg"}


def test_a_dry_run_writes_nothing(photos: Path, tmp_path: Path) -> None:
    done = safeshare("clean", photos, "-r", "-o", tmp_path / "out", "--dry-run")
    assert done.returncode == 0
    assert not (tmp_path / "out").exists()


def test_standard_input_to_standard_output(photos: Path) -> None:
    source = (photos / "IMG_20240517_184502.jpg").read_bytes()
    done = safeshare("clean", "-", stdin=source)
    assert done.returncode == 0
    assert verify(done.stdout) == ()
    refused = safeshare("clean", "-", stdin=b"not a photo")
    assert (refused.returncode, refused.stdout) == (3, b"")
    assert b"standard input" in refused.stderr


@pytest.mark.parametrize(
    "options",
    [("-o", "out"), ("--beside",), ("--report", "r.json"), ("--dry-run",), ("--resume",)],
)
def test_what_standard_output_can_t_keep_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = safeshare("clean", "-", *options, stdin=b"not read")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"- stands alone" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_regions_of_another_photo_are_not_passed_over_in_a_pipe(
    photos: Path, tmp_path: Path
) -> None:
    source = (photos / "IMG_20240517_184502.jpg").read_bytes()
    file = tmp_path / "regions.json"
    for path, code in {"IMG_20240517_184502.jpg": 2, "-": 0}.items():
        region = {"shape": "box", "box": [10, 20, 60, 70]}
        file.write_text(json.dumps({"path": path, "regions": [region]}))
        done = safeshare("clean", "-", "--regions", file, stdin=source)
        assert (done.returncode, bool(done.stdout)) == (code, code == 0)
        assert (b"is not among the photos" in done.stderr) == (code == 2)


def test_marks_and_regions_files_cover_places(photos: Path, tmp_path: Path) -> None:
    file = tmp_path / "regions.json"
    file.write_text('{"regions": [{"shape": "ellipse", "box": [200, 100, 260, 160]}]}')
    out = tmp_path / "out"
    source = photos / "IMG_20240517_184502.jpg"
    black = ("--style", "solid", "--colour", "black")
    arguments = ("--mark", "10,20,60,70", "--regions", file, *black, "--format", "png")
    done = safeshare("clean", source, "-o", out, *arguments)
    assert done.returncode == 0, done.stderr
    copy = np.asarray(Image.open(out / "photo-0001.png"))
    assert copy[20:70, 10:60].max() == 0
    assert copy[130, 230].max() == 0
    assert copy[200, 150].min() > 0


def test_faces_switched_off_in_the_json_stay_visible(photos: Path, tmp_path: Path) -> None:
    portrait, file = photos / "more/Ann.png", tmp_path / "regions.json"
    found: dict[str, Any] = json.loads(safeshare("inspect", portrait, "--json").stdout)
    found["regions"][0]["on"] = False
    file.write_text(json.dumps(found))
    done = safeshare("clean", portrait, "-o", tmp_path / "out", "--regions", file)
    assert done.returncode == 0
    assert b"left visible" in done.stdout
    copy = np.asarray(Image.open(tmp_path / "out/photo-0001.png"))
    assert np.array_equal(copy, np.asarray(Image.open(portrait)))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["clean", "{photo}"], 2, b"-o DIR"),
        (["clean", "{photo}", "-o", "{out}", "--mark", "1,2,3"], 2, b"mark-1"),
        (["clean", "{photo}", "-o", "{out}", "--mark", "900,900,950,950"], 3, b"outside"),
        (["clean", "{photo}", "-o", "{out}", "--style", "sparkle"], 2, b"sparkle"),
        (["clean", "{photo}", "-o", "{out}", "--report", "{photo}"], 3, b"already"),
        (["inspect", "{folder}"], 2, b"Add -r"),
        (["clean", "{photo}", "-o", "{out}", "--max-side", "2"], 2, b"max-side"),
        (["clean", "{photo}", "-o", "{out}", "--mark", "9,9,9,20"], 2, b"mark-1"),
        (["clean", "{photo}", "-o", "{photo}/x"], 3, b"not a folder"),
        (["inspect", "{folder}/notes.txt"], 3, b"notes.txt"),
        (["inspect", "{folder}/gone.jpg"], 3, b"no such file"),
        (["nonsense"], 2, b"nonsense"),
    ],
)
def test_bad_requests_say_what_to_do(
    photos: Path, tmp_path: Path, arguments: list[str], code: int, words: bytes
) -> None:
    places = {
        "photo": photos / "IMG_20240517_184502.jpg",
        "out": tmp_path / "out",
        "folder": photos,
    }
    done = safeshare(*(argument.format(**places) for argument in arguments))
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_regions_belong_to_the_photo_that_they_name(photos: Path, tmp_path: Path) -> None:
    portrait = photos / "more/Ann.png"
    (photos / "more" / "Bea.png").write_bytes(portrait.read_bytes())
    found = json.loads(safeshare("inspect", photos / "more", "-r", "--json").stdout)
    assert [Path(entry["path"]).name for entry in found] == ["Ann.png", "Bea.png"]
    found[0]["regions"][0]["on"] = False
    file, report = tmp_path / "regions.json", tmp_path / "report.json"
    file.write_text(json.dumps(found))
    arguments = ("--regions", file, "--report", report)
    assert safeshare("clean", photos, "-r", "-o", tmp_path / "out", *arguments).returncode == 0
    files = {Path(e["path"]).name: e for e in json.loads(report.read_text())["files"]}
    assert files["Ann.png"]["redacted"] == []
    assert len(files["Bea.png"]["redacted"]) == 1
    assert report.stat().st_mode & 0o777 == 0o600
    stranger = safeshare("clean", photos / "IMG_20240517_184502.jpg", "-o", "x", "--regions", file)
    assert stranger.returncode == 2
    assert b"not among the photos" in stranger.stderr


def test_an_interrupted_run_keeps_what_is_finished_and_says_so(
    photos: Path, tmp_path: Path
) -> None:
    for number in range(30):
        (photos / f"{number}.png").write_bytes((photos / "more/Ann.png").read_bytes())
    out, report, signs = tmp_path / "out", tmp_path / "report.json", tmp_path / "signs"
    command = led(signs, "1.png", "clean", photos, "-r", "-o", out, "--report", report)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    wait_for((signs / "asked").exists)
    (signs / "go").touch()
    _, problems = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"stopped" in problems
    assert b"Traceback" not in problems
    done = [e["output"] for e in json.loads(report.read_text())["files"]]
    assert done
    assert {Path(path) for path in done} == {path for path in out.rglob("*") if path.is_file()}


def test_several_processes_make_the_same_copies_as_one(photos: Path, tmp_path: Path) -> None:
    for number in range(6):
        source = photos / ("more/Ann.png" if number % 2 else "IMG_20240517_184502.jpg")
        (photos / f"{number}{source.suffix}").write_bytes(source.read_bytes())
    (photos / "3.png").write_bytes(b"\x89PNG\r\n\x1a\n cut")
    runs = [
        safeshare("clean", photos, "-r", "-o", tmp_path / f"out{jobs}", "-j", jobs, "-q")
        for jobs in (1, 3)
    ]
    assert [run.returncode for run in runs] == [3, 3]
    assert runs[0].stderr == runs[1].stderr
    assert contents(tmp_path / "out1") == contents(tmp_path / "out3")
    assert len(contents(tmp_path / "out3")) == 7


def test_output_that_can_t_be_written_is_said(photos: Path) -> None:
    source = (photos / "IMG_20240517_184502.jpg").read_bytes()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "safeshare", "clean", "-"],
            input=source,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 3
    assert b"standard output: it can't be written" in done.stderr
    assert b"Traceback" not in done.stderr
