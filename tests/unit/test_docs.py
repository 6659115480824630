"""What is written about the command is what the command does."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_cli", ROOT / "docs" / "make_cli.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_of_the_command_is_current(maker: ModuleType) -> None:
    assert maker.PAGE.read_text("utf-8") == maker.page(), "run: python docs/make_cli.py"


@pytest.mark.parametrize("command", ["clean", "watch", "inspect", "verify", "ui", "integrate"])
def test_page_names_every_flag_of_the_help(maker: ModuleType, command: str) -> None:
    asked = [sys.executable, "-m", "safeshare", command, "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, env=WIDE).stdout
    flags = set(re.findall(r"(?<![\w-])--[a-z][\w-]+", told)) - {"--help"}
    page = maker.page().partition(f"## {command}\n")[2].partition("\n## ")[0]
    assert flags
    assert [flag for flag in sorted(flags) if flag not in page] == []


def test_flags_that_the_readme_names_exist(maker: ModuleType) -> None:
    told = (ROOT / "README.md").read_text("utf-8").partition("## Use the command")[2]
    section = told.partition("\n## ")[0]
    named = set(re.findall(r"`[^`]*?(--[a-z][\w-]+)", section))
    assert named
    assert [flag for flag in sorted(named) if flag not in maker.page()] == []


@pytest.mark.parametrize("document", sorted(path.name for path in ROOT.glob("docs/*.md")))
def test_links_of_the_documents_lead_somewhere(document: str) -> None:
    text = (ROOT / "docs" / document).read_text("utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []


WIDE = {"COLUMNS": "300", "TERM": "dumb", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
