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

DOCUMENTS = [
    *sorted(path.name for path in ROOT.glob("*.md")),
    *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md")),
    "samples/README.md",
]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def prose(document: str) -> str:
    """Give a document without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", read(document), flags=re.M | re.S)


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


USERS = {"FILE.json", "run.json"}
"""Names of files that stand for a user's own."""

COMMANDS = ["clean", "watch", "inspect", "verify", "ui", "integrate"]


def test_all_commands_are_tried(maker: ModuleType) -> None:
    assert [command.callback.__name__ for command in maker.app.registered_commands] == COMMANDS


@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_page_names_every_flag_of_the_help(maker: ModuleType, command: str) -> None:
    """The one without a name is the program itself; its options stand above the commands."""
    asked = [sys.executable, "-m", "safeshare", *command.split(), "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, env=WIDE).stdout
    told = told.partition("─ Options ─")[2].partition("─ Commands ─")[0]
    flags = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", told))
    page = maker.page().partition(f"## {command}\n" if command else "# The command\n")[2]
    page = page.partition("\n## ")[0]
    assert {"-h", "--help"} <= flags
    of_all = {"-h", "--help"} if command else set()
    assert [flag for flag in sorted(flags - of_all) if not names_flag(page, flag)] == []


def names_flag(page: str, flag: str) -> bool:
    return re.search(rf"(?<![\w-]){flag}(?![\w-])", page) is not None


FLAG = re.compile(r"(?<![\w-])--[a-z][\w-]+")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_flags_that_a_document_names_exist(maker: ModuleType, document: str) -> None:
    """Those of other programs stand in the lines that call them."""
    text = re.sub(r"^.*\b(?:bench/\w+\.py|dask|pytest|ruff)\b.*$", "", read(document), flags=re.M)
    named = set(FLAG.findall(text))
    assert [flag for flag in sorted(named) if not names_flag(maker.page(), flag)] == []


def test_readme_names_flags() -> None:
    assert len(set(FLAG.findall(read("README.md")))) > 30


def test_benches_have_the_flags_that_documents_call_them_with() -> None:
    seen = 0
    for document in DOCUMENTS:
        for bench, rest in re.findall(r"python (bench/\w+\.py)([^`\n]*)", read(document)):
            known = read(bench)
            assert [flag for flag in FLAG.findall(rest) if f'"{flag}"' not in known] == [], bench
            seen += 1
    assert seen > 5


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_of_the_documents_lead_somewhere(document: str) -> None:
    place = (ROOT / document).parent
    for target in links_of(document):
        file, _, heading = target.partition("#")
        there = place / file if file else ROOT / document
        assert there.exists(), target
        assert not heading or heading in anchors(there), target


def links_of(document: str) -> list[str]:
    return re.findall(r"(?:\]\(|src=\")(?!https?:)([^)\"\s]+)", prose(document))


def files_named_by(document: str) -> list[str]:
    """Give what stands in backticks and is a file: a path, or a name alone."""
    return re.findall(r"`(?:python )?([\w./-]+(?:\.(?:py|js|json|toml)|/))[ `]", prose(document))


def test_there_are_links_and_names_to_look_at() -> None:
    assert sum(len(links_of(document)) for document in DOCUMENTS) > 100
    assert sum(len(files_named_by(document)) for document in DOCUMENTS) > 100


def anchors(page: Path) -> set[str]:
    """Give what the headings of a page are called in a link: small letters, hyphens for spaces."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_exist(document: str) -> None:
    places = [ROOT, ROOT / "src", ROOT / "src" / "safeshare", (ROOT / document).parent]
    names = {path.name for path in (*ROOT.glob("*.*"), *(ROOT / "src").rglob("*.*"))}
    for name in set(files_named_by(document)) - USERS:
        assert any((place / name).exists() for place in places) or name in names, name


def test_each_claim_of_the_threat_model_has_its_proof() -> None:
    rows = re.findall(r"^\| (?!claim|-)(.*?) \| (.*) \|$", read("docs/threat-model.md"), re.M)
    assert len(rows) > 20
    for claim, proof in rows:
        links = re.findall(r"\]\((\.\./(?:tests|bench)/\S+?)\)", proof)
        assert links, claim
        assert [link for link in links if not (ROOT / "docs" / link).exists()] == [], claim


def test_what_proves_a_claim_tests_or_measures_something() -> None:
    proofs = re.findall(r"\(\.\./((?:tests|bench)/\S+?\.py)\)", read("docs/threat-model.md"))
    assert len(proofs) > 30
    for proof in set(proofs):
        assert re.search(r"^def (test_|main\()", read(proof), re.M), proof


def test_every_room_is_on_the_map() -> None:
    house = ROOT / "src" / "safeshare"
    rooms = {path.name for path in house.glob("[!_]*.py")}
    rooms |= {f"{path.parent.name}/" for path in house.glob("*/__init__.py")}
    table = read("docs/architecture.md").partition("## Rooms")[2].partition("\n## ")[0]
    first = re.findall(r"^\| (`.*?) \|", table, re.M)
    told = [name for cell in first for name in re.findall(r"`([\w./]+)`", cell)]
    assert sorted(told) == sorted(rooms)


WIDE = {"COLUMNS": "300", "TERM": "dumb", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
