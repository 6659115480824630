"""Who may import whom: a room only looks at rooms that stand before it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import safeshare
from tests.corpus import parts

HOUSE = Path(safeshare.__file__).parent

ORDER = (
    {"errors", "confine"},
    {"model", "steps"},
    {"formats", "pixels", "detect", "redact"},
    {"reveal", "verify"},
    {"search", "marks"},
    {"resample"},
    {"rebuild"},
    {"pipeline"},
    {"disk", "report", "workers", "machines"},
    {"record"},
    {"naming"},
    {"batch", "listing", "desktop"},
    {"terminal", "flags", "request"},
    {"watch", "cluster"},
    {"run"},
    {"cli", "web"},
)
"""Rooms in one set never import each other; the package itself stands apart."""

PIPELINE_USES_LAZILY = {"cli": {"web"}}
"""The one door inside of a set: the command opens the page."""

OWNERS = {
    "mediapipe": {"detect"},
    "zxingcpp": {"detect"},
    "onnxruntime": {"detect"},
    "cv2": {"detect", "redact", "pixels", "verify"},  # the last two: Pillow has no 16-bit colours
    "gradio": {"web"},
    "pillow_heif": {"pixels", "verify"},
    "imagecodecs": {"formats", "pixels", "verify"},
    "PIL": {"pixels", "verify", "reveal"},
    "exifread": {"reveal"},
    "defusedxml": {"reveal"},
    "rich": {"terminal"},
    "typer": {"cli", "flags"},
}
"""Library -> the rooms that may import it."""


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(
        path for path in HOUSE.rglob("*.py") if path.parent != HOUSE or path.stem[0] != "_"
    )


def imported(path: Path) -> set[str]:
    """Full names of all modules that a file imports, anywhere in it."""
    package = ["safeshare", *path.relative_to(HOUSE).parts[:-1]]
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return names


def rooms_imported(path: Path) -> set[str]:
    parts = (name.split(".") for name in imported(path))
    known = set().union(*ORDER)
    return {part[1] for part in parts if part[0] == "safeshare" and len(part) > 1} & known


def floor_of(room: str) -> int:
    return next(floor for floor, rooms in enumerate(ORDER) if room in rooms)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    room = room_of(path)
    wrong = {
        other
        for other in rooms_imported(path) - {room}
        if floor_of(other) >= floor_of(room) and other not in PIPELINE_USES_LAZILY.get(room, set())
    }
    assert not wrong


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_library_stays_in_its_rooms(path: Path) -> None:
    libraries = {name.split(".")[0] for name in imported(path)}
    strayed = {name for name in libraries & set(OWNERS) if room_of(path) not in OWNERS[name]}
    assert not strayed


def test_the_test_would_see_a_wrong_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "HOUSE", tmp_path)
    (tmp_path / "formats").mkdir()
    wrong = tmp_path / "formats" / "wrong.py"
    wrong.write_text("def f():\n    from safeshare.pixels import codec\n    import cv2\n")
    with pytest.raises(AssertionError):
        test_a_room_imports_only_what_stands_before_it(wrong)
    with pytest.raises(AssertionError):
        test_a_library_stays_in_its_rooms(wrong)
    (tmp_path / "verify").mkdir()
    wrong.rename(tmp_path / "verify" / "wrong.py")
    with pytest.raises(AssertionError):
        test_the_verifier_shares_no_code_with_the_writers()


def test_the_verifier_shares_no_code_with_the_writers() -> None:
    readers = [path for path in modules() if room_of(path) == "verify"]
    assert readers
    assert set().union(*map(rooms_imported, readers)) <= {"errors", "model", "verify"}


HEAVY = ("cv2", "mediapipe", "gradio", "scipy", "PIL", "numpy", "exifread")


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import safeshare.cli.commands", HEAVY),
        ("import safeshare.pipeline", ("cv2", "mediapipe", "gradio", "scipy", "exifread")),
    ],
)
def test_heavy_libraries_wait_until_they_are_needed(code: str, absent: tuple[str, ...]) -> None:
    check = f"{code}; import sys; print(*[n for n in {absent!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


COMMAND = """
import os, sys
from safeshare.cli import main
try:
    main(sys.argv[2:])
except SystemExit as end:
    assert not end.code, end.code
present = [name for name in sys.argv[1].split(",") if name in sys.modules]
threads = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 1
print("loaded", *present, "threads", threads)
"""


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], HEAVY),
        (["clean", "--help"], HEAVY),
        (["inspect", "--no-pixels"], ("cv2", "mediapipe", "onnxruntime", "gradio", "scipy")),
    ],
)
def test_a_quick_command_loads_nothing_heavy_and_starts_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], absent: tuple[str, ...]
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(parts.saved(parts.picture(), "JPEG"))
    files = [str(photo)] if "inspect" in arguments else []
    command = [sys.executable, "-c", COMMAND, ",".join(absent), *arguments, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded threads 1"


def test_no_test_runs_the_command_in_this_process() -> None:
    """It would give up this process's network, for good (safeshare/confine.py)."""
    here = Path(__file__)
    tests = (path for path in here.parents[1].rglob("*.py") if path != here)
    assert [path.name for path in tests if "CliRunner" in path.read_text("utf-8")] == []
