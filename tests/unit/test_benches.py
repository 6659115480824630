"""Every bench starts, and tells how it is run and what it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
NAMES = sorted(path.name for path in BENCH.glob("*.py") if '"__main__"' in path.read_text("utf-8"))

ASK = """
import contextlib, io, json, runpy, sys
told, names, folder = {}, sys.argv[1:], sys.path[1]
for name in names:
    sys.argv = [name, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            runpy.run_path(f"{folder}/{name}", run_name="__main__")
        except SystemExit as ended:
            told[name] = (ended.code, printed.getvalue())
print(json.dumps(told))
"""
"""All in one process, which loads the heavy libraries once."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    room = tmp_path_factory.mktemp("benches")
    places = os.pathsep.join([str(BENCH), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", ASK, *NAMES],
        cwd=room,
        env=os.environ | {"PYTHONPATH": places, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(room.iterdir()) == []
    answers: dict[str, tuple[int, str]] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("name", NAMES)
def test_it_tells_how_it_is_run(told: dict[str, tuple[int, str]], name: str) -> None:
    code, said = told[name]
    assert code == 0
    usage, _, text = said.partition("\n\n")
    assert usage.startswith(f"usage: {name}")
    assert text.startswith(("Print ", "Write ", "Press ", "Break "))
    assert f"\n    python bench/{name}" in text  # a line of its own


def test_there_are_benches() -> None:
    assert len(NAMES) > 10
