"""What the program does at its start, each in a process of its own: imports happen once."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import pytest

from safeshare.web.shell import STUB_WRITER, without_stubs

WATCHED = """
import os, sys
touched = []
def watch(event, args):
    if event == "open" and str(args[0]).endswith(".pyi"):
        touched.append(args[0])
sys.addaudithook(watch)
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
from safeshare.web.page import build_app
routes = build_app([]).router.routes
print(len(touched), len(routes) > 0)
"""

LARGE = """
import ctypes
from pathlib import Path
from safeshare.web.memory import give_back, return_large_blocks
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
return_large_blocks()
give_back()
before = resident()
for _ in range(3):
    blocks = [bytearray(8_000_000) for _ in range(20)]
    for block in blocks:
        block[::4096] = b"x" * len(block[::4096])
    assert resident() > before + 100
    del blocks, block
print(resident() - before)
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )
    return done.stdout


def test_the_shell_is_built_without_reading_or_writing_type_stubs() -> None:
    assert run(WATCHED).split() == ["0", "True"]


def test_everybody_else_finds_sources_meanwhile() -> None:
    usual = inspect.getfile

    def create_or_modify_pyi() -> str:
        return inspect.getfile(Visitor)

    class Visitor:
        pass

    assert create_or_modify_pyi.__name__ == STUB_WRITER
    with without_stubs():
        assert inspect.getfile(pytest.Item) == usual(pytest.Item)
        with pytest.raises(OSError, match="stubs"):
            create_or_modify_pyi()
    assert inspect.getfile is usual


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the allocator of glibc")
def test_large_blocks_go_back_to_the_system() -> None:
    assert float(run(LARGE)) < 20
