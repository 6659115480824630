"""The library that runs the models leaves nothing behind of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOOK = """
import numpy as np
from safeshare.detect.text import find_text
print(len(find_text(np.full((64, 64, 3), 255, np.uint8))))
"""


def test_a_search_writes_no_file(tmp_path: Path) -> None:
    folders = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    environment = {**os.environ, **folders, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    ended = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "0\n", ended.stderr
    assert list(tmp_path.iterdir()) == []
