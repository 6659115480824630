from __future__ import annotations

import subprocess
import sys

import pytest

AFTERWARDS = "import sys; from safeshare.detect.plotless import load; load(); "


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS + code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_mediapipe_comes_without_plots() -> None:
    assert run("print('mediapipe' in sys.modules, 'matplotlib' in sys.modules)") == "True False"


def test_plots_can_be_had_by_others_afterwards() -> None:
    pytest.importorskip("matplotlib")
    assert run("import matplotlib; print(hasattr(matplotlib, '__version__'))") == "True"


def test_people_are_still_found() -> None:
    code = (
        "import numpy as np; from safeshare.detect.persons import likely; "
        "print(likely(np.zeros((64, 64, 3), np.uint8)).shape)"
    )
    assert run(code) == "(64, 64)"
